#include <atomic>

#include "device.hpp"
#include "stage.hpp"

using namespace std::chrono_literals;

void live_on_tokens(const Stage &stage)
{
    stage.report.chapter("Token mode");
    // Stands for the app server: it knows the keys, the device does not. See examples/app_server for a real one.
    std::atomic<int> handed_out{0};
    std::string last;
    lmq::Tokens tokens;
    tokens.needs = {{lmq::TokenType::read_write, {"TopicA/phone/#"}}};
    tokens.provider = [&](const lmq::TokenRequest &request, const lmq::TokenAnswer &answer) {
        lmq::broker::TokenOrder order;
        order.resources = request.need.resources;
        order.expire_ms = stage.broker.now_ms() + 3600000;
        const auto issued = stage.broker.issue_token(order);
        if (!issued) return answer(tl::unexpected<lmq::TokenFailure>({issued.error(), {}}));
        ++handed_out;
        last = *issued;
        lmq::Token token;
        token.text = lmq::Secret(*issued);
        token.expire_time_ms = order.expire_ms;
        token.valid_for = 1h;
        answer(token);
    };
    auto options = stage.device("phone");
    options.credentials = tokens;
    Device phone(std::move(options));
    stage.report.step("a device without any key asks for a token, uploads it, and is ready",
                      phone.client().connect(10s));
    const auto session = stage.broker.session(phone.id());
    stage.report.step("the broker holds its token", session && session->tokens.size() == 1 && handed_out == 1);
    const auto done = phone.client().publish_and_wait({"TopicA/phone/state/", "awake"}, 10s);
    stage.report.step("it publishes with it", done);
    const auto beyond = phone.client().publish({"TopicB/other/", "not mine"});
    stage.report.step("what the token does not cover is refused before anything is sent",
                      !beyond && beyond.error().code == lmq::Errc::token_resource);
    stage.report.step("the token is revoked", stage.broker.revoke_token(last));
    const auto again = phone.client().publish_and_wait({"TopicA/phone/state/", "still awake"}, 10s);
    stage.report.step("the device gets another one and goes on", again && handed_out == 2);
    stage.report.step("it signs off", phone.client().close(5s));
}
