/* What an app does to a client at the worst moment. */
#import "Leaks.h"
#import "Publisher.h"
#import "Recorder.h"

#include "cross/check.h"
#include "cross/waiter.h"

enum { SENT = 5 };

static LMQMessage *message(NSString *topic, NSString *text)
{
    return [[[LMQMessage alloc] initWithTopic:topic text:text] autorelease];
}

static NSOperationQueue *queueMake(void)
{
    return [[[NSOperationQueue alloc] init] autorelease];
}

/* Does something to the client that tells it of a message, and counts what comes after. */
@interface Ender : NSObject <LMQClientDelegate> {
@public
    LMQClient *owned;
    NSCondition *changed;
    int messages;
    int cancelled;
    int sent;
    lmq_error deadlock;
    BOOL closes;
    BOOL releases;
}
- (BOOL)waitFor:(int)count of:(int *)counter;
- (void)count:(int *)counter;
@end

static int isClosed(void *client)
{
    NSError *error = nil;
    return ![(LMQClient *)client start:&error] && [error code] == LMQErrorClosed;
}

@implementation Ender

- (instancetype)init
{
    if ((self = [super init]) != nil) changed = [[NSCondition alloc] init];
    return self;
}

- (void)dealloc
{
    [changed release];
    [super dealloc];
}

- (BOOL)waitFor:(int)count of:(int *)counter
{
    NSDate *deadline = [NSDate dateWithTimeIntervalSinceNow:PATIENCE];
    BOOL patient = YES;
    [changed lock];
    while (*counter < count && patient)
        patient = [changed waitUntilDate:deadline];
    BOOL reached = *counter >= count;
    [changed unlock];
    return reached;
}

- (void)count:(int *)counter
{
    [changed lock];
    ++*counter;
    [changed broadcast];
    [changed unlock];
}

- (void)client:(LMQClient *)client didReceiveMessage:(LMQMessage *)message
{
    NSError *error = nil;
    CHECK([self waitFor:SENT of:&sent]); /* so that more wait behind this one */
    if (![client flushWithTimeout:1 error:&error]) deadlock = (lmq_error)[error code];
    if (closes) {
        [client close];
        [client close];
    }
    if (releases) {
        LMQClient *gone = owned;
        owned = nil;
        [gone release];
    }
    [self count:&messages];
}

- (void)client:(LMQClient *)client didFinishPublishing:(LMQMessage *)message context:(id)context error:(NSError *)error
{
    if ([error code] == LMQErrorCancelled) [self count:&cancelled];
}

@end

static void end_in_a_callback(BOOL closes, BOOL releases, NSOperationQueue *queue)
{
    lmq_broker *broker = BrokerMake();
    Ender *ender = [[Ender alloc] init];
    LMQClient *client = ClientMake(broker, @"ends", ender, queue);
    LMQClient *from = ClientMake(broker, @"from", nil, nil);
    NSError *error = nil;
    ender->owned = client;
    ender->closes = closes;
    ender->releases = releases;
    ClientSubscribes(client, @"TopicA/#");
    for (int i = 0; i < SENT; ++i) {
        CHECK([from publishAndWait:message(@"TopicA/x", @"end") timeout:PATIENCE error:&error]);
        [ender count:&ender->sent];
    }
    NEED([ender waitFor:1 of:&ender->messages]);
    if (!releases) {
        CHECK(eventually(isClosed, client));
        CHECK([client closeWithTimeout:PATIENCE error:&error]);
        CHECK(![client publish:message(@"TopicA/x", @"") context:nil error:&error] && [error code] == LMQErrorClosed);
        [client release];
    }
    while (BrokerKnows(broker, @"GID_AAA@@@ends"))
        CHECK([from publishAndWait:message(@"TopicB/x", @"") timeout:PATIENCE error:&error]);
    CHECK(ender->messages == 1); /* a client that was closed or let go tells of nothing new */
    CHECK(ender->deadlock == (queue == nil ? LMQ_ERROR_WOULD_DEADLOCK : LMQ_OK));
    [from release];
    [queue waitUntilAllOperationsAreFinished];
    [ender release];
    lmq_broker_destroy(broker);
}

static void a_delegate_may_close_its_client(void)
{
    end_in_a_callback(YES, NO, nil);
}

static void a_delegate_may_close_its_client_on_a_queue(void)
{
    end_in_a_callback(YES, NO, queueMake());
}

static void a_delegate_may_let_go_of_its_client(void)
{
    end_in_a_callback(NO, YES, nil);
}

