#ifndef LMQ_SECRET_HPP
#define LMQ_SECRET_HPP

#include <string>
#include <string_view>
#include <utility>

#include "lmq/export.hpp"

namespace lmq
{

/// A text that is wiped from memory when it is dropped or overwritten, and that nothing prints: a secret
/// key, a password, a token. Copying makes another one that is wiped in its turn. Not thread-safe, like
/// std::string.
class LMQ_API Secret
{
public:
    Secret() = default;
    /// Copies the text; wiping the original is the caller's.
    explicit Secret(std::string_view text) : text_(text) {}
    /// The same of a text that ends with a NUL; not a null pointer.
    explicit Secret(const char *text) : text_(text) {}
    /// Takes the text over, so that no copy of it is left unwiped.
    explicit Secret(std::string &&text) noexcept : text_(std::move(text)) {}
    /// Makes another one, wiped in its turn.
    Secret(const Secret &other) = default;
    /// Leaves `other` empty and wiped.
    Secret(Secret &&other) noexcept;
    /// Wipes what was here.
    Secret &operator=(const Secret &other);
    /// Wipes what was here, and leaves `other` empty and wiped.
    Secret &operator=(Secret &&other) noexcept;
    ~Secret();

    /// The text itself, for handing to a transport or a MAC; valid until the next change.
    std::string_view reveal() const noexcept { return text_; }
    /// True when there is no text.
    bool empty() const noexcept { return text_.empty(); }

private:
    void wipe() noexcept;
    std::string text_;
};

} // namespace lmq

#endif
