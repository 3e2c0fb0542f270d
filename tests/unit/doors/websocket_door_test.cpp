// How a WebSocket connection comes about, or fails, against servers that a test tells what to say.
#include <openssl/evp.h>
#include <openssl/sha.h>

#include "door_fixture.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

// RFC 6455's answer to a key.
std::string accept_of(const std::string &key)
{
    const std::string text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    unsigned char hash[SHA_DIGEST_LENGTH];
    SHA1(reinterpret_cast<const unsigned char *>(text.data()), text.size(), hash);
    unsigned char base64[32];
    EVP_EncodeBlock(base64, hash, sizeof hash);
    return reinterpret_cast<const char *>(base64);
}

std::string agreed(const HttpAsked &request, const std::string &more = "Sec-WebSocket-Protocol: mqtt\r\n")
{
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
           accept_of(request.header("Sec-WebSocket-Key")) + "\r\n" + more + "\r\n";
}

/// Answers the first request of each connection with `answer`, then waits.
ScriptedHttpServer::Script saying(std::function<std::string(const HttpAsked &)> answer)
{
    return [answer = std::move(answer)](HttpPeer &peer, unsigned) {
        HttpAsked request;
        if (peer.read(request)) peer.write(answer(request));
        peer.wait_for_close();
    };
}

std::string uri_of(const ScriptedHttpServer &server, const std::string &path = "", const std::string &scheme = "ws")
{
    return scheme + "://localhost:" + std::to_string(server.port()) + path;
}

const std::string connack = std::string("\x82\x04\x20\x02\x00\x00", 6);

} // namespace

TEST_CASE("the upgrade asks for the URI's path, or /mqtt, with the host that the user wrote and no browser's Origin")
{
    Recorder<HttpAsked> seen;
    const ScriptedHttpServer server(saying([&](const HttpAsked &request) {
        seen.add(request);
        return agreed(request) + connack;
    }));
    for (const char *path : {"", "/", "/deep/path?with=query:1@x"})
        CHECK(ok(connect_once(door_options(uri_of(server, path), nullptr))));
    const auto requests = seen.values();
    REQUIRE(requests.size() == 3);
    CHECK(requests[0].target == "/mqtt");
    CHECK(requests[1].target == "/mqtt");
    CHECK(requests[2].target == "/deep/path?with=query:1@x");
    CHECK(requests[0].method == "GET");
    CHECK(requests[0].header("Host") == "localhost:" + std::to_string(server.port()));
    CHECK(requests[0].header("Sec-WebSocket-Protocol") == "mqtt");
    CHECK(requests[0].header("Origin").empty());
    CHECK(requests[0].header("Sec-WebSocket-Key") != requests[1].header("Sec-WebSocket-Key"));
}

TEST_CASE("a server may leave the sub-protocol out, and write its answer in pieces and fragments with pings between")
{
    const ScriptedHttpServer server([](HttpPeer &peer, unsigned) {
        HttpAsked request;
        if (!peer.read(request)) return;
        const std::string bytes =
            agreed(request, "") + std::string("\x02\x01\x20\x89\x00\x00\x01\x02\x80\x02\x00\x00", 12);
        for (const char byte : bytes)
            if (!peer.write(std::string(1, byte))) return;
        peer.wait_for_close();
    });
    CHECK(ok(connect_once(door_options(uri_of(server), nullptr))));
}

