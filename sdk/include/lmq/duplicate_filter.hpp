#ifndef LMQ_DUPLICATE_FILTER_HPP
#define LMQ_DUPLICATE_FILTER_HPP

#include <cstddef>
#include <memory>
#include <string_view>

#include "lmq/export.hpp"
#include "lmq/message.hpp"

namespace lmq
{

/// Tells a receiver of at-least-once messages whether it has seen one before, within a window of the last ones. Not
/// thread-safe. Copies nothing but a 64-bit hash of each: two unlike messages are taken for the same with a probability
/// of about window / 2^64.
class LMQ_API DuplicateFilter
{
public:
    /// `window`: how many messages it remembers, 1 to 1,000,000; others are brought into the range. About 40 bytes
    /// each.
    explicit DuplicateFilter(std::size_t window = 1000);
    ~DuplicateFilter();
    /// What is moved from may only be destroyed or assigned to.
    DuplicateFilter(DuplicateFilter &&) noexcept;
    /// Drops what was here before.
    DuplicateFilter &operator=(DuplicateFilter &&) noexcept;

    /// True when `key`, the application's own name of a message, is in the window; otherwise it is from now on, and the
    /// oldest leaves a full window.
    bool seen(std::string_view key);
    /// The same by content: topic and payload.
    bool seen(const ReceivedMessage &message);
    /// Forgets all.
    void clear();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace lmq

#endif
