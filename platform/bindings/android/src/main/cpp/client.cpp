// The native methods of io.lmq.Native that take a client. Each answers an error's number; Native.detail has the rest.
#include "natives.hpp"

#include <cstdint>
#include <iterator>
#include <vector>

#include "callbacks.hpp"
#include "options.hpp"
#include "reader.hpp"

namespace lmq_jni
{
namespace
{

lmq_client *client_of(jlong handle)
{
    return reinterpret_cast<Handle *>(handle)->client;
}

/// Starts something that completes: `begin` gets the context of its completion.
template <class Begin>
jint start(jlong handle, jlong id, Begin begin)
{
    auto *context = new Pending(reinterpret_cast<Handle *>(handle), id); // may be gone before `begin` returns
    const lmq_error error = begin(context);
    if (error != LMQ_OK) delete context;
    return error;
}

lmq_error listen(Handle *handle)
{
    lmq_client *client = handle->client;
    lmq_error error = lmq_client_on_message(client, on_message, handle);
    if (error == LMQ_OK) error = lmq_client_on_p2p(client, on_p2p, handle);
    if (error == LMQ_OK) error = lmq_client_on_state(client, on_state, handle);
    if (error == LMQ_OK) error = lmq_client_on_offline(client, on_offline, handle);
    return error;
}

void destroy_handle(JNIEnv *env, Handle *handle)
{
    lmq_client_destroy(handle->client);
    drop(env, handle->handlers);
    delete handle;
}

} // namespace

jint create(JNIEnv *env, jclass /*cls*/, jlongArray numbers, jobjectArray texts, jobject handlers, jlongArray made)
{
    Reader reader(env, numbers, texts);
    Options options(reader);
    if (!reader.complete())
        return lmq_fail(LMQ_ERROR_INTERNAL, lmq_view_of("the Java classes are not those of this library"));
    jobject kept = keep(env, handlers);
    if (kept == nullptr) return lmq_fail(LMQ_ERROR_OUT_OF_MEMORY, LMQ_VIEW_INIT);
    auto *handle = new Handle{nullptr, kept};
    options.credentials.signer = sign;
    options.credentials.signer_context = handle;
    options.tokens.provider = provide_token;
    options.tokens.provider_context = handle;
    if (options.logs) options.client.log = on_log;
    options.client.log_context = handle;
    lmq_error error = lmq_client_create(&options.client, &handle->client);
    if (error == LMQ_OK) error = listen(handle);
    if (error != LMQ_OK) {
        destroy_handle(env, handle);
        return error;
    }
    const auto pointer = reinterpret_cast<jlong>(handle);
    env->SetLongArrayRegion(made, 0, 1, &pointer);
    return error;
}

void destroy(JNIEnv *env, jclass /*cls*/, jlong handle)
{
    destroy_handle(env, reinterpret_cast<Handle *>(handle));
}

jint start_client(JNIEnv * /*env*/, jclass /*cls*/, jlong handle)
{
    return lmq_client_start(client_of(handle));
}

jint listen_recovered(JNIEnv * /*env*/, jclass /*cls*/, jlong handle)
{
    return lmq_client_on_recovered(client_of(handle), on_recovered, reinterpret_cast<Handle *>(handle));
}

jint publish(JNIEnv *env, jclass /*cls*/, jlong handle, jlong id, jbyteArray topic, jbyteArray payload, jint qos,
             jboolean retain, jlong time_to_live_ms, jint priority)
{
    const Bytes name(env, topic);
    const Bytes body(env, payload);
    lmq_message message = LMQ_MESSAGE_INIT;
    message.topic = name.view();
    message.payload = body.view();
    message.qos = qos;
    message.retain = retain;
    message.time_to_live_ms = time_to_live_ms;
    message.priority = priority;
    return start(handle, id,
                 [&](Pending *pending) { return lmq_client_publish(client_of(handle), &message, on_done, pending); });
}

jint publish_p2p(JNIEnv *env, jclass /*cls*/, jlong handle, jlong id, jbyteArray parent, jbyteArray target,
                 jbyteArray payload, jint qos)
{
    const Bytes topic(env, parent);
    const Bytes whom(env, target);
    const Bytes body(env, payload);
    return start(handle, id, [&](Pending *pending) {
        return lmq_client_publish_p2p(client_of(handle), topic.view(), whom.view(), body.view(), qos, on_done, pending);
    });
}

jint subscribe(JNIEnv *env, jclass /*cls*/, jlong handle, jlong id, jobjectArray filters, jintArray qos)
{
    const std::vector<Bytes> texts = texts_of(env, filters);
    std::vector<jint> levels(texts.size());
    env->GetIntArrayRegion(qos, 0, static_cast<jsize>(levels.size()), levels.data());
    std::vector<lmq_subscription> subscriptions;
    for (std::size_t i = 0; i < texts.size(); ++i)
        subscriptions.push_back({texts[i].view(), levels[i]});
    return start(handle, id, [&](Pending *pending) {
        return lmq_client_subscribe(client_of(handle), subscriptions.data(), subscriptions.size(), on_subscribed,
                                    pending);
    });
}

jint unsubscribe(JNIEnv *env, jclass /*cls*/, jlong handle, jlong id, jobjectArray filters)
{
    const std::vector<Bytes> texts = texts_of(env, filters);
    std::vector<lmq_view> views;
    for (const Bytes &text : texts)
        views.push_back(text.view());
    return start(handle, id, [&](Pending *pending) {
        return lmq_client_unsubscribe(client_of(handle), views.data(), views.size(), on_done, pending);
    });
}

jint pull(JNIEnv * /*env*/, jclass /*cls*/, jlong handle, jlong id, jint count, jint order)
{
    return start(handle, id,
                 [&](Pending *pending) { return lmq_client_pull(client_of(handle), count, order, on_done, pending); });
}

jint pull_all(JNIEnv * /*env*/, jclass /*cls*/, jlong handle, jlong id, jint order, jint batch, jlong idle_ms)
{
    lmq_offline_pull how = LMQ_OFFLINE_PULL_INIT;
    how.order = order;
    how.batch = batch;
    how.idle_ms = idle_ms;
    return start(handle, id,
                 [&](Pending *pending) { return lmq_client_pull_all(client_of(handle), &how, on_pulled, pending); });
}

jint cancel_pulls(JNIEnv * /*env*/, jclass /*cls*/, jlong handle)
{
    return lmq_client_cancel_pulls(client_of(handle));
}

jint network_changed(JNIEnv * /*env*/, jclass /*cls*/, jlong handle)
{
    return lmq_client_network_changed(client_of(handle));
}

jint flush(JNIEnv * /*env*/, jclass /*cls*/, jlong handle, jlong timeout_ms)
{
    return lmq_client_flush(client_of(handle), timeout_ms);
}

jint disconnect(JNIEnv * /*env*/, jclass /*cls*/, jlong handle, jlong timeout_ms)
{
    return lmq_client_disconnect(client_of(handle), timeout_ms);
}

jint close(JNIEnv * /*env*/, jclass /*cls*/, jlong handle, jlong timeout_ms)
{
    return lmq_client_close(client_of(handle), timeout_ms);
}

jlongArray status(JNIEnv *env, jclass /*cls*/, jlong handle, jobjectArray details)
{
    lmq_status now = LMQ_STATUS_INIT;
    if (lmq_client_status(client_of(handle), &now) != LMQ_OK) return nullptr;
    const char *texts[] = {now.detail, now.token_detail};
    for (jsize i = 0; i < 2; ++i) {
        jbyteArray text = array_of(env, lmq_view_of(texts[i]));
        if (text == nullptr) return nullptr;
        env->SetObjectArrayElement(details, i, text);
    }
    return numbers_of(env, now);
}

jlongArray statistics(JNIEnv *env, jclass /*cls*/, jlong handle)
{
    lmq_statistics now = LMQ_STATISTICS_INIT;
    if (lmq_client_statistics(client_of(handle), &now) != LMQ_OK) return nullptr;
    const std::uint64_t counters[] = {now.publishes_accepted, now.publishes_completed, now.publishes_failed,
                                      now.publishes_sent,     now.messages_received,   now.messages_dropped,
                                      now.bytes_published,    now.bytes_received,      now.connects,
                                      now.connection_losses,  now.outbox_recovered,    now.store_commits,
                                      now.store_errors,       now.outbox_messages,     now.outbox_bytes,
                                      now.inflight,           now.subscriptions};
    const std::vector<jlong> numbers(std::begin(counters), std::end(counters));
    jlongArray array = env->NewLongArray(static_cast<jsize>(numbers.size()));
    if (array != nullptr) env->SetLongArrayRegion(array, 0, static_cast<jsize>(numbers.size()), numbers.data());
    return array;
}

} // namespace lmq_jni
