// The native methods of io.lmq.testing.Broker.
#include <cstdint>
#include <jni.h>
#include <vector>

#include "bytes.hpp"
#include "lmq_c/broker.h"

namespace
{

using lmq_jni::array_of;
using lmq_jni::Bytes;

lmq_broker *broker_of(jlong handle)
{
    return reinterpret_cast<lmq_broker *>(handle);
}

thread_local lmq_error last = LMQ_OK; // of the last call that failed, as its detail is

jint noted(lmq_error error)
{
    if (error != LMQ_OK) last = error;
    return error;
}

jint create(JNIEnv *env, jclass /*cls*/, jlong start_ms, jboolean tls, jboolean ws, jboolean wss, jlongArray made)
{
    const lmq_view any = lmq_view_of("127.0.0.1:0");
    lmq_broker_options options = LMQ_BROKER_OPTIONS_INIT;
    options.tcp = any;
    if (tls == JNI_TRUE) options.tls = any;
    if (ws == JNI_TRUE) options.ws = any;
    if (wss == JNI_TRUE) options.wss = any;
    options.virtual_clock = start_ms >= 0 ? 1 : 0;
    if (start_ms > 0) options.virtual_start_ms = start_ms;
    lmq_broker *broker = nullptr;
    const lmq_error error = lmq_broker_create(&options, &broker);
    const auto handle = reinterpret_cast<jlong>(broker);
    if (error == LMQ_OK) env->SetLongArrayRegion(made, 0, 1, &handle);
    return noted(error);
}

void destroy(JNIEnv * /*env*/, jclass /*cls*/, jlong broker)
{
    lmq_broker_destroy(broker_of(broker));
}

jbyteArray uri(JNIEnv *env, jclass /*cls*/, jlong broker, jint door)
{
    char text[128] = "";
    std::size_t length = 0;
    noted(lmq_broker_uri(broker_of(broker), door, text, sizeof text, &length));
    return array_of(env, lmq_view_from(text, length));
}

jbyteArray ca_file(JNIEnv *env, jclass /*cls*/, jlong broker)
{
    char text[4096] = "";
    std::size_t length = 0;
    noted(lmq_broker_ca_file(broker_of(broker), text, sizeof text, &length));
    return array_of(env, lmq_view_from(text, length));
}

jlong now_ms(JNIEnv * /*env*/, jclass /*cls*/, jlong broker)
{
    std::int64_t now = 0;
    noted(lmq_broker_now_ms(broker_of(broker), &now));
    return now;
}

jint advance(JNIEnv * /*env*/, jclass /*cls*/, jlong broker, jlong by_ms)
{
    return noted(lmq_broker_advance(broker_of(broker), by_ms));
}

jint reset(JNIEnv * /*env*/, jclass /*cls*/, jlong broker)
{
    return noted(lmq_broker_reset(broker_of(broker)));
}

jint strike(JNIEnv * /*env*/, jclass /*cls*/, jlong broker, jint packet, jint action, jlong times)
{
    lmq_broker_fault fault = LMQ_BROKER_FAULT_INIT;
    fault.packet = packet;
    fault.action = action;
    fault.times = static_cast<std::uint64_t>(times);
    fault.delay_ms = 1000;
    return noted(lmq_broker_add_fault(broker_of(broker), &fault, nullptr));
}

jboolean kick(JNIEnv *env, jclass /*cls*/, jlong broker, jbyteArray client_id)
{
    const Bytes id(env, client_id);
    int kicked = 0;
    noted(lmq_broker_kick(broker_of(broker), id.view(), &kicked));
    return kicked != 0 ? JNI_TRUE : JNI_FALSE;
}

jlongArray session(JNIEnv *env, jclass /*cls*/, jlong broker, jbyteArray client_id)
{
    const Bytes id(env, client_id);
    lmq_broker_session_info info = LMQ_BROKER_SESSION_INFO_INIT;
    noted(lmq_broker_session(broker_of(broker), id.view(), &info));
    const jlong numbers[] = {info.exists,
                             info.connected,
                             info.ordered,
                             static_cast<jlong>(info.subscriptions),
                             static_cast<jlong>(info.offline),
                             static_cast<jlong>(info.tokens)};
    constexpr auto size = static_cast<jsize>(sizeof numbers / sizeof numbers[0]);
    jlongArray array = env->NewLongArray(size);
    if (array != nullptr) env->SetLongArrayRegion(array, 0, size, numbers);
    return array;
}

/// Null after an error.
jbyteArray issue_token(JNIEnv *env, jclass /*cls*/, jlong broker, jbyteArray actions, jlong expire_time_ms,
                       jobjectArray resources)
{
    const Bytes allowed(env, actions);
    const std::vector<Bytes> texts = lmq_jni::texts_of(env, resources);
    std::vector<lmq_view> views;
    for (const Bytes &text : texts)
        views.push_back(text.view());
    lmq_broker_token_order order = LMQ_BROKER_TOKEN_ORDER_INIT;
    order.actions = allowed.view();
    order.resources = views.data();
    order.resource_count = views.size();
    order.expire_time_ms = expire_time_ms;
    std::vector<char> token(8193); // the longest there is, and its NUL
    std::size_t length = 0;
    const lmq_error error = lmq_broker_issue_token(broker_of(broker), &order, token.data(), token.size(), &length);
    return noted(error) == LMQ_OK ? array_of(env, lmq_view_from(token.data(), length)) : nullptr;
}

jbyteArray last_error(JNIEnv *env, jclass /*cls*/)
{
    char detail[256] = "";
    char text[1024] = "";
    std::size_t length = 0;
    lmq_error_detail(detail, sizeof detail, nullptr);
    lmq_error_describe(last, lmq_view_of(detail), text, sizeof text, &length);
    return array_of(env, lmq_view_of(text));
}

template <class Function>
JNINativeMethod native(const char *name, const char *signature, Function *function)
{
    return {const_cast<char *>(name), const_cast<char *>(signature), reinterpret_cast<void *>(function)};
}

} // namespace

extern "C" JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void * /*reserved*/)
{
    void *env = nullptr;
    if (vm->GetEnv(&env, JNI_VERSION_1_6) != JNI_OK) return JNI_ERR;
    auto *jni = static_cast<JNIEnv *>(env);
    jclass cls = jni->FindClass("io/lmq/testing/Broker");
    if (cls == nullptr) return JNI_ERR;
    const JNINativeMethod methods[] = {
        native("create", "(JZZZ[J)I", create),
        native("destroy", "(J)V", destroy),
        native("uri", "(JI)[B", uri),
        native("caFile", "(J)[B", ca_file),
        native("nowMs", "(J)J", now_ms),
        native("advance", "(JJ)I", advance),
        native("reset", "(J)I", reset),
        native("strike", "(JIIJ)I", strike),
        native("kick", "(J[B)Z", kick),
        native("session", "(J[B)[J", session),
        native("issueToken", "(J[BJ[[B)[B", issue_token),
        native("lastError", "()[B", last_error),
    };
    if (jni->RegisterNatives(cls, methods, sizeof methods / sizeof methods[0]) != JNI_OK) return JNI_ERR;
    return JNI_VERSION_1_6;
}
