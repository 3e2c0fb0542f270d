#ifndef LMQ_JNI_NATIVES_HPP
#define LMQ_JNI_NATIVES_HPP

#include <jni.h>

/// The native methods of io.lmq.Native, which load.cpp registers; Native.java says what each does.
namespace lmq_jni
{

// client.cpp
jint create(JNIEnv *, jclass, jlongArray numbers, jobjectArray texts, jobject handlers, jlongArray made);
void destroy(JNIEnv *, jclass, jlong handle);
jint start_client(JNIEnv *, jclass, jlong handle);
jint listen_recovered(JNIEnv *, jclass, jlong handle);
jint publish(JNIEnv *, jclass, jlong handle, jlong id, jbyteArray topic, jbyteArray payload, jint qos, jboolean retain,
             jlong time_to_live_ms, jint priority);
jint publish_p2p(JNIEnv *, jclass, jlong handle, jlong id, jbyteArray parent, jbyteArray target, jbyteArray payload,
                 jint qos);
jint subscribe(JNIEnv *, jclass, jlong handle, jlong id, jobjectArray filters, jintArray qos);
jint unsubscribe(JNIEnv *, jclass, jlong handle, jlong id, jobjectArray filters);
jint pull(JNIEnv *, jclass, jlong handle, jlong id, jint count, jint order);
jint pull_all(JNIEnv *, jclass, jlong handle, jlong id, jint order, jint batch, jlong idle_ms);
jint cancel_pulls(JNIEnv *, jclass, jlong handle);
jint network_changed(JNIEnv *, jclass, jlong handle);
jint flush(JNIEnv *, jclass, jlong handle, jlong timeout_ms);
jint disconnect(JNIEnv *, jclass, jlong handle, jlong timeout_ms);
jint close(JNIEnv *, jclass, jlong handle, jlong timeout_ms);
jlongArray status(JNIEnv *, jclass, jlong handle, jobjectArray details);
jlongArray statistics(JNIEnv *, jclass, jlong handle);

// helpers.cpp
jbyteArray version(JNIEnv *, jclass);
jbyteArray detail(JNIEnv *, jclass);
jbyteArray error_name(JNIEnv *, jclass, jint error);
jbyteArray describe(JNIEnv *, jclass, jint error, jbyteArray detail);
jint deliver_token(JNIEnv *, jclass, jlong answer, jbyteArray text, jint type, jlong expire_time_ms,
                   jlong valid_for_ms);
void fail_token(JNIEnv *, jclass, jlong answer, jint error, jbyteArray detail, jlong retry_after_ms);
jint check_client_id(JNIEnv *, jclass, jbyteArray client_id);
jboolean filter_matches(JNIEnv *, jclass, jbyteArray filter, jbyteArray topic);
jlong create_duplicate_filter(JNIEnv *, jclass, jint window);
void destroy_duplicate_filter(JNIEnv *, jclass, jlong filter);
jboolean seen_message(JNIEnv *, jclass, jlong filter, jbyteArray topic, jbyteArray payload);
jboolean seen_key(JNIEnv *, jclass, jlong filter, jbyteArray key);
jint held_objects(JNIEnv *, jclass);
jint attached(JNIEnv *, jclass);

} // namespace lmq_jni

#endif
