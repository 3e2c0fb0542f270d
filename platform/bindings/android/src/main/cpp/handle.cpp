#include "handle.hpp"

#include <atomic>

namespace lmq_jni
{
namespace
{

std::atomic<jint> count{0};

} // namespace

Pending::Pending(Handle *whose, jlong number) : handle(whose), id(number)
{
    ++count;
}

Pending::~Pending()
{
    --count;
}

jobject keep(JNIEnv *env, jobject object)
{
    jobject global = env->NewGlobalRef(object);
    if (global != nullptr) ++count;
    return global;
}

void drop(JNIEnv *env, jobject global)
{
    env->DeleteGlobalRef(global);
    --count;
}

jint held()
{
    return count;
}

} // namespace lmq_jni
