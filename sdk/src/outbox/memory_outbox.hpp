#ifndef LMQ_OUTBOX_MEMORY_OUTBOX_HPP
#define LMQ_OUTBOX_MEMORY_OUTBOX_HPP

#include <array>

#include "outbox/entry.hpp"
#include "outbox/outbox.hpp"
#include "outbox/spare_messages.hpp"
#include "outbox/token_bucket.hpp"

namespace lmq::outbox
{

class MemoryOutbox final : public Outbox
{
public:
    MemoryOutbox(Config config, Journal *journal);

    Result<void> accept(Message message, PublishHandler handler, Time now, Completions &done) override;
    Message spare() override { return spares_.take(); }
    void restore(std::vector<Recovered> messages, Time now) override;
    Change last_change() const override { return last_change_; }
    bool withdraw(Change change) override;
    void release() override { held_ = false; }
    void hold() override;
    std::optional<Outgoing> next(Time now) override;
    void sent(Ticket ticket, Completions &done) override;
    void returned(Ticket ticket) override;
    void acknowledged(Ticket ticket, Completions &done) override;
    void failed(Ticket ticket, Error error, Completions &done) override;
    void expire(Time now, Completions &done) override;
    void cancel_all(Completions &done) override;
    std::optional<Time> next_deadline(Time now) const override;
    std::size_t messages() const override { return fresh_.size() + repeating_.size() + inflight_.size(); }
    std::size_t bytes() const override { return bytes_; }
    std::size_t inflight() const override { return inflight_.size(); }

private:
    bool latest_per_topic() const { return config_.caps.policy == OutboxPolicy::latest_per_topic; }
    bool fits(std::size_t messages, std::size_t bytes) const;
    Result<void> make_room(const Message &message, Completions &done);
    void supersede(Slot slot, Message message, PublishHandler handler, Time now, Completions &done);
    void start_expiry(Slot slot, Time now);
    void expire_after(Slot slot, Time time_to_live, Time now);
    void store(Slot slot, bool replaces);
    Slot allocate();
    Slot head() const;
    bool window_open(const Entry &entry) const;
    bool sendable(const Entry &entry) const;
    Slot find(Ticket ticket) const;
    EntryList &list_of(const Entry &entry);
    void move(Slot slot, Place place);
    void enter(Slot slot, Place place, bool near_front);
    Place leave(Slot slot);
    std::size_t &fresh_bytes_of(Priority priority) { return fresh_bytes_[static_cast<std::size_t>(priority)]; }
    void finish(Slot slot, Result<void> result, Completions &done);
    void free(Slot slot);

    Config config_;
    Journal *journal_; ///< null: none, or no more
    Change last_change_ = 0;
    TokenBucket limiter_;
    Slab slab_;
    Slot free_ = no_slot;
    SpareMessages spares_;
    PriorityLists fresh_;
    PriorityLists repeating_;
    PriorityLists inflight_;
    ExpiryHeap expiry_;
    TopicIndex fresh_topics_; ///< latest_per_topic only
    std::uint64_t next_sequence_ = 0;
    std::size_t bytes_ = 0;
    std::array<std::size_t, 3> fresh_bytes_{}; ///< by priority
    std::size_t window_used_ = 0;              ///< QoS 1 and 2 of inflight_
    bool held_ = true;
};

} // namespace lmq::outbox

#endif
