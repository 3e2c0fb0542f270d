// What an app server learns of devices from the real broker: the query (spec 10), and the events told over MQTT (spec
// 11.1).
#include "sdk_doors.hpp"

#include "lmq/cloud/online_status.hpp"
#include "lmq/presence.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

cloud::OnlineStatusOptions account(const Service &service)
{
    cloud::OnlineStatusOptions options;
    options.url = "http://" + service->http_address();
    options.access_key = access_key;
    options.secret_key = Secret(secret_key);
    options.http.allow_plain_http = true;
    const broker::Broker *const broker = &*service.operator->();
    options.clock = [broker] { return broker->now_ms(); };
    return options;
}

Result<cloud::OnlineState> ask(const cloud::OnlineStatusOptions &options, const std::string &client_id)
{
    const auto status = cloud::OnlineStatus::create(options);
    REQUIRE(status);
    return status->query(client_id);
}

broker::Config with_http()
{
    broker::Config config = with_doors();
    config.http = "127.0.0.1:0";
    return config;
}

} // namespace

TEST_CASE("the query tells a device that is there from one that is not, on the HTTP port and beside WebSocket")
{
    Service service(with_http());
    cloud::OnlineStatusOptions options = account(service);
    for (const std::string &url : {"http://" + service->http_address(), "http://" + service->ws_address(),
                                   "https://" + service->wss_address()}) {
        CAPTURE(url);
        options.url = url;
        options.http.ca_file = service->ca_file();
        std::string id;
        {
            Device device(service.device("d"));
            device.connect();
            id = device.id();
            const auto there = ask(options, id);
            REQUIRE_MESSAGE(there, there.error().detail);
            CHECK(there->connections == 1);
        }
        REQUIRE(service.wait_connected(id, false));
        CHECK(ask(options, id)->connections == 0);
        CHECK_FALSE(ask(options, "GID_AAA@@@never")->online());
    }
}

TEST_CASE("each refusal of the broker is the error that the client has for it")
{
    Service service(with_http());
    const auto code = [&](auto change, const std::string &id = "GID_AAA@@@d") {
        cloud::OnlineStatusOptions options = account(service);
        change(options);
        const auto answer = ask(options, id);
        REQUIRE_FALSE(answer);
        CHECK(answer.error().detail.find(secret_key) == std::string::npos);
        return error_info(answer.error().code).name;
    };
    CHECK(code([](auto &o) { o.secret_key = Secret("wrong"); }) == "status_signature");
    CHECK(code([](auto &o) { o.access_key = "AK_NOBODY"; }) == "status_signature");
    CHECK(code([](auto &) {}, "GID_NONE@@@d") == "status_not_permitted");
    const auto later = [&service](std::chrono::minutes by) {
        return [&service, by](auto &o) {
            o.clock = [&service, by] { return service->now_ms() + std::int64_t{milliseconds(by).count()}; };
        };
    };
    CHECK(code(later(std::chrono::minutes(6))) == "status_time_stamp");
    CHECK(code(later(std::chrono::minutes(-6))) == "status_time_stamp");
}

TEST_CASE("a tracker that watches the presence topic knows what the query tells, through takeovers and losses")
{
    Service service(with_http());
    Device watcher(service.device("watcher"));
    watcher.connect().subscribe({{"GID_AAA_MQTT", QoS::at_least_once}});
    auto tracker = PresenceTracker::create();
    REQUIRE(tracker);
    std::size_t taken = 0;
    const auto becomes = [&](const std::string &id, bool online) {
        return eventually([&] {
            for (const auto all = payloads(watcher.messages); taken < all.size(); ++taken) {
                const auto event = parse_presence_event(all[taken]);
                REQUIRE_MESSAGE(event, event.error().detail);
                REQUIRE(tracker->apply(*event, milliseconds(0)));
            }
            return tracker->find(id).online == online;
        });
    };
    const std::string id = "GID_AAA@@@d";
    auto first = std::make_unique<Device>(service.device("d"));
    first->connect();
    CHECK(becomes(id, true));
    const std::string channel = tracker->find(id).channel_id;
    REQUIRE(service->kick(id)); // it comes back
    CHECK(eventually([&] { return becomes(id, true) && tracker->find(id).channel_id != channel; }));
    CHECK(ask(account(service), id)->online());
    first.reset();
    CHECK(becomes(id, false));
    CHECK(ask(account(service), id)->connections == 0);
    CHECK(tracker->find("GID_AAA@@@never").channel_id.empty());
}
