#include "lmq/duplicate_filter.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "client/siphash.hpp"
#include "lmq/platform/random.hpp"

namespace lmq
{

/// The hashes of the window: a ring in the order of their coming, and a table of open addressing to find them in, which
/// is between a quarter and half full.
class DuplicateFilter::Impl
{
public:
    explicit Impl(std::size_t window) : ring_(window), table_(table_size(window), none), mask_(table_.size() - 1) {}

    client::SipHash hasher() const { return {key0_, key1_}; }

    bool seen(std::uint64_t hash)
    {
        if (hash == none) hash = 1;
        if (table_[find(hash)] == hash) return true;
        if (count_ == ring_.size()) {
            forget(ring_[next_]);
        } else {
            ++count_;
        }
        table_[find(hash)] = hash;
        ring_[next_] = hash;
        next_ = (next_ + 1) % ring_.size();
        return false;
    }

    void clear()
    {
        std::fill(table_.begin(), table_.end(), none);
        next_ = count_ = 0;
    }

private:
    static constexpr std::uint64_t none = 0;

    static std::size_t table_size(std::size_t window)
    {
        std::size_t size = 4;
        while (size < 2 * window)
            size *= 2;
        return size;
    }

    /// Where `hash` is, or would be put.
    std::size_t find(std::uint64_t hash) const
    {
        std::size_t at = hash & mask_;
        while (table_[at] != none && table_[at] != hash)
            at = (at + 1) & mask_;
        return at;
    }

    /// Takes it out, and closes the gap: no chain of neighbours may be cut.
    void forget(std::uint64_t hash)
    {
        std::size_t gap = find(hash);
        for (std::size_t at = (gap + 1) & mask_; table_[at] != none; at = (at + 1) & mask_) {
            const std::size_t home = table_[at] & mask_;
            if (((at - home) & mask_) < ((at - gap) & mask_)) continue; // it would be before its home
            table_[gap] = table_[at];
            gap = at;
        }
        table_[gap] = none;
    }

    const std::uint64_t key0_ = platform::random_u64();
    const std::uint64_t key1_ = platform::random_u64();
    std::vector<std::uint64_t> ring_;
    std::vector<std::uint64_t> table_;
    std::size_t mask_;
    std::size_t next_ = 0; ///< in the ring: the oldest of a full window
    std::size_t count_ = 0;
};

DuplicateFilter::DuplicateFilter(std::size_t window)
    : impl_(std::make_unique<Impl>(std::clamp(window, std::size_t{1}, std::size_t{1000000})))
{
}

DuplicateFilter::~DuplicateFilter() = default;
DuplicateFilter::DuplicateFilter(DuplicateFilter &&) noexcept = default;
DuplicateFilter &DuplicateFilter::operator=(DuplicateFilter &&) noexcept = default;

// The number that begins each: no key is taken for a message, nor the end of a topic for the beginning of a payload.
bool DuplicateFilter::seen(std::string_view key)
{
    client::SipHash hash = impl_->hasher();
    hash.add(std::uint64_t{0});
    hash.add(key);
    return impl_->seen(hash.finish());
}

bool DuplicateFilter::seen(const ReceivedMessage &message)
{
    client::SipHash hash = impl_->hasher();
    hash.add(std::uint64_t{1} + message.topic.size());
    hash.add(message.topic);
    hash.add(message.payload);
    return impl_->seen(hash.finish());
}

void DuplicateFilter::clear()
{
    impl_->clear();
}

} // namespace lmq
