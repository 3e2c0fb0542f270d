#include <doctest/doctest.h>

#include "broker_cli_process.hpp"
#include "lmq_broker/broker.hpp"
#include "raw_fixture.hpp"
#include "store/sqlite_store.hpp"

using namespace lmq::test;
using namespace lmq;

namespace
{

broker::Config with_store(const std::string &kind)
{
    broker::Config config = service_config();
    config.store = kind;
    return config;
}

Errc refusal(const std::string &kind)
{
    const auto refused = broker::Broker::start(with_store(kind));
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().detail.find("store") == 0);
    return refused.error().code;
}

} // namespace

TEST_CASE("two brokers of one process cannot have one file, but one after the other can")
{
    const TemporaryFile file("");
    const std::string kind = "sqlite:" + file.path();
    {
        const Service first(with_store(kind));
        CHECK(refusal(kind) == Errc::store_busy);
        CHECK(run_broker({"--store", kind}).code == 2); // the refused one has not given up the first one's lock
        first.sign_in(dev("one"));
    }
    const Service second(with_store(kind));
    second.sign_in(dev("one"));
}

TEST_CASE("a store of no known kind is refused by name")
{
    CHECK(refusal("disk") == Errc::out_of_range);
    CHECK(refusal("sqlite:") == Errc::out_of_range);
}

TEST_CASE("a virtual clock does not go back behind what is stored")
{
    const TemporaryFile file("");
    const broker::Config config = with_store("sqlite:" + file.path());
    const std::int64_t later = config.virtual_start_ms + 3600000;
    {
        const auto store = broker::store::SqliteStore::open(file.path());
        REQUIRE(store.has_value());
        broker::store::MqRow message;
        message.topic = "TopicA";
        message.id = 1;
        message.store_ms = later;
        (*store)->put_mq(message);
        REQUIRE((*store)->commit().has_value());
    }
    CHECK(Service(config)->now_ms() == later);
    CHECK(Service()->now_ms() == config.virtual_start_ms);
}
