/* Completion by blocks: compiled by clang, for GCC knows none. */
#import "Recorder.h"

#include "cross/check.h"
#include "cross/waiter.h"

static LMQMessage *message(NSString *topic, NSString *text)
{
    return [[[LMQMessage alloc] initWithTopic:topic text:text] autorelease];
}

/* What blocks have told; a block of GCC's runtime retains no object, so that this is a struct. */
typedef struct tally {
    waiter waiter;
    unsigned long calls;
    NSInteger code;
    NSInteger outcomeCode;
    NSUInteger outcomes;
    void *thread;
} tally;

static void tallyAdd(tally *tally, NSError *error, NSArray *outcomes)
{
    waiter_lock(&tally->waiter);
    ++tally->calls;
    tally->code = [error code];
    tally->outcomes = [outcomes count];
    tally->outcomeCode = [[[outcomes lastObject] error] code];
    tally->thread = [NSThread currentThread];
    waiter_unlock(&tally->waiter);
}

static void blocks_are_called_once_on(NSOperationQueue *queue)
{
    lmq_broker *broker = BrokerMake();
    LMQClient *client = ClientMake(broker, @"d", nil, queue);
    NSArray *filters = [NSArray arrayWithObject:[LMQSubscription subscriptionWithFilter:@"TopicA/#" qos:1]];
    tally published, subscribed;
    tally *p = &published, *s = &subscribed;
    memset(&published, 0, sizeof published);
    memset(&subscribed, 0, sizeof subscribed);
    waiter_make(&published.waiter);
    waiter_make(&subscribed.waiter);
    [client subscribe:filters
           completion:^(NSArray *outcomes, NSError *error) {
             tallyAdd(s, error, outcomes);
           }];
    NEED(waiter_reaches(&subscribed.waiter, &subscribed.calls, 1));
    CHECK(subscribed.outcomes == 1 && subscribed.outcomeCode == 0 && subscribed.code == 0);
    CHECK(subscribed.thread != [NSThread currentThread]);
    [client publish:message(@"TopicA/x", @"m")
         completion:^(NSError *error) {
           tallyAdd(p, error, nil);
         }];
    NEED(waiter_reaches(&published.waiter, &published.calls, 1));
    CHECK(published.code == 0);
    [client publish:message(@"TopicA", @"m")
           toDevice:@"GID_AAA@@@d"
         completion:^(NSError *error) {
           tallyAdd(p, error, nil);
         }];
    NEED(waiter_reaches(&published.waiter, &published.calls, 2));
    CHECK(published.code == 0);
    [client unsubscribe:[NSArray arrayWithObject:@"TopicA/#"]
             completion:^(NSError *error) {
               tallyAdd(s, error, nil);
             }];
    NEED(waiter_reaches(&subscribed.waiter, &subscribed.calls, 2));
    CHECK(subscribed.code == 0);

    /* Refused at once: the block is told all the same. */
    [client publish:message(@"TopicA/#", @"m")
         completion:^(NSError *error) {
           tallyAdd(p, error, nil);
         }];
    NEED(waiter_reaches(&published.waiter, &published.calls, 3));
    CHECK(published.code == LMQErrorWildcardInName);
    [client subscribe:[NSArray array]
           completion:^(NSArray *outcomes, NSError *error) {
             tallyAdd(s, error, outcomes);
           }];
    NEED(waiter_reaches(&subscribed.waiter, &subscribed.calls, 3));
    CHECK(subscribed.code == LMQErrorEmpty && subscribed.outcomes == 0);

    /* Left over when the client goes. */
    CHECK([client disconnectWithTimeout:PATIENCE error:NULL]);
    [client publish:message(@"TopicA/x", @"m")
         completion:^(NSError *error) {
           tallyAdd(p, error, nil);
         }];
    [client release];
    NEED(waiter_reaches(&published.waiter, &published.calls, 4));
    CHECK(published.code == LMQErrorCancelled);
    [queue waitUntilAllOperationsAreFinished];
    CHECK(published.calls == 4 && subscribed.calls == 3);
    waiter_end(&published.waiter);
    waiter_end(&subscribed.waiter);
    lmq_broker_destroy(broker);
}

static void blocks_are_called_once_on_the_clients_thread(void)
{
    blocks_are_called_once_on(nil);
}

static void blocks_are_called_once_on_a_queue(void)
{
    blocks_are_called_once_on([[[NSOperationQueue alloc] init] autorelease]);
}

int main(void)
{
    @autoreleasepool {
        RUN(blocks_are_called_once_on_the_clients_thread);
        RUN(blocks_are_called_once_on_a_queue);
    }
    return check_result();
}
