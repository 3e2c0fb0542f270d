#ifndef LMQ_BROKER_STORE_PENDING_CHANGES_HPP
#define LMQ_BROKER_STORE_PENDING_CHANGES_HPP

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lmq::broker::store
{

/// One change as it was told, in a size that a turn's worth of them costs little. What the numbers mean is up to the
/// kind.
struct Change {
    enum class Kind : std::uint8_t {
        nothing, ///< it was taken back before it was written
        put_session,
        drop_session,
        put_subscription,
        drop_subscription,
        put_received,
        drop_received,
        put_body,
        drop_body,
        put_entry,
        drop_entry,
        put_retained,
        drop_retained,
        put_revoked,
        drop_revoked_until,
        put_mq,
        drop_mq_before,
        put_consumer,
        clear,
    };

    Kind kind = Kind::nothing;
    std::uint8_t qos = 0;
    std::uint8_t flags = 0;
    std::uint16_t packet_id = 0;
    std::uint32_t queue = 0;
    std::uint64_t number = 0;
    std::uint64_t session = 0;
    std::uint64_t body = 0;
    std::int64_t ms = 0;
    std::size_t texts = 0; ///< where they begin
};

/// The changes of a turn, in order, their texts copied into one piece of memory. An entry or a body that comes and goes
/// within them leaves nothing: most messages to clients that are there are acknowledged so soon.
class PendingChanges
{
public:
    void add(Change change, std::initializer_list<std::string_view> texts = {});
    /// Takes back the put of this entry or body. False: there is none among the changes.
    bool take_back(Change::Kind put, std::uint64_t number);
    void clear();

    bool empty() const { return live_ == 0; }
    /// Whether any of them must outlive a loss of power. Entries and bodies that go need not: a message that is back is
    /// sent once more, to a client that may get it twice.
    bool urgent() const { return urgent_ != 0; }
    std::size_t size() const { return live_; }
    const std::vector<Change> &all() const { return changes_; }
    /// The text at `at`, which is moved on to the next.
    std::string_view text(std::size_t &at) const;

private:
    using Index = std::unordered_map<std::uint64_t, std::size_t>;
    Index *index_of(Change::Kind put);

    std::vector<Change> changes_;
    std::string texts_;
    std::size_t live_ = 0;   // of changes_, without those that were taken back
    std::size_t urgent_ = 0; // of those
    Index entries_;          // number to place in changes_
    Index bodies_;
};

} // namespace lmq::broker::store

#endif
