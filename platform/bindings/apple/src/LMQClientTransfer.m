/* Publishing and subscribing. */
#import <LMQObjC/LMQClient.h>

#import "LMQArena.h"
#import "LMQConvert.h"
#import "LMQHandlers.h"

void LMQTransferIsLinked(void) {}

@implementation LMQClient (LMQTransfer)

/* What a call of the C interface answered: one that was refused will not complete. */
- (BOOL)took:(void *)pending answer:(lmq_error)answer error:(NSError **)error
{
    BOOL taken = LMQAnswer(answer, error);
    if (!taken) LMQPendingDrop(pending);
    return taken;
}

- (BOOL)publish:(LMQMessage *)message toDevice:(NSString *)clientID event:(LMQEvent *)event error:(NSError **)error
{
    LMQArena *arena = [[LMQArena alloc] init];
    void *pending = LMQPendingContext(event, _dispatcher);
    lmq_message made = [message messageInArena:arena];
    lmq_error answer;
    if (clientID != nil)
        answer = lmq_client_publish_p2p(_handle, made.topic, [arena viewOfText:clientID], made.payload, made.qos,
                                        LMQHandleDone, pending);
    else
        answer = lmq_client_publish(_handle, &made, LMQHandleDone, pending);
    BOOL taken = [self took:pending answer:answer error:error];
    LMQ_RELEASE(arena);
    return taken;
}

- (LMQEvent *)eventOfKind:(LMQEventKind)kind subject:(id)subject context:(id)context
{
    LMQEvent *event = LMQ_AUTORELEASE([[LMQEvent alloc] initWithKind:kind subject:subject]);
    [event setContext:context];
    return event;
}

- (BOOL)publish:(LMQMessage *)message context:(id)context error:(NSError **)error
{
    LMQEvent *event = [self eventOfKind:LMQEventPublished subject:message context:context];
    return [self publish:message toDevice:nil event:event error:error];
}

- (BOOL)publish:(LMQMessage *)message toDevice:(NSString *)clientID context:(id)context error:(NSError **)error
{
    LMQEvent *event = [self eventOfKind:LMQEventPublished subject:message context:context];
    return [self publish:message toDevice:clientID event:event error:error];
}

- (BOOL)publishAndWait:(LMQMessage *)message timeout:(NSTimeInterval)timeout error:(NSError **)error
{
    LMQArena *arena = [[LMQArena alloc] init];
    lmq_message made = [message messageInArena:arena];
    BOOL answer = LMQAnswer(lmq_client_publish_and_wait(_handle, &made, LMQMilliseconds(timeout)), error);
    LMQ_RELEASE(arena);
    return answer;
}

static const lmq_subscription *subscriptionsInArena(LMQ_ARRAY(LMQSubscription *) subscriptions, LMQArena *arena)
{
    size_t i = 0;
    lmq_subscription *made = [arena bytesOfSize:[subscriptions count] * sizeof *made];
    for (LMQSubscription *one in subscriptions) {
        made[i].filter = [arena viewOfText:[one filter]];
        made[i++].qos = (lmq_qos)[one qos];
    }
    return made;
}

- (BOOL)subscribe:(LMQ_ARRAY(LMQSubscription *))subscriptions event:(LMQEvent *)event error:(NSError **)error
{
    LMQArena *arena = [[LMQArena alloc] init];
    void *pending = LMQPendingContext(event, _dispatcher);
    lmq_error answer = lmq_client_subscribe(_handle, subscriptionsInArena(subscriptions, arena), [subscriptions count],
                                            LMQHandleSubscribed, pending);
    BOOL taken = [self took:pending answer:answer error:error];
    LMQ_RELEASE(arena);
    return taken;
}

- (BOOL)subscribe:(LMQ_ARRAY(LMQSubscription *))subscriptions context:(id)context error:(NSError **)error
{
    return [self subscribe:subscriptions
                     event:[self eventOfKind:LMQEventSubscribed subject:nil context:context]
                     error:error];
}

