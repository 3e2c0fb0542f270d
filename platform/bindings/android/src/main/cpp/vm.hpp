#ifndef LMQ_JNI_VM_HPP
#define LMQ_JNI_VM_HPP

#include <jni.h>

namespace lmq_jni
{

/// Remembers the virtual machine; for JNI_OnLoad. False when there is no thread key to be had.
bool remember(JavaVM *vm);

/// Of the calling thread. A native thread is attached as a daemon of the name "lmq", and detached when it ends. Null
/// when the machine takes no more threads.
JNIEnv *environment();

/// Native threads that are attached now.
jint attached_threads();

} // namespace lmq_jni

#endif
