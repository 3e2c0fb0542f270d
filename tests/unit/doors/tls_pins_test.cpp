#include "door_fixture.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

const std::string nobodys = std::string(64, '0');

std::string to_hex(const std::string &base64)
{
    static const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bits;
    for (const char c : base64)
        for (int bit = 5; c != '=' && bit >= 0; --bit)
            bits.push_back((alphabet.find(c) >> bit & 1) != 0 ? '1' : '0');
    std::string hex;
    for (std::size_t i = 0; i + 4 <= bits.size() && hex.size() < 64; i += 4)
        hex.push_back("0123456789ABCDEF"[std::stoul(bits.substr(i, 4), nullptr, 2)]);
    return hex;
}

ClientOptions pinning(const DoorServer &server, const ThrowawayCa &ca, std::vector<std::string> pins)
{
    ClientOptions options = door_options(server.uri("ssl"), &ca);
    options.tls.pins = std::move(pins);
    return options;
}

} // namespace

TEST_CASE("a pinned key of the server or of its CA lets the client in, however it is written")
{
    const ThrowawayCa ca;
    const auto papers = ca.certify({{"localhost"}});
    const DoorServer server(ca.server(papers, {}));
    CHECK(ok(connect_once(pinning(server, ca, {papers.pin}))));
    CHECK(ok(connect_once(pinning(server, ca, {"sha256/" + papers.pin}))));
    CHECK(ok(connect_once(pinning(server, ca, {to_hex(papers.pin)}))));
    CHECK(ok(connect_once(pinning(server, ca, {nobodys, papers.pin}))));
    CHECK(ok(connect_once(pinning(server, ca, {ca.pin()}))));
}

TEST_CASE(
    "a server without a pinned key gets no credential, nor the end of the handshake, though its certificate is good")
{
    const ThrowawayCa ca;
    const DoorServer server(ca.server("localhost"));
    expect_failure(pinning(server, ca, {nobodys}), Errc::tls_pin_mismatch, {"tls.pins", "CN = localhost"});
    CHECK(server.connections() >= 1);
    CHECK(server.shaken() == 0);
    CHECK(server.sign_ins() == 0);
}

TEST_CASE("a pin is no way around the certificate")
{
    const ThrowawayCa ca;
    const ThrowawayCa other;
    const auto papers = ca.certify({{"localhost"}});
    const DoorServer server(ca.server(papers, {}));
    expect_failure(pinning(server, other, {papers.pin}), Errc::tls_unknown_ca, {});
    CHECK(server.shaken() == 0);
}

TEST_CASE("without verification a pin still holds, and only the server's own key counts")
{
    const ThrowawayCa ca;
    const auto papers = ca.certify({{"other.example"}});
    ThrowawayCa::Rules rules;
    rules.shows_ca = true; // as an attacker would, with somebody's CA
    const DoorServer server(ca.server(papers, rules));
    ClientOptions options = pinning(server, ca, {papers.pin});
    options.tls.ca_file.clear();
    options.tls.danger_accept_any_certificate = true;
    CHECK(ok(connect_once(options)));
    options.tls.pins = {ca.pin()};
    const unsigned before = server.shaken();
    expect_failure(options, Errc::tls_pin_mismatch, {"tls.pins"});
    CHECK(server.shaken() == before);
}
