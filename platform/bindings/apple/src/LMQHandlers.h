#import "LMQDispatcher.h"

#include "lmq_c/client.h"

/* What the library calls. The context of the first is the client's LMQDispatcher, unretained. */

lmq_error LMQHandleEvents(lmq_client *client, LMQDispatcher *dispatcher);
void LMQHandleTokenRequest(void *dispatcher, const lmq_token_request *request, lmq_token_answer *answer);
lmq_error LMQHandleSigning(void *dispatcher, lmq_view text, char *buffer, size_t size, size_t *length);
void LMQHandleLog(void *dispatcher, lmq_log_level level, lmq_view line);
void LMQHandleProgress(void *dispatcher, const lmq_pull_progress *progress);

/* An event that the library will complete, once: the context of these handlers is one that LMQPendingContext gave. */
@interface LMQPending : NSObject {
@public
    LMQEvent *event;
    LMQDispatcher *dispatcher;
}
@end

void *LMQPendingContext(LMQEvent *event, LMQDispatcher *dispatcher);
/* The library refused the call, and will not complete it. */
void LMQPendingDrop(void *pending);
void LMQHandleDone(void *pending, lmq_error error, lmq_view detail);
void LMQHandleSubscribed(void *pending, const lmq_subscribe_outcome *outcomes, size_t count);
