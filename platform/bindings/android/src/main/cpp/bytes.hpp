#ifndef LMQ_JNI_BYTES_HPP
#define LMQ_JNI_BYTES_HPP

#include <jni.h>
#include <memory>
#include <vector>

#include "lmq_c/base.h"

/// Texts cross as UTF-8 in byte arrays: the strings of JNI are "modified UTF-8", which spells U+0000 and what lies
/// beyond U+FFFF in a way of its own.
namespace lmq_jni
{

/// Overwrites `size` bytes at `data`, also where nobody reads them afterwards.
void wipe(void *data, std::size_t size);

/// A copy of a byte array, wiped when it goes. A null array is an empty one.
class Bytes
{
public:
    Bytes(JNIEnv *env, jbyteArray array);
    ~Bytes();
    Bytes(Bytes &&) = default;
    Bytes(const Bytes &) = delete;
    Bytes &operator=(const Bytes &) = delete;
    Bytes &operator=(Bytes &&) = delete;

    lmq_view view() const { return {data_.get(), size_}; }

private:
    std::size_t size_ = 0;
    std::unique_ptr<char[]> data_;
};

/// Copies of an array of byte arrays.
std::vector<Bytes> texts_of(JNIEnv *env, jobjectArray arrays);

/// A byte array of the view's bytes; null after an error, with an exception pending.
jbyteArray array_of(JNIEnv *env, lmq_view view);

/// As array_of; null, without an exception, for an empty view.
jbyteArray array_or_null(JNIEnv *env, lmq_view view);

} // namespace lmq_jni

#endif
