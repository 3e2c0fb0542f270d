#ifndef LMQ_JNI_UPCALL_HPP
#define LMQ_JNI_UPCALL_HPP

#include <jni.h>

#include "bytes.hpp"
#include "handle.hpp"

namespace lmq_jni
{

/// The methods of io.lmq.Handlers, looked up once.
struct HandlersMethods {
    jmethodID message, state, recovered, offline, log, provide, sign, done, subscribed, pulled, report;
};

/// Looks up classes and methods, for JNI_OnLoad. False after an error, with an exception pending.
bool find_handlers(JNIEnv *env);

const HandlersMethods &methods();

/// An array of byte arrays; null after an error, with an exception pending.
jobjectArray array_of_arrays(JNIEnv *env, jsize count);

/// One call from the library into Java, on any thread: its local references go with it, and an exception that is
/// pending at its end goes to io.lmq.Handlers.report.
class Upcall
{
public:
    explicit Upcall(const Handle &handle);
    ~Upcall();
    Upcall(const Upcall &) = delete;
    Upcall &operator=(const Upcall &) = delete;

    /// Null when this thread cannot call Java, or there is no memory for it.
    JNIEnv *env() const { return env_; }

    jbyteArray bytes(lmq_view view) const { return failed() ? nullptr : array_of(env_, view); }
    jbyteArray detail(lmq_view view) const { return failed() ? nullptr : array_or_null(env_, view); }

    /// Whether Java can't be called: an exception is pending, or there is no env().
    bool failed() const { return env_ == nullptr || env_->ExceptionCheck() == JNI_TRUE; }

    /// Calls a method that answers nothing; does not when making its arguments has failed.
    template <class... Arguments>
    void call(jmethodID method, Arguments... arguments) const
    {
        if (!failed()) env_->CallVoidMethod(handlers_, method, arguments...);
    }

    /// As call, for a method that answers an object; null when it was not called or threw.
    template <class... Arguments>
    jobject ask(jmethodID method, Arguments... arguments) const
    {
        if (failed()) return nullptr;
        jobject answer = env_->CallObjectMethod(handlers_, method, arguments...);
        return failed() ? nullptr : answer;
    }

private:
    JNIEnv *env_;
    jobject handlers_;
};

} // namespace lmq_jni

#endif
