#include "reader.hpp"

#include <cstring>

namespace lmq_jni
{

Reader::Reader(JNIEnv *env, jlongArray numbers, jobjectArray texts) : texts_(texts_of(env, texts))
{
    numbers_.resize(static_cast<std::size_t>(env->GetArrayLength(numbers)));
    env->GetLongArrayRegion(numbers, 0, static_cast<jsize>(numbers_.size()), numbers_.data());
}

void Reader::read(double &to)
{
    const jlong bits = number();
    if (bits != unset) std::memcpy(&to, &bits, sizeof to);
}

void Reader::read(const lmq_view *&to, std::size_t &count)
{
    count = static_cast<std::size_t>(number());
    if (count > texts_.size()) count = texts_.size();
    auto list = std::make_unique<std::vector<lmq_view>>();
    for (std::size_t i = 0; i < count; ++i)
        list->push_back(text());
    to = count == 0 ? nullptr : list->data();
    lists_.push_back(std::move(list));
}

bool Reader::complete() const
{
    return next_number_ == numbers_.size() && next_text_ == texts_.size();
}

jlong Reader::number()
{
    return next_number_ < numbers_.size() ? numbers_[next_number_++] : (++next_number_, 0);
}

lmq_view Reader::text()
{
    return next_text_ < texts_.size() ? texts_[next_text_++].view() : (++next_text_, lmq_view(LMQ_VIEW_INIT));
}

} // namespace lmq_jni
