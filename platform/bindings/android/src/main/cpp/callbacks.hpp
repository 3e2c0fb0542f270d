#ifndef LMQ_JNI_CALLBACKS_HPP
#define LMQ_JNI_CALLBACKS_HPP

#include <jni.h>

#include "handle.hpp"
#include "lmq_c/options.h"

/// What the library calls, each of which becomes a call of io.lmq.Handlers. The context is the Handle, or the Pending
/// of a completion, which the last call of a completion frees.
namespace lmq_jni
{

void on_message(void *handle, const lmq_received_message *message);
void on_p2p(void *handle, const lmq_received_message *message);
void on_state(void *handle, const lmq_status *status);
void on_recovered(void *handle, const lmq_message *message, lmq_error error, lmq_view detail);
void on_offline(void *handle, const lmq_pull_progress *progress);
void on_log(void *handle, lmq_log_level level, lmq_view line);
void provide_token(void *handle, const lmq_token_request *request, lmq_token_answer *answer);
lmq_error sign(void *handle, lmq_view text, char *buffer, size_t size, size_t *length);

void on_done(void *pending, lmq_error error, lmq_view detail);
void on_subscribed(void *pending, const lmq_subscribe_outcome *outcomes, size_t count);
void on_pulled(void *pending, const lmq_pull_progress *progress);

/// The numbers of io.lmq.Status, in its order.
jlongArray numbers_of(JNIEnv *env, const lmq_status &status);

} // namespace lmq_jni

#endif
