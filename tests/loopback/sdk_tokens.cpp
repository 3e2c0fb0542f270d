#include "token_desk.hpp"

using namespace lmq;
using namespace lmq::test;
using std::chrono::minutes;

namespace
{

std::vector<std::pair<std::string, std::int64_t>> tokens_of(const Service &service, const std::string &client_id)
{
    const auto session = service->session(client_id);
    return session ? session->tokens : std::vector<std::pair<std::string, std::int64_t>>();
}

} // namespace

TEST_CASE("a device with a token publishes, receives, and talks to a device that signs in with keys")
{
    const Service service;
    TokenDesk desk(service);
    Device phone(token_device(service, desk, "phone"));
    Device lamp(service.device("lamp"));
    phone.connect().subscribe({{"TopicA/notice/", QoS::at_least_once}});
    lamp.connect();
    CHECK(phone.publish(message("own")));
    CHECK(lamp.publish(message("theirs")));
    REQUIRE(phone.messages.wait_for(2));
    CHECK(payloads(phone.messages) == std::vector<std::string>{"own", "theirs"});
    REQUIRE(phone->publish_p2p("TopicA", lamp.id(), "on"));
    REQUIRE(lamp.p2p.wait_for(1));
    REQUIRE(lamp->publish_p2p("TopicA", phone.id(), "it is on"));
    REQUIRE(phone.p2p.wait_for(1));
    CHECK(desk.requests.size() == 1);
}

TEST_CASE("up to three tokens are uploaded before order mode and the subscriptions, and again after a reconnect")
{
    const Service service;
    TokenDesk desk(service);
    auto options = token_device(service, desk, "phone",
                                {{TokenType::read, {}}, {TokenType::write, {}}, {TokenType::read_write, {}}});
    options.ordered = true;
    Device phone(std::move(options));
    phone.connect().subscribe({{"TopicA/notice/", QoS::at_least_once}});
    for (int round = 0; round < 2; ++round) {
        const auto held = tokens_of(service, phone.id());
        REQUIRE(held.size() == 3);
        CHECK(held[0].first == "R");
        CHECK(held[1].first == "W");
        CHECK(held[2].first == "RW");
        CHECK(service->session(phone.id())->ordered);
        CHECK(service->session(phone.id())->subscriptions.size() == 1);
        CHECK(phone.publish(message("m")));
        service->kick(phone.id());
        REQUIRE(eventually([&] {
            return phone->statistics().connects == static_cast<std::uint64_t>(round) + 2 &&
                   phone->status().state == ConnectionState::ready;
        }));
    }
    CHECK(desk.requests.size() == 3);
}

TEST_CASE("on the server's notice the token is renewed in the same connection; publishing goes on")
{
    const Service service(on_virtual_clock());
    TokenDesk desk(service);
    auto options = token_device(service, desk, "phone");
    options.keep_alive = seconds(120);
    Device phone(std::move(options));
    phone.connect();
    for (int hour = 1; hour <= 3; ++hour) {
        const auto before = tokens_of(service, phone.id());
        REQUIRE(before.size() == 1);
        for (int minute = 0; minute < 56; minute += 2) { // within the keep-alive
            REQUIRE(service->advance(minutes(2)));
            CHECK(phone.publish(message("m")));
        }
        REQUIRE(eventually([&] {
            const auto now = tokens_of(service, phone.id());
            return now.size() == 1 && now[0].second > before[0].second;
        }));
    }
    CHECK(phone->statistics().connects == 1);
    CHECK(phone->statistics().publishes_failed == 0);
    const auto asked = desk.requests.all();
    REQUIRE(asked.size() == 4);
    CHECK(asked[1].reason == TokenReason::renewal);
    CHECK(desk.last_token() != "");
}

TEST_CASE("a token that expires because none can be had is replaced as soon as one can, and what was published waits")
{
    const Service service(on_virtual_clock());
    TokenDesk desk(service);
    Device phone(token_device(service, desk, "phone"));
    phone.connect();
    desk.fail_next(1000000);
    for (int minute = 0; minute < 60; minute += 2) {
        REQUIRE(service->advance(minutes(2)));
        if (minute < 56) CHECK(phone.publish(message("before")));
    }
    REQUIRE(was_told(phone, Errc::token_expired));
    REQUIRE(phone.wait_for_state(ConnectionState::awaiting_token));
    REQUIRE(phone.publish_async(message("meanwhile")));
    REQUIRE(phone.states.wait_until_any([](const ConnectionStatus &status) {
        return status.state == ConnectionState::awaiting_token && status.token_error &&
               status.token_error->code == Errc::http_unreachable;
    }));
    desk.fail_next(0);
    REQUIRE(phone.published.wait_for(1));
    CHECK(phone.published.all()[0].result.has_value());
}

