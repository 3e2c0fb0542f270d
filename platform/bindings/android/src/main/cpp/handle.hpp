#ifndef LMQ_JNI_HANDLE_HPP
#define LMQ_JNI_HANDLE_HPP

#include <jni.h>

#include "lmq_c/client.h"

namespace lmq_jni
{

/// What a `long` of io.lmq.Handle points at: a client, and the io.lmq.Handlers that it calls.
struct Handle {
    lmq_client *client = nullptr;
    jobject handlers = nullptr; // a global reference
};

/// The context of one completion: whom it is for, and the number that its io.lmq.Handlers knows it by.
struct Pending {
    Pending(Handle *whose, jlong number);
    ~Pending();
    Pending(const Pending &) = delete;
    Pending &operator=(const Pending &) = delete;

    Handle *handle;
    jlong id;
};

/// A global reference, which `drop` must get. Null after an error.
jobject keep(JNIEnv *env, jobject object);

void drop(JNIEnv *env, jobject global);

/// Global references and completions that are held now; those to classes don't count.
jint held();

} // namespace lmq_jni

#endif
