#ifndef LMQ_BROKER_ENGINE_TIMERS_HPP
#define LMQ_BROKER_ENGINE_TIMERS_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace lmq::broker::engine
{

/// Deadlines by time: a heap that knows where each entry stands, so that moving or cancelling one leaves nothing
/// behind. Equal times fire in the order in which they were set.
class Timers
{
public:
    using Id = std::uint32_t;
    static constexpr Id none = 0xFFFFFFFFU;

    struct Fired {
        std::uint8_t kind = 0;
        std::uint32_t owner = 0;
    };

    /// Sets the timer `id` to `due_ms`, and makes it first when it is `none`. `kind` and `owner` are the caller's.
    void set(Id &id, std::int64_t due_ms, std::uint8_t kind, std::uint32_t owner);
    /// Forgets the timer, if there is one; `id` becomes `none`.
    void cancel(Id &id);
    std::optional<std::int64_t> next_due_ms() const;
    /// Takes out the first timer due at `now_ms`. Its id is free from then on: the owner must forget it.
    std::optional<Fired> take_due(std::int64_t now_ms);
    std::size_t size() const { return heap_.size(); }

private:
    struct Entry {
        std::int64_t due_ms = 0;
        std::uint64_t order = 0;
        std::uint32_t position = 0;
        Fired fired;
    };
    bool before(Id a, Id b) const;
    void place(std::size_t position, Id id);
    void up(std::size_t position);
    void down(std::size_t position);
    void remove(std::size_t position);

    std::vector<Entry> entries_; // by id
    std::vector<Id> free_;
    std::vector<Id> heap_;
    std::uint64_t order_ = 0;
};

} // namespace lmq::broker::engine

#endif
