#include "lmq/secret.hpp"

#include <openssl/crypto.h>

namespace lmq
{

// A short text lives inside the std::string itself, and moving from it leaves the characters there: whatever is
// moved from is wiped as well.
Secret::Secret(Secret &&other) noexcept : text_(std::move(other.text_))
{
    other.wipe();
}

Secret &Secret::operator=(const Secret &other)
{
    if (this != &other) {
        wipe();
        text_ = other.text_;
    }
    return *this;
}

Secret &Secret::operator=(Secret &&other) noexcept
{
    if (this != &other) {
        wipe();
        text_ = std::move(other.text_);
        other.wipe();
    }
    return *this;
}

Secret::~Secret()
{
    wipe();
}

void Secret::wipe() noexcept
{
    // The whole capacity, not the size: a shorter text may have been moved in over a longer one. Growing to the
    // capacity allocates nothing and makes every byte the string's own to write.
    text_.resize(text_.capacity());
    OPENSSL_cleanse(text_.data(), text_.size());
    text_.clear();
}

} // namespace lmq