TEST_CASE("a revoked token is replaced at once")
{
    const Service service;
    TokenDesk desk(service);
    Device phone(token_device(service, desk, "phone"));
    phone.connect();
    const std::string revoked = desk.last_token();
    REQUIRE(service->revoke_token(revoked));
    REQUIRE(was_told(phone, Errc::token_revoked));
    CHECK(phone.publish(message("m")));
    const auto asked = desk.requests.all();
    REQUIRE(asked.size() == 2);
    CHECK(asked[1].reason == TokenReason::rejected);
    CHECK(asked[1].notice_code == 3);
    CHECK(asked[1].instead_of == token_fingerprint(Secret(std::string(revoked))));
}

TEST_CASE("each way in which a token can be no good is told by its own error, and the next token is used")
{
    broker::Config config = broker::Config::ready_made();
    broker::AccountConfig stranger;
    stranger.account_id = "42";
    stranger.access_key = "AK_STRANGER";
    stranger.secret_key = "SK_stranger";
    config.accounts.push_back(stranger);
    const Service service(config);
    broker::TokenOrder order;
    order.resources = {"TopicA/#"};
    order.expire_ms = service->now_ms() + 3600000;
    std::string tampered = service->issue_token(order).value();
    tampered.back() = tampered.back() == 'A' ? 'B' : 'A';
    order.access_key = "AK_STRANGER";
    const std::string foreign = service->issue_token(order).value();
    order.access_key.clear();
    order.expire_ms = service->now_ms() - 1;
    const std::string expired = service->issue_token(order).value();
    order.expire_ms = service->now_ms() + 3600000;
    order.actions = "R";
    const std::string other_type = service->issue_token(order).value();

    const std::pair<std::string, Errc> cases[] = {{"no token at all", Errc::token_forged},
                                                  {tampered, Errc::token_signature},
                                                  {expired, Errc::token_expired},
                                                  {foreign, Errc::token_account},
                                                  {other_type, Errc::token_type}};
    for (const auto &row : cases) {
        const auto &text = row.first;
        const auto &error = row.second;
        CAPTURE(static_cast<int>(error));
        TokenDesk desk(service);
        desk.answer_next(text);
        Device phone(token_device(service, desk, "phone"));
        phone.connect();
        CHECK(was_told(phone, error));
        CHECK(phone.publish(message("m")));
        CHECK(desk.requests.size() == 2);
    }
}

TEST_CASE("a publish beyond the token's resources waits for wider rights, which the provider is asked for")
{
    const Service service;
    TokenDesk desk(service);
    desk.cover({"TopicA/#"});
    Device phone(token_device(service, desk, "phone"));
    phone.connect();
    desk.cover({"TopicA/#", "TopicB/#"});
    CHECK(phone.publish(message("m", QoS::at_least_once, "TopicB/x")));
    CHECK(was_told(phone, Errc::token_resource));
    CHECK(desk.requests.all().at(1).reason == TokenReason::wider_rights);
    CHECK(desk.requests.all().at(1).notice_code == 4);
}

TEST_CASE("a filter beyond the token's resources is given up, and the others stay")
{
    const Service service;
    TokenDesk desk(service);
    desk.cover({"TopicA/#"});
    Device phone(token_device(service, desk, "phone"));
    phone.connect().subscribe({{"TopicA/notice/", QoS::at_least_once}});
    const auto outcomes = phone->subscribe_and_wait({{"TopicB/x", QoS::at_least_once}}, patience);
    REQUIRE(outcomes);
    CHECK(outcomes->at(0).granted.error().code == Errc::subscribe_failed);
    REQUIRE(eventually([&] { return phone->status().state == ConnectionState::ready; }));
    CHECK(phone.publish(message("still here")));
    CHECK(phone.messages.wait_for(1));
}

TEST_CASE("an upload whose acknowledgement is lost is repeated on a new connection")
{
    const Service service;
    TokenDesk desk(service);
    service->add_fault(rule("PUBACK", broker::FaultAction::drop));
    auto options = token_device(service, desk, "phone");
    options.ack_timeout = milliseconds(200) * slowness;
    Device phone(std::move(options));
    phone.connect();
    CHECK(phone->statistics().connects == 2);
    CHECK(desk.requests.size() == 1);
    CHECK(phone.publish(message("m")));
}

TEST_CASE("nothing but the upload goes out before it is acknowledged")
{
    const Service service;
    TokenDesk desk(service);
    broker::FaultRule slow = rule("PUBACK", broker::FaultAction::delay);
    slow.ms = 150;
    service->add_fault(slow);
    auto options = token_device(service, desk, "phone");
    options.ordered = true;
    Device phone(std::move(options));
    REQUIRE(phone->subscribe({{"TopicA/notice/", QoS::at_least_once}}));
    REQUIRE(phone.publish_async(message("m")));
    phone.connect();
    REQUIRE(phone.published.wait_for(1));
    CHECK(phone.published.all()[0].result.has_value());
    // The broker would have answered anything else with a notice and a close.
    CHECK(phone->statistics().connects == 1);
    CHECK(service->statistics().tokens_refused.empty());
}
