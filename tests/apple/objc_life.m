/* Threads, queues and ends: what an app does to a client at the worst moment. */
#undef NDEBUG /* hides GNUstep's counts of objects */
#import "Recorder.h"

#import <Foundation/NSDebug.h>
#include <pthread.h>

#include "cross/check.h"
#include "cross/waiter.h"

enum { THREADS = 4, EACH = 250, SENT = 5 };

static LMQMessage *message(NSString *topic, NSString *text)
{
    return [[[LMQMessage alloc] initWithTopic:topic text:text] autorelease];
}

static NSOperationQueue *queueMake(void)
{
    return [[[NSOperationQueue alloc] init] autorelease];
}

/* Publishes numbered messages from a thread of its own. */
@interface Publisher : NSObject {
@public
    LMQClient *client;
    int number;
    int refused;
}
@end

@implementation Publisher

- (void)publish
{
    for (int i = 0; i < EACH; ++i) {
        NSAutoreleasePool *pool = [[NSAutoreleasePool alloc] init];
        NSString *topic = [NSString stringWithFormat:@"TopicA/%d", number];
        NSString *text = [NSString stringWithFormat:@"%d", i];
        if (![client publish:message(topic, text) context:nil error:NULL]) ++refused;
        [pool release];
    }
}

static void *publisherRun(void *publisher)
{
    GSRegisterCurrentThread();
    NSAutoreleasePool *pool = [[NSAutoreleasePool alloc] init];
    [(Publisher *)publisher publish];
    [pool release];
    GSUnregisterCurrentThread();
    return NULL;
}

@end

static void all_arrive_in_each_threads_order(NSOperationQueue *queue)
{
    lmq_broker *broker = BrokerMake();
    Recorder *recorder = [[Recorder alloc] init];
    Recorder *sender = [[Recorder alloc] init];
    LMQClient *to = ClientMake(broker, @"to", recorder, queue);
    LMQClient *from = ClientMake(broker, @"from", sender, queue);
    Publisher *publishers[THREADS];
    pthread_t threads[THREADS];
    int next[THREADS] = {0}, wrong = 0;
    ClientSubscribes(to, @"TopicA/#");
    for (int i = 0; i < THREADS; ++i) {
        publishers[i] = [[Publisher alloc] init];
        publishers[i]->client = from;
        publishers[i]->number = i;
        NEED(pthread_create(&threads[i], NULL, publisherRun, publishers[i]) == 0);
    }
    for (int i = 0; i < THREADS; ++i) {
        pthread_join(threads[i], NULL);
        CHECK(publishers[i]->refused == 0);
        [publishers[i] release];
    }
    CHECK([recorder wait:THREADS * EACH of:@"messages"]);
    CHECK([sender wait:THREADS * EACH of:@"published"]);
    for (LMQMessage *came in [recorder told:@"messages"]) {
        int thread = [[[came topic] substringFromIndex:7] intValue];
        if ([[came text] intValue] != next[thread]++) ++wrong;
    }
    CHECK(wrong == 0);
    for (NSArray *done in [sender told:@"published"])
        if ([done objectAtIndex:2] != [NSNull null]) ++wrong;
    CHECK(wrong == 0 && [[sender told:@"published"] count] == THREADS * EACH);
    [from release];
    [to release];
    [sender release];
    [recorder release];
    lmq_broker_destroy(broker);
}

static void messages_of_several_threads_arrive_in_order_without_a_queue(void)
{
    all_arrive_in_each_threads_order(nil);
}

static void messages_of_several_threads_arrive_in_order_on_a_queue(void)
{
    all_arrive_in_each_threads_order(queueMake());
}

static void operations_that_an_app_cancels_take_no_message_along(void)
{
    lmq_broker *broker = BrokerMake();
    Recorder *recorder = [[Recorder alloc] init];
    NSOperationQueue *queue = queueMake();
    LMQClient *client = ClientMake(broker, @"d", recorder, queue);
    ClientSubscribes(client, @"TopicA/#");
    [queue setSuspended:YES];
    CHECK([client publishAndWait:message(@"TopicA/x", @"kept") timeout:PATIENCE error:NULL]);
    for (int i = 0; i < 10; ++i) {
        CHECK([client publishAndWait:message(@"TopicA/x", @"kept") timeout:PATIENCE error:NULL]);
        [queue cancelAllOperations];
    }
    [queue setSuspended:NO];
    CHECK([recorder wait:11 of:@"messages"]);
    [client release];
    [recorder release];
    lmq_broker_destroy(broker);
}

