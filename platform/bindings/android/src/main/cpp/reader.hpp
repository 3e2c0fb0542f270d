#ifndef LMQ_JNI_READER_HPP
#define LMQ_JNI_READER_HPP

#include <jni.h>
#include <limits>
#include <vector>

#include "bytes.hpp"

namespace lmq_jni
{

/// Reads what io.lmq.Packer wrote, in the same order. Views are good as long as the reader.
class Reader
{
public:
    Reader(JNIEnv *env, jlongArray numbers, jobjectArray texts);

    bool flag() { return number() != 0; }

    /// Leaves the default in `to` when Java has no value of its own.
    template <class Number>
    void read(Number &to)
    {
        const jlong value = number();
        if (value != unset) to = static_cast<Number>(value);
    }

    /// As read, of a double's bits.
    void read(double &to);

    void read(lmq_view &to) { to = text(); }

    /// `to` gets the address of the first of `count` texts.
    void read(const lmq_view *&to, std::size_t &count);

    /// Whether all was there and nothing is left: else the Java classes are not those that the library was built with.
    bool complete() const;

private:
    static constexpr jlong unset = std::numeric_limits<jlong>::min();

    jlong number();
    lmq_view text();

    std::vector<jlong> numbers_;
    std::vector<Bytes> texts_;
    std::vector<std::unique_ptr<std::vector<lmq_view>>> lists_;
    std::size_t next_number_ = 0;
    std::size_t next_text_ = 0;
};

} // namespace lmq_jni

#endif
