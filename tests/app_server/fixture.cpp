#include "fixture.hpp"

#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace lmq::test
{

Caller::Caller(const std::string &address)
{
    const std::size_t colon = address.rfind(':');
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(std::stoul(address.substr(colon + 1))));
    inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr);
    const int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    peer_ = std::make_unique<HttpPeer>(made, nullptr);
    if (connect(made, reinterpret_cast<const sockaddr *>(&to), sizeof to) != 0)
        throw std::runtime_error("cannot connect to " + address);
}

Said Caller::read()
{
    Said said;
    // A status line has its number where a request line has its target.
    if (peer_->read(said.text)) said.status = std::atoi(said.text.target.c_str());
    return said;
}

bool Caller::is_closed()
{
    HttpAsked nothing;
    return !peer_->read(nothing) && peer_->wait_for_close();
}

std::string post(const std::string &body, const std::string &headers, const std::string &target)
{
    return "POST " + target + " HTTP/1.1\r\nHost: app\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

Stage::Stage(const Change &change)
{
    auth = std::make_unique<ScriptedHttpServer>([this](HttpPeer &peer, unsigned) { serve_auth(peer); });
    AppServerOptions options;
    options.listen = "127.0.0.1:0";
    options.auth.url = auth->url();
    options.auth.http.allow_plain_http = true;
    options.auth.access_key = "AK_TEST_0001";
    options.auth.secret_key = Secret("SK_test_secret_0001");
    options.auth.attempts = 1;
    options.auth.clock = [this] { return now.load(); };
    options.entitlements.devices = {{"BBB001", Secret("device-secret-1")}, {"BBB002", Secret("device-secret-2")}};
    options.entitlements.groups = {"GID_AAA"};
    options.entitlements.may_read = {"TopicA/notice/", "TopicA/{device}/+"};
    options.entitlements.may_write = {"TopicA/notice/", "TopicA/{device}/state"};
    if (change) change(options);
    server = std::make_unique<AppServer>(std::move(options));
    const auto started = server->start();
    if (!started) throw std::runtime_error(describe(started.error()));
}

void Stage::serve_auth(HttpPeer &peer)
{
    HttpAsked asked;
    while (peer.read(asked)) {
        const bool applies = asked.target == "/token/apply";
        const unsigned number = applies ? ++applied : ++revoked;
        if (auth_hangs) {
            peer.wait_for_close();
            return;
        }
        if (auth_fails) {
            peer.write(http_answer(200, R"({"success":false,"message":"internal","code":409})"));
        } else {
            peer.write(http_answer(200, applies ? R"({"success":true,"code":200,"tokenData":"token-)" +
                                                      std::to_string(number) + R"("})"
                                                : R"({"success":true,"code":200})"));
        }
    }
}

Said Stage::ask(const std::string &request)
{
    Caller caller(server->address());
    caller.send(request);
    return caller.read();
}

} // namespace lmq::test