static void a_suspended_queue_holds_messages_back_and_loses_none(void)
{
    lmq_broker *broker = BrokerMake();
    Recorder *recorder = [[Recorder alloc] init];
    NSOperationQueue *queue = queueMake();
    LMQClientOptions *options = OptionsFor(broker, @"slow");
    NSError *error = nil;
    [options setInboxMessages:3];
    LMQClient *slow = [[LMQClient alloc] initWithOptions:options delegate:recorder delegateQueue:queue error:&error];
    LMQClient *from = ClientMake(broker, @"from", nil, nil);
    NEED([slow connectWithTimeout:PATIENCE error:&error]);
    ClientSubscribes(slow, @"TopicA/#");
    [queue setSuspended:YES];
    for (int i = 0; i < 20; ++i)
        CHECK([from publishAndWait:message(@"TopicA/x", [NSString stringWithFormat:@"%d", i])
                           timeout:PATIENCE
                             error:&error]);
    [queue setSuspended:NO];
    NEED([recorder wait:20 of:@"messages"]);
    for (NSUInteger i = 0; i < 20; ++i)
        CHECK([[[[recorder told:@"messages"] objectAtIndex:i] text] intValue] == (int)i);

    /* Its end waits for nobody, though the queue runs no more. */
    [queue setSuspended:YES];
    for (int i = 0; i < 20; ++i)
        CHECK([from publishAndWait:message(@"TopicA/x", @"late") timeout:PATIENCE error:&error]);
    [slow close];
    [slow release];
    [queue cancelAllOperations];
    [queue setSuspended:NO];
    [queue waitUntilAllOperationsAreFinished];
    CHECK([[recorder told:@"messages"] count] == 20);
    [from release];
    [recorder release];
    lmq_broker_destroy(broker);
}

static int oneCame(void *client)
{
    LMQStatistics *statistics = [(LMQClient *)client statistics];
    return [statistics messagesReceived] >= 1;
}

static void a_thread_that_a_queue_holds_is_let_go_at_the_end(void)
{
    lmq_broker *broker = BrokerMake();
    LMQClientOptions *options = OptionsFor(broker, @"held");
    LMQClient *from = ClientMake(broker, @"from", nil, nil);
    NSError *error = nil;
    [options setInboxMessages:1];
    for (int closes = 0; closes < 2; ++closes) {
        Recorder *recorder = [[Recorder alloc] init];
        NSOperationQueue *queue = queueMake();
        LMQClient *client = [[LMQClient alloc] initWithOptions:options
                                                      delegate:recorder
                                                 delegateQueue:queue
                                                         error:&error];
        NEED([client connectWithTimeout:PATIENCE error:&error]);
        ClientSubscribes(client, @"TopicA/#");
        [queue setSuspended:YES];
        for (int i = 0; i < 3; ++i)
            CHECK([from publishAndWait:message(@"TopicA/x", @"m") timeout:PATIENCE error:&error]);
        CHECK(eventually(oneCame, client));
        if (closes) CHECK([client closeWithTimeout:PATIENCE error:&error]);
        [client release];
        [queue setSuspended:NO];
        [queue waitUntilAllOperationsAreFinished];
        CHECK([[recorder told:@"messages"] count] == 0);
        [recorder release];
    }
    [from release];
    lmq_broker_destroy(broker);
}