static void a_delegate_may_close_and_let_go_of_its_client_on_a_queue(void)
{
    end_in_a_callback(YES, YES, queueMake());
}

static void a_delegate_may_close_and_let_go_of_its_client(void)
{
    end_in_a_callback(YES, YES, nil);
}

static void what_waits_when_a_client_is_closed_ends_cancelled_once(void)
{
    lmq_broker *broker = BrokerMake();
    Ender *ender = [[Ender alloc] init];
    NSError *error = nil;
    LMQClient *client = [[LMQClient alloc] initWithOptions:OptionsFor(broker, @"offline")
                                                  delegate:ender
                                             delegateQueue:nil
                                                     error:&error];
    for (int i = 0; i < 10; ++i)
        CHECK([client publish:message(@"TopicA/x", @"never") context:nil error:&error]);
    [client close];
    [client close];
    CHECK([client closeWithTimeout:PATIENCE error:&error]);
    CHECK([ender waitFor:10 of:&ender->cancelled]);
    CHECK([[client status] state] == LMQStateIdle);
    [client release];
    CHECK(ender->cancelled == 10);
    [ender release];
    lmq_broker_destroy(broker);
}

/* Goes while its client is busy, as a view controller does. */
@interface Passing : NSObject <LMQClientDelegate> {
@public
    LMQClient *client;
    int messages;
}
@end

@implementation Passing

- (void)client:(LMQClient *)client didReceiveMessage:(LMQMessage *)message
{
    ++messages;
}

- (void)dealloc
{
    [client setDelegate:nil];
    messages = -1;
    [super dealloc];
}

@end

static int hasNoDelegate(void *client)
{
    return [(LMQClient *)client delegate] == nil;
}

static void a_delegate_may_go_while_messages_come(void)
{
    lmq_broker *broker = BrokerMake();
    LMQClient *client = ClientMake(broker, @"stays", nil, nil);
    Publisher *publisher = [[Publisher alloc] init];
    ClientSubscribes(client, @"TopicA/#");
    publisher->client = client;
    [publisher start];
    for (int i = 0; i < 200; ++i) {
        NSAutoreleasePool *pool = [[NSAutoreleasePool alloc] init];
        Passing *passing = [[Passing alloc] init];
        passing->client = client;
        [client setDelegate:passing];
        CHECK([client delegate] == passing);
        [passing release];
        [pool release];
        CHECK(eventually(hasNoDelegate, client)); /* with zeroing references it may live until its method returns */
    }
    [publisher join];
    CHECK(publisher->refused == 0);
    [publisher release];
    [client release];
    lmq_broker_destroy(broker);
}

static void clients_go_while_they_tell(NSOperationQueue *queue)
{
    lmq_broker *broker = BrokerMake();
    LMQClient *from = ClientMake(broker, @"from", nil, nil);
    NSError *error = nil;
    for (int i = 0; i < 10; ++i) {
        Recorder *recorder = [[Recorder alloc] init];
        LMQClient *client = ClientMake(broker, @"brief", recorder, queue);
        ClientSubscribes(client, @"TopicA/#");
        for (int n = 0; n < 10; ++n)
            CHECK([from publish:message(@"TopicA/x", @"m") context:nil error:&error]);
        NEED([recorder wait:1 of:@"messages"]);
        [client release];
        [recorder release];
    }
    [from release];
    lmq_broker_destroy(broker);
}

static void clients_may_go_while_they_tell(void)
{
    clients_go_while_they_tell(nil);
}

static void clients_may_go_while_they_tell_on_a_queue(void)
{
    clients_go_while_they_tell(queueMake());
}

int main(void)
{
    NSAutoreleasePool *pool = [[NSAutoreleasePool alloc] init];
    LeaksWatch();
    RUN_IN_POOL(a_delegate_may_close_its_client)
    RUN_IN_POOL(a_delegate_may_let_go_of_its_client)
    RUN_IN_POOL(a_delegate_may_close_and_let_go_of_its_client)
    RUN_IN_POOL(what_waits_when_a_client_is_closed_ends_cancelled_once)
    RUN_IN_POOL(a_delegate_may_go_while_messages_come)
    RUN_IN_POOL(clients_may_go_while_they_tell)
    RUN_IN_POOL(no_thread_is_left)
    RUN_IN_POOL(a_delegate_may_close_its_client_on_a_queue)
    RUN_IN_POOL(a_delegate_may_close_and_let_go_of_its_client_on_a_queue)
    RUN_IN_POOL(clients_may_go_while_they_tell_on_a_queue)
    RUN_IN_POOL(no_object_of_the_binding_is_left)
    [pool release];
    return check_result();
}