- (LMQ_ARRAY(LMQSubscribeOutcome *))subscribeAndWait:(LMQ_ARRAY(LMQSubscription *))subscriptions
                                             timeout:(NSTimeInterval)timeout
                                               error:(NSError **)error
{
    LMQ_ARRAY(LMQSubscribeOutcome *) all = nil;
    LMQArena *arena = [[LMQArena alloc] init];
    size_t count = [subscriptions count];
    lmq_subscribe_outcome *outcomes = [arena bytesOfSize:count * sizeof *outcomes];
    if (LMQAnswer(lmq_client_subscribe_and_wait(_handle, subscriptionsInArena(subscriptions, arena), count, outcomes,
                                                LMQMilliseconds(timeout)),
                  error))
        all = [LMQSubscribeOutcome outcomesFrom:outcomes count:count];
    LMQ_RELEASE(arena);
    return all;
}

- (BOOL)unsubscribe:(LMQ_ARRAY(NSString *))filters event:(LMQEvent *)event error:(NSError **)error
{
    size_t count = 0;
    LMQArena *arena = [[LMQArena alloc] init];
    void *pending = LMQPendingContext(event, _dispatcher);
    const lmq_view *views = [arena viewsOfTexts:filters count:&count];
    BOOL taken = [self took:pending
                     answer:lmq_client_unsubscribe(_handle, views, count, LMQHandleDone, pending)
                      error:error];
    LMQ_RELEASE(arena);
    return taken;
}

- (BOOL)unsubscribe:(LMQ_ARRAY(NSString *))filters context:(id)context error:(NSError **)error
{
    return [self unsubscribe:filters
                       event:[self eventOfKind:LMQEventUnsubscribed subject:filters context:context]
                       error:error];
}

- (BOOL)unsubscribeAndWait:(LMQ_ARRAY(NSString *))filters timeout:(NSTimeInterval)timeout error:(NSError **)error
{
    size_t count = 0;
    LMQArena *arena = [[LMQArena alloc] init];
    const lmq_view *views = [arena viewsOfTexts:filters count:&count];
    BOOL answer = LMQAnswer(lmq_client_unsubscribe_and_wait(_handle, views, count, LMQMilliseconds(timeout)), error);
    LMQ_RELEASE(arena);
    return answer;
}

#if LMQ_BLOCKS

/* Where a call is refused at once, the block is called all the same. */
- (void)complete:(LMQEvent *)event unless:(BOOL)taken error:(NSError *)error
{
    if (taken) return;
    [event setSubject:nil];
    [event setError:error];
    [_dispatcher post:event];
}

- (LMQEvent *)eventOfKind:(LMQEventKind)kind subject:(id)subject completion:(void (^)(NSError *))completion
{
    LMQEvent *event = LMQ_AUTORELEASE([[LMQEvent alloc] initWithKind:kind subject:subject]);
    [event setBlock:^(id told, NSError *error) {
      (void)told;
      completion(error);
    }];
    return event;
}

- (void)publish:(LMQMessage *)message toDevice:(NSString *)clientID completion:(void (^)(NSError *))completion
{
    NSError *error = nil;
    LMQEvent *event = [self eventOfKind:LMQEventPublished subject:message completion:completion];
    [self complete:event unless:[self publish:message toDevice:clientID event:event error:&error] error:error];
}

- (void)publish:(LMQMessage *)message completion:(void (^)(NSError *))completion
{
    NSError *error = nil;
    LMQEvent *event = [self eventOfKind:LMQEventPublished subject:message completion:completion];
    [self complete:event unless:[self publish:message toDevice:nil event:event error:&error] error:error];
}

- (void)subscribe:(LMQ_ARRAY(LMQSubscription *))subscriptions
       completion:(void (^)(LMQ_ARRAY(LMQSubscribeOutcome *), NSError *))completion
{
    NSError *error = nil;
    LMQEvent *event = LMQ_AUTORELEASE([[LMQEvent alloc] initWithKind:LMQEventSubscribed subject:nil]);
    [event setBlock:completion];
    [self complete:event unless:[self subscribe:subscriptions event:event error:&error] error:error];
}

- (void)unsubscribe:(LMQ_ARRAY(NSString *))filters completion:(void (^)(NSError *))completion
{
    NSError *error = nil;
    LMQEvent *event = [self eventOfKind:LMQEventUnsubscribed subject:filters completion:completion];
    [self complete:event unless:[self unsubscribe:filters event:event error:&error] error:error];
}

#endif

@end