TEST_CASE("an answer that does not agree is an error that has its status")
{
    const auto fails = [](std::function<std::string(const HttpAsked &)> answer, Errc code,
                          std::initializer_list<std::string_view> names) {
        const ScriptedHttpServer server(saying(std::move(answer)));
        expect_failure(door_options(uri_of(server, "/x"), nullptr), code, names);
    };
    fails([](const HttpAsked &) { return http_answer(404, "gone"); }, Errc::websocket_refused, {"/x", "404 as told"});
    fails([](const HttpAsked &) { return http_answer(301, "", "Location: /y\r\n"); }, Errc::websocket_refused, {"301"});
    fails([](const HttpAsked &) { return http_answer(200, "hello"); }, Errc::websocket_refused, {"200"});
    fails([](const HttpAsked &) { return std::string("SSH-2.0-Open\r\n"); }, Errc::websocket_refused, {"not HTTP/1.1"});
    fails([](const HttpAsked &r) { return agreed(r, "Sec-WebSocket-Protocol: stomp\r\n"); }, Errc::websocket_refused,
          {"stomp"});
    fails([](const HttpAsked &r) { return agreed(r, "Sec-WebSocket-Extensions: permessage-deflate\r\n"); },
          Errc::websocket_refused, {"extension"});
    fails(
        [](const HttpAsked &) {
            return std::string("HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                               "Sec-WebSocket-Accept: AAAA\r\n\r\n");
        },
        Errc::websocket_refused, {"does not belong"});
    fails([](const HttpAsked &r) { return agreed(r) + "\x81\x02hi"; }, Errc::websocket_broken, {"text frame"});
    fails([](const HttpAsked &r) { return agreed(r) + std::string("\x88\x02\x03\xF0", 4); }, Errc::network_unreachable,
          {"closed with status 1008"});

    const ScriptedHttpServer closes([](HttpPeer &peer, unsigned) {
        std::string bytes;
        peer.read_bytes(1, bytes);
    });
    expect_failure(door_options(uri_of(closes), nullptr), Errc::websocket_refused, {"closed"});
    const ScriptedHttpServer silent([](HttpPeer &peer, unsigned) { peer.wait_for_close(); });
    ClientOptions patient = door_options(uri_of(silent), nullptr);
    patient.connect_timeout = 300ms;
    expect_failure(patient, Errc::connect_timeout, {"the WebSocket handshake"});
}

TEST_CASE("ws:// at a port that speaks TLS is told as that")
{
    const ScriptedHttpServer alerts([](HttpPeer &peer, unsigned) {
        std::string bytes;
        if (peer.read_bytes(5, bytes)) peer.write(std::string("\x15\x03\x01\x00\x02\x02\x46", 7));
        peer.wait_for_close();
    });
    expect_failure(door_options(uri_of(alerts), nullptr), Errc::tls_expected, {"TLS alert"});
    // OpenSSL recognises HTTP and says nothing at all.
    const ThrowawayCa ca;
    const DoorServer server(ca.server("localhost"));
    expect_failure(door_options(server.uri("ws"), nullptr), Errc::websocket_refused, {"closed", "wss://"});
}

TEST_CASE("wss:// verifies as ssl:// does, and asks for nothing before")
{
    const ThrowawayCa ca;
    Recorder<HttpAsked> seen;
    const ScriptedHttpServer server(saying([&](const HttpAsked &request) {
                                        seen.add(request);
                                        return agreed(request) + connack;
                                    }),
                                    ca.server("localhost"));
    CHECK(ok(connect_once(door_options(uri_of(server, "/p", "wss"), &ca))));
    REQUIRE(seen.values().size() == 1);
    CHECK(seen.values().front().target == "/p");
    const ThrowawayCa other;
    expect_failure(door_options(uri_of(server, "/p", "wss"), &other), Errc::tls_unknown_ca, {});
    ClientOptions pinned = door_options(uri_of(server, "/p", "wss"), &ca);
    pinned.tls.pins = {std::string(64, '0')};
    expect_failure(pinned, Errc::tls_pin_mismatch, {});
    CHECK(seen.values().size() == 1);
}

TEST_CASE("a connection that ends in the middle of a frame does not spoil the next one, nor another client's")
{
    std::atomic<unsigned> cut{0};
    Gate ready;
    const ScriptedHttpServer server([&](HttpPeer &peer, unsigned number) {
        HttpAsked request;
        if (!peer.read(request)) return;
        peer.write(agreed(request) + connack);
        if (number == 0) {
            ready.wait();
            // The first 8 bytes of a frame of 100: a publish, as far as it goes.
            peer.write(std::string("\x82\x64\x30\x62\x00\x01", 6) + "a!");
            ++cut;
            peer.reset();
            return;
        }
        peer.wait_for_close();
    });
    Recorder<ConnectionStatus> states;
    Client client = make_client(door_options(uri_of(server), nullptr));
    client.on_state([&](const ConnectionStatus &status) {
        states.add(status);
        if (status.state == ConnectionState::ready) ready.open();
    });
    REQUIRE(ok(client.start()));
    REQUIRE(states.wait([](const auto &all) {
        return std::count_if(all.begin(), all.end(),
                             [](const auto &status) { return status.state == ConnectionState::ready; }) >= 2;
    }));
    CHECK(cut == 1);
    CHECK(ok(connect_once(door_options(uri_of(server), nullptr))));
}

TEST_CASE("what a client says is in masked binary frames, and it says goodbye")
{
    Recorder<std::string> said;
    const ScriptedHttpServer server([&](HttpPeer &peer, unsigned) {
        HttpAsked request;
        if (!peer.read(request)) return;
        peer.write(agreed(request) + connack);
        std::string all;
        std::string byte;
        while (peer.read_bytes(1, byte))
            all += byte;
        said.add(all);
    });
    REQUIRE(ok(connect_once(door_options(uri_of(server), nullptr))));
    REQUIRE(said.wait_for_count(1));
    const std::string all = said.values().front();
    CHECK(all.find("hush-hush") == std::string::npos); // masked
    std::string mqtt;
    std::string closing;
    for (std::size_t at = 0; at + 6 <= all.size();) {
        const auto first = static_cast<unsigned char>(all[at]);
        const auto second = static_cast<unsigned char>(all[at + 1]);
        REQUIRE((second & 0x80U) != 0);
        const std::size_t size = second & 0x7FU;
        REQUIRE(size <= 125); // what is said here is short
        REQUIRE((first == 0x82 || first == 0x88));
        for (std::size_t i = 0; i < size; ++i)
            (first == 0x82 ? mqtt : closing).push_back(static_cast<char>(all.at(at + 6 + i) ^ all[at + 2 + i % 4]));
        at += 6 + size;
    }
    CHECK(mqtt.substr(0, 1) == "\x10");
    CHECK(mqtt.find("hush-hush") != std::string::npos);
    CHECK(mqtt.substr(mqtt.size() - 2) == std::string("\xE0\x00", 2));
    CHECK(closing == "\x03\xE8");
}
