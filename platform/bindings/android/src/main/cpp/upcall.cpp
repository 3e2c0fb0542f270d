#include "upcall.hpp"

#include "vm.hpp"

namespace lmq_jni
{
namespace
{

constexpr jint references = 16; // more than any call makes, but for lists, which free their own

HandlersMethods found;
jclass byte_array = nullptr;

} // namespace

bool find_handlers(JNIEnv *env)
{
    jclass handlers = env->FindClass("io/lmq/Handlers");
    if (handlers == nullptr) return false;
    const struct {
        jmethodID &id;
        const char *name;
        const char *signature;
    } wanted[] = {
        {found.message, "message", "([B[BIZZZ)V"},
        {found.state, "state", "([J[B[B)V"},
        {found.recovered, "recovered", "([B[BIZJII[B)V"},
        {found.offline, "offline", "(JJZI[B)V"},
        {found.log, "log", "(I[B)V"},
        {found.provide, "provide", "([BI[[BII[BIJ)V"},
        {found.sign, "sign", "([B)[[B"},
        {found.done, "done", "(JI[B)V"},
        {found.subscribed, "subscribed", "(J[I[I)V"},
        {found.pulled, "pulled", "(JJJZI[B)V"},
        {found.report, "report", "(Ljava/lang/Throwable;)V"},
    };
    for (const auto &method : wanted) {
        method.id = env->GetMethodID(handlers, method.name, method.signature);
        if (method.id == nullptr) return false;
    }
    jclass bytes = env->FindClass("[B");
    if (bytes == nullptr) return false;
    byte_array = static_cast<jclass>(env->NewGlobalRef(bytes));
    return byte_array != nullptr;
}

const HandlersMethods &methods()
{
    return found;
}

jobjectArray array_of_arrays(JNIEnv *env, jsize count)
{
    return env->NewObjectArray(count, byte_array, nullptr);
}

Upcall::Upcall(const Handle &handle) : env_(environment()), handlers_(handle.handlers)
{
    if (env_ == nullptr || env_->PushLocalFrame(references) == JNI_OK) return;
    env_->ExceptionClear();
    env_ = nullptr;
}

Upcall::~Upcall()
{
    if (env_ == nullptr) return;
    jthrowable thrown = env_->ExceptionOccurred();
    if (thrown != nullptr) {
        env_->ExceptionClear();
        env_->CallVoidMethod(handlers_, found.report, thrown);
        env_->ExceptionClear();
    }
    env_->PopLocalFrame(nullptr);
}

} // namespace lmq_jni
