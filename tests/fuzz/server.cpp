#include "fuzz/server.hpp"

#include "fuzz/input.hpp"
#include "store/open_store.hpp"

namespace lmq::fuzz
{

broker::Config server_config()
{
    broker::Config config = broker::Config::ready_made();
    config.tcp.reset();
    config.clock = broker::ClockMode::virtual_;
    config.log_level = "off";
    config.control = true;
    config.token_key = "fuzz key";
    config.limits.mq_messages_per_topic = 50;
    config.limits.session_queue_messages = 20;
    config.limits.max_inflight = 5;
    config.limits.offline_messages = 40;
    config.limits.connection_out_bytes = 4096;
    config.limits.retained_messages = 10;
    config.limits.revoked_tokens = 3;
    return config;
}

std::unique_ptr<broker::net::Server> make_server()
{
    auto opened = broker::store::open_store("memory");
    promise(opened.has_value(), "there is no store in memory");
    return std::make_unique<broker::net::Server>(server_config(), LogLevel::off, std::move(*opened));
}

void turn(broker::net::Server &server)
{
    for (int i = 0; i < 20; ++i) {
        server.loop().run_tasks();
        (void)server.advance(std::chrono::milliseconds(0));
        if (!server.loop().has_tasks()) return;
    }
}

} // namespace lmq::fuzz