static void an_inbox_file_is_for_clients_without_a_queue(void)
{
    lmq_broker *broker = BrokerMake();
    Recorder *recorder = [[Recorder alloc] init];
    LMQClientOptions *options = OptionsFor(broker, @"inbox");
    NSString *folder =
        [NSTemporaryDirectory() stringByAppendingPathComponent:[[NSProcessInfo processInfo] globallyUniqueString]];
    NSError *error = nil;
    NEED([options keepOutboxInFolder:folder error:&error]);
    [options setOutboxFile:nil];
    [options setInboxFile:[folder stringByAppendingPathComponent:@"inbox"]];
    CHECK([[LMQClient alloc] initWithOptions:options delegate:nil delegateQueue:queueMake() error:&error] == nil);
    CHECK([error code] == LMQErrorBadCombination);
    LMQClient *client = [[LMQClient alloc] initWithOptions:options delegate:recorder delegateQueue:nil error:&error];
    NEED(client != nil && [client connectWithTimeout:PATIENCE error:&error]);
    ClientSubscribes(client, @"TopicA/#");
    CHECK([client publishAndWait:message(@"TopicA/x", @"m") timeout:PATIENCE error:&error]);
    CHECK([recorder wait:1 of:@"messages"]);
    CHECK([[NSFileManager defaultManager] fileExistsAtPath:[options inboxFile]]);
    [client release];
    [recorder release];
    [[NSFileManager defaultManager] removeItemAtPath:folder error:NULL];
    lmq_broker_destroy(broker);
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
    pthread_t thread;
    ClientSubscribes(client, @"TopicA/#");
    publisher->client = client;
    NEED(pthread_create(&thread, NULL, publisherRun, publisher) == 0);
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
    pthread_join(thread, NULL);
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

static void no_object_of_the_binding_is_left(void)
{
    NSArray *classes =
        [NSArray arrayWithObjects:@"LMQArena", @"LMQClient", @"LMQClientOptions", @"LMQCredentials", @"LMQDispatcher",
                                  @"LMQEvent", @"LMQMessage", @"LMQPending", @"LMQStatus", @"LMQStatistics",
                                  @"LMQSubscription", @"LMQSubscribeOutcome", @"LMQUndertaker", @"Ender", @"Passing",
                                  @"Publisher", @"Recorder", nil];
    for (NSString *name in classes) {
        int left = GSDebugAllocationCount(NSClassFromString(name));
        if (!CHECK(left == 0)) fprintf(stderr, "%d of %s are left\n", left, [name UTF8String]);
    }
    CHECK(GSDebugAllocationTotal(NSClassFromString(@"LMQUndertaker")) > 0);
    CHECK(GSDebugAllocationTotal([LMQMessage class]) > 2 * THREADS * EACH); /* they were counted */
}

static int allClientsAreGone(void *nothing)
{
    (void)nothing;
    return GSDebugAllocationCount(NSClassFromString(@"LMQUndertaker")) == 0 &&
           GSDebugAllocationCount([LMQClient class]) == 0;
}

static int allThreadsAreGone(void *nothing)
{
    (void)nothing;
    return GSDebugAllocationCount([NSThread class]) == 0;
}

/* In a pool of its own, so that what the case has left is gone after it. */
#define RUN_IN_POOL(function)                                                                                          \
    {                                                                                                                  \
        NSAutoreleasePool *inner = [[NSAutoreleasePool alloc] init];                                                   \
        RUN(function);                                                                                                 \
        [inner release];                                                                                               \
    }

int main(void)
{
    NSAutoreleasePool *pool = [[NSAutoreleasePool alloc] init];
    GSDebugAllocationActive(YES);
    RUN_IN_POOL(messages_of_several_threads_arrive_in_order_without_a_queue)
    RUN_IN_POOL(a_delegate_may_close_its_client)
    RUN_IN_POOL(a_delegate_may_let_go_of_its_client)
    RUN_IN_POOL(a_delegate_may_close_and_let_go_of_its_client)
    RUN_IN_POOL(what_waits_when_a_client_is_closed_ends_cancelled_once)
    RUN_IN_POOL(a_delegate_may_go_while_messages_come)
    RUN_IN_POOL(clients_may_go_while_they_tell)
    CHECK(eventually(allThreadsAreGone, NULL)); /* before queues come, which keep threads for a while */
    RUN_IN_POOL(messages_of_several_threads_arrive_in_order_on_a_queue)
    RUN_IN_POOL(operations_that_an_app_cancels_take_no_message_along)
    RUN_IN_POOL(a_thread_that_a_queue_holds_is_let_go_at_the_end)
    RUN_IN_POOL(an_inbox_file_is_for_clients_without_a_queue)
    RUN_IN_POOL(a_suspended_queue_holds_messages_back_and_loses_none)
    RUN_IN_POOL(a_delegate_may_close_its_client_on_a_queue)
    RUN_IN_POOL(a_delegate_may_close_and_let_go_of_its_client_on_a_queue)
    RUN_IN_POOL(clients_may_go_while_they_tell_on_a_queue)
    CHECK(eventually(allClientsAreGone, NULL));
    RUN_IN_POOL(no_object_of_the_binding_is_left)
    [pool release];
    return check_result();
}
