#include "bytes.hpp"

namespace lmq_jni
{

void wipe(void *data, std::size_t size)
{
    auto *byte = static_cast<volatile char *>(data);
    while (size-- > 0)
        *byte++ = 0;
}

Bytes::Bytes(JNIEnv *env, jbyteArray array)
{
    if (array == nullptr) return;
    const jsize size = env->GetArrayLength(array);
    size_ = static_cast<std::size_t>(size);
    data_.reset(new char[size_ + 1]);
    env->GetByteArrayRegion(array, 0, size, reinterpret_cast<jbyte *>(data_.get()));
}

Bytes::~Bytes()
{
    if (data_) wipe(data_.get(), size_);
}

std::vector<Bytes> texts_of(JNIEnv *env, jobjectArray arrays)
{
    std::vector<Bytes> texts;
    const jsize count = env->GetArrayLength(arrays);
    texts.reserve(static_cast<std::size_t>(count));
    for (jsize i = 0; i < count; ++i) {
        auto *text = static_cast<jbyteArray>(env->GetObjectArrayElement(arrays, i));
        texts.emplace_back(env, text);
        env->DeleteLocalRef(text);
    }
    return texts;
}

jbyteArray array_of(JNIEnv *env, lmq_view view)
{
    const auto size = static_cast<jsize>(view.size);
    jbyteArray array = env->NewByteArray(size);
    if (array != nullptr && size > 0)
        env->SetByteArrayRegion(array, 0, size, reinterpret_cast<const jbyte *>(view.data));
    return array;
}

jbyteArray array_or_null(JNIEnv *env, lmq_view view)
{
    return view.size == 0 ? nullptr : array_of(env, view);
}

} // namespace lmq_jni
