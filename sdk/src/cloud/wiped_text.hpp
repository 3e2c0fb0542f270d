#ifndef LMQ_CLOUD_WIPED_TEXT_HPP
#define LMQ_CLOUD_WIPED_TEXT_HPP

#include <cstddef>
#include <string>
#include <utility>

#include <openssl/crypto.h>

namespace lmq::cloud
{

/// A text that is being put together and holds a token: wiped when dropped. Room for the whole of it is taken at the
/// start, for a text that grows leaves a copy behind.
class WipedText
{
public:
    explicit WipedText(std::size_t room) { text_.reserve(room); }
    explicit WipedText(std::string text) : text_(std::move(text)) {}
    WipedText(const WipedText &) = delete;
    WipedText(WipedText &&other) noexcept : text_(std::move(other.text_)) { other.wipe(); }
    WipedText &operator=(const WipedText &) = delete;
    WipedText &operator=(WipedText &&) = delete;
    ~WipedText() { wipe(); }

    std::string &text() noexcept { return text_; }
    const std::string &text() const noexcept { return text_; }

private:
    void wipe() noexcept
    {
        text_.resize(text_.capacity());
        OPENSSL_cleanse(text_.data(), text_.size());
        text_.clear();
    }
    std::string text_;
};

} // namespace lmq::cloud

#endif
