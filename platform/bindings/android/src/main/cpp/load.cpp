#include <jni.h>

#include "natives.hpp"
#include "upcall.hpp"
#include "vm.hpp"

namespace
{

template <class Function>
JNINativeMethod native(const char *name, const char *signature, Function *function)
{
    return {const_cast<char *>(name), const_cast<char *>(signature), reinterpret_cast<void *>(function)};
}

bool register_natives(JNIEnv *env)
{
    using namespace lmq_jni;
    jclass cls = env->FindClass("io/lmq/Native");
    if (cls == nullptr) return false;
    const JNINativeMethod methods[] = {
        native("create", "([J[[BLio/lmq/Handlers;[J)I", create),
        native("destroy", "(J)V", destroy),
        native("start", "(J)I", start_client),
        native("listenRecovered", "(J)I", listen_recovered),
        native("publish", "(JJ[B[BIZJI)I", publish),
        native("publishP2p", "(JJ[B[B[BI)I", publish_p2p),
        native("subscribe", "(JJ[[B[I)I", subscribe),
        native("unsubscribe", "(JJ[[B)I", unsubscribe),
        native("pull", "(JJII)I", pull),
        native("pullAll", "(JJIIJ)I", pull_all),
        native("cancelPulls", "(J)I", cancel_pulls),
        native("networkChanged", "(J)I", network_changed),
        native("flush", "(JJ)I", lmq_jni::flush),
        native("disconnect", "(JJ)I", disconnect),
        native("close", "(JJ)I", lmq_jni::close),
        native("status", "(J[[B)[J", status),
        native("statistics", "(J)[J", statistics),
        native("version", "()[B", version),
        native("detail", "()[B", detail),
        native("errorName", "(I)[B", error_name),
        native("describe", "(I[B)[B", describe),
        native("deliverToken", "(J[BIJJ)I", deliver_token),
        native("failToken", "(JI[BJ)V", fail_token),
        native("checkClientId", "([B)I", check_client_id),
        native("filterMatches", "([B[B)Z", filter_matches),
        native("createDuplicateFilter", "(I)J", create_duplicate_filter),
        native("destroyDuplicateFilter", "(J)V", destroy_duplicate_filter),
        native("seenMessage", "(J[B[B)Z", seen_message),
        native("seenKey", "(J[B)Z", seen_key),
        native("heldObjects", "()I", held_objects),
        native("attachedThreads", "()I", attached),
    };
    return env->RegisterNatives(cls, methods, sizeof methods / sizeof methods[0]) == JNI_OK;
}

} // namespace

extern "C" JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void * /*reserved*/)
{
    if (!lmq_jni::remember(vm)) return JNI_ERR;
    JNIEnv *env = lmq_jni::environment();
    if (env == nullptr || !lmq_jni::find_handlers(env) || !register_natives(env)) return JNI_ERR;
    return JNI_VERSION_1_6;
}
