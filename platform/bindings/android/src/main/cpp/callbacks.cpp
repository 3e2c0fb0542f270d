#include "callbacks.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include "upcall.hpp"

namespace lmq_jni
{
namespace
{

const Handle &handle_of(void *context)
{
    return *static_cast<Handle *>(context);
}

jboolean flag(int value)
{
    return value != 0 ? JNI_TRUE : JNI_FALSE;
}

void deliver(void *context, const lmq_received_message &message, jboolean p2p)
{
    const Upcall up(handle_of(context));
    jbyteArray topic = up.bytes(message.topic);
    jbyteArray payload = up.bytes(message.payload);
    up.call(methods().message, topic, payload, message.qos, flag(message.retained), flag(message.duplicate), p2p);
}

jobjectArray resources_of(JNIEnv *env, const lmq_token_need &need)
{
    jobjectArray resources = array_of_arrays(env, static_cast<jsize>(need.resource_count));
    for (std::size_t i = 0; i < need.resource_count && env->ExceptionCheck() == JNI_FALSE; ++i) {
        jbyteArray resource = array_of(env, need.resources[i]);
        if (resource == nullptr) break;
        env->SetObjectArrayElement(resources, static_cast<jsize>(i), resource);
        env->DeleteLocalRef(resource);
    }
    return resources;
}

jintArray array_of(JNIEnv *env, const std::vector<jint> &numbers)
{
    const auto size = static_cast<jsize>(numbers.size());
    jintArray array = env->NewIntArray(size);
    if (array != nullptr) env->SetIntArrayRegion(array, 0, size, numbers.data());
    return array;
}

} // namespace

void on_message(void *handle, const lmq_received_message *message)
{
    deliver(handle, *message, JNI_FALSE);
}

void on_p2p(void *handle, const lmq_received_message *message)
{
    deliver(handle, *message, JNI_TRUE);
}

jlongArray numbers_of(JNIEnv *env, const lmq_status &status)
{
    const jlong numbers[] = {status.state,
                             status.attempt,
                             status.retry_in_ms,
                             status.session_present,
                             status.possible_duplicate_client_id,
                             status.error,
                             status.token_error};
    constexpr auto size = static_cast<jsize>(sizeof numbers / sizeof numbers[0]);
    jlongArray array = env->NewLongArray(size);
    if (array != nullptr) env->SetLongArrayRegion(array, 0, size, numbers);
    return array;
}

void on_state(void *handle, const lmq_status *status)
{
    const Upcall up(handle_of(handle));
    jlongArray numbers = up.env() != nullptr ? numbers_of(up.env(), *status) : nullptr;
    jbyteArray detail = up.detail(lmq_view_of(status->detail));
    jbyteArray token_detail = up.detail(lmq_view_of(status->token_detail));
    up.call(methods().state, numbers, detail, token_detail);
}

void on_recovered(void *handle, const lmq_message *message, lmq_error error, lmq_view detail)
{
    const Upcall up(handle_of(handle));
    jbyteArray topic = up.bytes(message->topic);
    jbyteArray payload = up.bytes(message->payload);
    jbyteArray why = up.detail(detail);
    up.call(methods().recovered, topic, payload, message->qos, flag(message->retain),
            static_cast<jlong>(message->time_to_live_ms), message->priority, error, why);
}

void on_offline(void *handle, const lmq_pull_progress *progress)
{
    const Upcall up(handle_of(handle));
    jbyteArray detail = up.detail(progress->detail);
    up.call(methods().offline, static_cast<jlong>(progress->received), static_cast<jlong>(progress->requests),
            flag(progress->finished), progress->error, detail);
}

void on_log(void *handle, lmq_log_level level, lmq_view line)
{
    const Upcall up(handle_of(handle));
    jbyteArray text = up.bytes(line);
    up.call(methods().log, level, text);
}

void provide_token(void *handle, const lmq_token_request *request, lmq_token_answer *answer)
{
    const Upcall up(handle_of(handle));
    jbyteArray client_id = up.bytes(request->client_id);
    jbyteArray instead_of = up.bytes(request->instead_of);
    jobjectArray resources = instead_of != nullptr ? resources_of(up.env(), request->need) : nullptr;
    if (up.failed()) {
        lmq_token_fail(answer, LMQ_ERROR_TOKEN_UNAVAILABLE, lmq_view_of("there is no memory to ask for it"), -1);
        return;
    }
    up.call(methods().provide, client_id, request->need.type, resources, request->reason, request->notice_code,
            instead_of, static_cast<jint>(request->attempt), reinterpret_cast<jlong>(answer));
}

lmq_error sign(void *handle, lmq_view text, char *buffer, size_t size, size_t *length)
{
    const Upcall up(handle_of(handle));
    jbyteArray group = up.bytes(text);
    auto *answer = static_cast<jobjectArray>(up.ask(methods().sign, group));
    if (answer == nullptr) return lmq_fail(LMQ_ERROR_SIGNER_FAILED, lmq_view_of("the signer was not called"));
    auto *signature = static_cast<jbyteArray>(up.env()->GetObjectArrayElement(answer, 0));
    auto *why = static_cast<jbyteArray>(up.env()->GetObjectArrayElement(answer, 1));
    if (signature == nullptr) return lmq_fail(LMQ_ERROR_SIGNER_FAILED, Bytes(up.env(), why).view());
    const Bytes bytes(up.env(), signature);
    if (bytes.view().size > size) return lmq_fail(LMQ_ERROR_SIGNER_FAILED, lmq_view_of("the signature is too long"));
    std::copy_n(bytes.view().data, bytes.view().size, buffer);
    *length = bytes.view().size;
    return LMQ_OK;
}

void on_done(void *pending, lmq_error error, lmq_view detail)
{
    const std::unique_ptr<Pending> mine(static_cast<Pending *>(pending));
    const Upcall up(*mine->handle);
    jbyteArray why = up.detail(detail);
    up.call(methods().done, mine->id, error, why);
}

void on_subscribed(void *pending, const lmq_subscribe_outcome *outcomes, size_t count)
{
    const std::unique_ptr<Pending> mine(static_cast<Pending *>(pending));
    std::vector<jint> errors(count);
    std::vector<jint> granted(count);
    for (size_t i = 0; i < count; ++i) {
        errors[i] = outcomes[i].error;
        granted[i] = outcomes[i].granted;
    }
    const Upcall up(*mine->handle);
    if (up.env() == nullptr) return;
    jintArray first = array_of(up.env(), errors);
    jintArray second = first != nullptr ? array_of(up.env(), granted) : nullptr;
    up.call(methods().subscribed, mine->id, first, second);
}

void on_pulled(void *pending, const lmq_pull_progress *progress)
{
    auto *mine = static_cast<Pending *>(pending);
    {
        const Upcall up(*mine->handle);
        jbyteArray detail = up.detail(progress->detail);
        up.call(methods().pulled, mine->id, static_cast<jlong>(progress->received),
                static_cast<jlong>(progress->requests), flag(progress->finished), progress->error, detail);
    }
    if (progress->finished) delete mine;
}

} // namespace lmq_jni
