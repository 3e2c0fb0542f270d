#import "LMQHandlers.h"

#include <string.h>

#import "LMQConvert.h"

/* Makes the event within the pool, as all that it is made from, and tells it. */
#define LMQ_HANDLE(context, method, kind, made)                                                                        \
    {                                                                                                                  \
        LMQDispatcher *dispatcher = (LMQ_BRIDGE LMQDispatcher *)(context);                                             \
        const void *before = LMQEnterHandler(dispatcher);                                                              \
        LMQ_POOL_BEGIN                                                                                                 \
        LMQEvent *event = LMQ_AUTORELEASE([[LMQEvent alloc] initWithKind:(kind) subject:(made)]);                      \
        [dispatcher method event];                                                                                     \
        LMQ_POOL_END                                                                                                   \
        LMQLeaveHandler(before);                                                                                       \
    }

static void handleStatus(void *context, const lmq_status *status)
{
    LMQ_HANDLE(context, post:, LMQEventStatus, [LMQStatus statusFrom:status])
}

static void handleMessage(void *context, const lmq_received_message *message)
{
    LMQ_HANDLE(context, postMessage:, LMQEventMessage, [LMQMessage messageFromReceived:message])
}

static void handleP2P(void *context, const lmq_received_message *message)
{
    LMQ_HANDLE(context, postMessage:, LMQEventP2P, [LMQMessage messageFromReceived:message])
}

void LMQHandleProgress(void *context, const lmq_pull_progress *progress)
{
    LMQ_HANDLE(context, post:, LMQEventPulled, [LMQPullProgress progressFrom:progress])
}

void LMQHandleTokenRequest(void *context, const lmq_token_request *request, lmq_token_answer *answer)
{
    LMQ_HANDLE(context, post:, LMQEventToken, [LMQTokenRequest requestFrom:request answer:answer])
}

static void handleRecovered(void *context, const lmq_message *message, lmq_error error, lmq_view detail)
{
    LMQDispatcher *dispatcher = (LMQ_BRIDGE LMQDispatcher *)context;
    const void *before = LMQEnterHandler(dispatcher);
    LMQ_POOL_BEGIN
    LMQEvent *event = [[LMQEvent alloc] initWithKind:LMQEventRecovered
                                             subject:[LMQMessage messageFromRecovered:message]];
    [event setError:LMQErrorMake(error, detail)];
    [dispatcher post:event];
    LMQ_RELEASE(event);
    LMQ_POOL_END
    LMQLeaveHandler(before);
}

lmq_error LMQHandleEvents(lmq_client *client, LMQDispatcher *dispatcher)
{
    void *context = (LMQ_BRIDGE void *)dispatcher;
    lmq_error error = lmq_client_on_state(client, handleStatus, context);
    if (error == LMQ_OK) error = lmq_client_on_message(client, handleMessage, context);
    if (error == LMQ_OK) error = lmq_client_on_p2p(client, handleP2P, context);
    if (error == LMQ_OK) error = lmq_client_on_recovered(client, handleRecovered, context);
    if (error == LMQ_OK) error = lmq_client_on_offline(client, LMQHandleProgress, context);
    return error;
}

lmq_error LMQHandleSigning(void *context, lmq_view text, char *buffer, size_t size, size_t *length)
{
    LMQDispatcher *dispatcher = (LMQ_BRIDGE LMQDispatcher *)context;
    const void *before = LMQEnterHandler(dispatcher);
    lmq_error answer = LMQ_OK;
    LMQ_POOL_BEGIN
    NSError *error = nil;
    NSData *signature = [[[dispatcher signer] signatureOfText:LMQText(text)
                                                        error:&error] dataUsingEncoding:NSUTF8StringEncoding];
    if (signature == nil || [signature length] > size) {
        const char *why = signature != nil ? "its signature is too long" : [[error localizedDescription] UTF8String];
        answer = lmq_fail(LMQ_ERROR_SIGNER_FAILED, lmq_view_of(why));
    } else {
        *length = [signature length];
        memcpy(buffer, [signature bytes], *length);
    }
    LMQ_POOL_END
    LMQLeaveHandler(before);
    return answer;
}

void LMQHandleLog(void *context, lmq_log_level level, lmq_view line)
{
    LMQDispatcher *dispatcher = (LMQ_BRIDGE LMQDispatcher *)context;
    const void *before = LMQEnterHandler(dispatcher);
    LMQ_POOL_BEGIN
    [[dispatcher logger] logLine:LMQText(line) level:(LMQLogLevel)level];
    LMQ_POOL_END
    LMQLeaveHandler(before);
}

@implementation LMQPending

- (void)dealloc
{
    LMQ_RELEASE(event);
    LMQ_RELEASE(dispatcher);
    LMQ_SUPER_DEALLOC();
}

@end

void *LMQPendingContext(LMQEvent *event, LMQDispatcher *dispatcher)
{
    LMQPending *pending = [[LMQPending alloc] init];
    pending->event = LMQ_RETAIN(event);
    pending->dispatcher = LMQ_RETAIN(dispatcher);
    void *context = LMQ_HAND_OVER(pending);
    LMQ_RELEASE(pending);
    return context;
}

void LMQPendingDrop(void *pending)
{
    (void)LMQ_TAKE_OVER(LMQPending, pending);
}

void LMQHandleDone(void *context, lmq_error error, lmq_view detail)
{
    const void *before = LMQEnterHandler(((LMQ_BRIDGE LMQPending *)context)->dispatcher);
    LMQ_POOL_BEGIN
    LMQPending *pending = LMQ_TAKE_OVER(LMQPending, context);
    [pending->event setError:LMQErrorMake(error, detail)];
    [pending->dispatcher post:pending->event];
    LMQ_POOL_END
    LMQLeaveHandler(before);
}

void LMQHandleSubscribed(void *context, const lmq_subscribe_outcome *outcomes, size_t count)
{
    const void *before = LMQEnterHandler(((LMQ_BRIDGE LMQPending *)context)->dispatcher);
    LMQ_POOL_BEGIN
    LMQPending *pending = LMQ_TAKE_OVER(LMQPending, context);
    [pending->event setSubject:[LMQSubscribeOutcome outcomesFrom:outcomes count:count]];
    [pending->dispatcher post:pending->event];
    LMQ_POOL_END
    LMQLeaveHandler(before);
}
