// The native methods of io.lmq.Native that need no client.
#include "natives.hpp"

#include <vector>

#include "bytes.hpp"
#include "handle.hpp"
#include "lmq_c/duplicate_filter.h"
#include "lmq_c/identity.h"
#include "lmq_c/token.h"
#include "lmq_c/topic.h"
#include "vm.hpp"

namespace lmq_jni
{

jbyteArray version(JNIEnv *env, jclass /*cls*/)
{
    return array_of(env, lmq_view_of(lmq_version()));
}

jbyteArray detail(JNIEnv *env, jclass /*cls*/)
{
    char text[256]; // the longest there is, and its NUL
    std::size_t length = 0;
    lmq_error_detail(text, sizeof text, &length);
    return array_of(env, lmq_view_from(text, length));
}

jbyteArray error_name(JNIEnv *env, jclass /*cls*/, jint error)
{
    return array_of(env, lmq_view_of(lmq_error_name(error)));
}

jbyteArray describe(JNIEnv *env, jclass /*cls*/, jint error, jbyteArray detail)
{
    const Bytes given(env, detail);
    std::size_t length = 0;
    lmq_error_describe(error, given.view(), nullptr, 0, &length);
    std::vector<char> text(length + 1);
    lmq_error_describe(error, given.view(), text.data(), text.size(), nullptr);
    return array_of(env, lmq_view_from(text.data(), length));
}

jint deliver_token(JNIEnv *env, jclass /*cls*/, jlong answer, jbyteArray text, jint type, jlong expire_time_ms,
                   jlong valid_for_ms)
{
    const Bytes given(env, text);
    lmq_token token = LMQ_TOKEN_INIT;
    token.text = given.view();
    token.type = type;
    token.expire_time_ms = expire_time_ms;
    token.valid_for_ms = valid_for_ms;
    return lmq_token_deliver(reinterpret_cast<lmq_token_answer *>(answer), &token);
}

void fail_token(JNIEnv *env, jclass /*cls*/, jlong answer, jint error, jbyteArray detail, jlong retry_after_ms)
{
    const Bytes why(env, detail);
    lmq_token_fail(reinterpret_cast<lmq_token_answer *>(answer), error, why.view(), retry_after_ms);
}

jint check_client_id(JNIEnv *env, jclass /*cls*/, jbyteArray client_id)
{
    const Bytes text(env, client_id);
    return lmq_client_id_check(text.view(), nullptr, nullptr, nullptr);
}

jboolean filter_matches(JNIEnv *env, jclass /*cls*/, jbyteArray filter, jbyteArray topic)
{
    const Bytes pattern(env, filter);
    const Bytes name(env, topic);
    return lmq_filter_matches(pattern.view(), name.view()) != 0 ? JNI_TRUE : JNI_FALSE;
}

jlong create_duplicate_filter(JNIEnv * /*env*/, jclass /*cls*/, jint window)
{
    lmq_duplicate_filter *filter = nullptr;
    lmq_duplicate_filter_create(static_cast<std::size_t>(window), &filter);
    return reinterpret_cast<jlong>(filter);
}

void destroy_duplicate_filter(JNIEnv * /*env*/, jclass /*cls*/, jlong filter)
{
    lmq_duplicate_filter_destroy(reinterpret_cast<lmq_duplicate_filter *>(filter));
}

jboolean seen_message(JNIEnv *env, jclass /*cls*/, jlong filter, jbyteArray topic, jbyteArray payload)
{
    const Bytes name(env, topic);
    const Bytes body(env, payload);
    lmq_received_message message{};
    message.size = sizeof message;
    message.version = LMQ_STRUCT_VERSION;
    message.topic = name.view();
    message.payload = body.view();
    int seen = 0;
    lmq_duplicate_filter_seen(reinterpret_cast<lmq_duplicate_filter *>(filter), &message, &seen);
    return seen != 0 ? JNI_TRUE : JNI_FALSE;
}

jboolean seen_key(JNIEnv *env, jclass /*cls*/, jlong filter, jbyteArray key)
{
    const Bytes name(env, key);
    int seen = 0;
    lmq_duplicate_filter_seen_key(reinterpret_cast<lmq_duplicate_filter *>(filter), name.view(), &seen);
    return seen != 0 ? JNI_TRUE : JNI_FALSE;
}

jint held_objects(JNIEnv * /*env*/, jclass /*cls*/)
{
    return held();
}

jint attached(JNIEnv * /*env*/, jclass /*cls*/)
{
    return attached_threads();
}

} // namespace lmq_jni
