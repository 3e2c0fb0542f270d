/* Messages of several threads, told without a queue and on one. */
#import "Leaks.h"
#import "Publisher.h"
#import "Recorder.h"

#include "cross/check.h"
#include "cross/waiter.h"

enum { THREADS = 4 };

static LMQMessage *message(NSString *topic, NSString *text)
{
    return [[[LMQMessage alloc] initWithTopic:topic text:text] autorelease];
}

static NSOperationQueue *queueMake(void)
{
    return [[[NSOperationQueue alloc] init] autorelease];
}

static void all_arrive_in_each_threads_order(NSOperationQueue *queue)
{
    lmq_broker *broker = BrokerMake();
    Recorder *recorder = [[Recorder alloc] init];
    Recorder *sender = [[Recorder alloc] init];
    LMQClient *to = ClientMake(broker, @"to", recorder, queue);
    LMQClient *from = ClientMake(broker, @"from", sender, queue);
    Publisher *publishers[THREADS];
    int next[THREADS] = {0}, wrong = 0;
    ClientSubscribes(to, @"TopicA/#");
    for (int i = 0; i < THREADS; ++i) {
        publishers[i] = [[Publisher alloc] init];
        publishers[i]->client = from;
        publishers[i]->number = i;
        [publishers[i] start];
    }
    for (int i = 0; i < THREADS; ++i) {
        [publishers[i] join];
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

int main(void)
{
    NSAutoreleasePool *pool = [[NSAutoreleasePool alloc] init];
    LeaksWatch();
    RUN_IN_POOL(messages_of_several_threads_arrive_in_order_without_a_queue)
    RUN_IN_POOL(no_thread_is_left)
    RUN_IN_POOL(messages_of_several_threads_arrive_in_order_on_a_queue)
    RUN_IN_POOL(operations_that_an_app_cancels_take_no_message_along)
    RUN_IN_POOL(a_suspended_queue_holds_messages_back_and_loses_none)
    RUN_IN_POOL(a_thread_that_a_queue_holds_is_let_go_at_the_end)
    RUN_IN_POOL(an_inbox_file_is_for_clients_without_a_queue)
    RUN_IN_POOL(no_object_of_the_binding_is_left)
    [pool release];
    return check_result();
}
