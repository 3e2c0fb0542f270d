#include "store/store.hpp"

namespace lmq::broker::store
{
namespace
{

class MemoryStore final : public Store
{
public:
    bool durable() const override { return false; }
    void put_session(const SessionRow &) override {}
    void drop_session(std::uint64_t) override {}
    void put_subscription(std::uint64_t, std::string_view, std::uint8_t) override {}
    void drop_subscription(std::uint64_t, std::string_view) override {}
    void put_received(std::uint64_t, std::uint16_t) override {}
    void drop_received(std::uint64_t, std::uint16_t) override {}
    void put_body(const BodyRow &) override {}
    void drop_body(std::uint64_t) override {}
    void put_entry(const EntryRow &) override {}
    void drop_entry(std::uint64_t) override {}
    void put_retained(std::string_view, const BodyRow &, std::uint8_t) override {}
    void drop_retained(std::string_view) override {}
    void put_revoked(std::int64_t, std::string_view) override {}
    void drop_revoked_until(std::int64_t) override {}
    void put_mq(const MqRow &) override {}
    void drop_mq_before(std::string_view, std::uint64_t) override {}
    void put_consumer(std::string_view, std::string_view, std::uint64_t) override {}
    void clear() override {}
    bool dirty() const override { return false; }
    Result<void> commit() override { return {}; }
    Result<void> load(Recovery &) override { return {}; }
};

} // namespace

std::unique_ptr<Store> make_memory_store()
{
    return std::make_unique<MemoryStore>();
}

} // namespace lmq::broker::store
