#include "vm.hpp"

#include <atomic>
#include <pthread.h>

namespace lmq_jni
{
namespace
{

JavaVM *machine = nullptr;
pthread_key_t attachment; // set on the threads that were attached here
std::atomic<jint> attached{0};

/// What AttachCurrentThreadAsDaemon wants: a `void **` of a JDK, a `JNIEnv **` of Android.
struct Slot {
    JNIEnv **env;
    operator JNIEnv **() const { return env; }
    operator void **() const { return reinterpret_cast<void **>(env); }
};

void detach(void * /*env*/)
{
    machine->DetachCurrentThread();
    --attached;
}

} // namespace

bool remember(JavaVM *vm)
{
    machine = vm;
    return pthread_key_create(&attachment, detach) == 0;
}

JNIEnv *environment()
{
    JNIEnv *env = nullptr;
    if (machine->GetEnv(Slot{&env}, JNI_VERSION_1_6) == JNI_OK) return env;
    char name[] = "lmq";
    JavaVMAttachArgs arguments{JNI_VERSION_1_6, name, nullptr};
    if (machine->AttachCurrentThreadAsDaemon(Slot{&env}, &arguments) != JNI_OK) return nullptr;
    ++attached;
    if (pthread_setspecific(attachment, env) == 0) return env;
    detach(nullptr);
    return nullptr;
}

jint attached_threads()
{
    return attached;
}

} // namespace lmq_jni
