#include "door_fixture.hpp"

namespace lmq::test
{

bool serve_mqtt(HttpPeer &peer)
{
    std::string bytes;
    bool came = false;
    while (peer.read_bytes(1, bytes)) {
        came = true;
        const auto type = static_cast<unsigned>(static_cast<unsigned char>(bytes[0])) >> 4;
        std::size_t length = 0;
        for (unsigned shift = 0; peer.read_bytes(1, bytes); shift += 7) {
            length |= static_cast<std::size_t>(bytes[0] & 0x7F) << shift;
            if ((bytes[0] & 0x80) == 0) break;
        }
        if (!peer.read_bytes(length, bytes)) break;
        constexpr unsigned connect = 1;
        constexpr unsigned publish = 3;
        if (type == connect) peer.write(std::string("\x20\x02\x00\x00", 4));
        if (type == publish) {
            const std::size_t topic = static_cast<std::size_t>(static_cast<unsigned char>(bytes[0])) << 8 |
                                      static_cast<unsigned char>(bytes[1]);
            peer.write("\x40\x02" + bytes.substr(2 + topic, 2));
        }
    }
    return came;
}

DoorServer::DoorServer(ScriptedHttpServer::MakeTls tls)
    : server_(
          [this](HttpPeer &peer, unsigned) {
              ++shaken_;
              if (serve_mqtt(peer)) ++sign_ins_;
          },
          std::move(tls))
{
}

std::string DoorServer::uri(const std::string &scheme, const std::string &host) const
{
    return scheme + "://" + host + ":" + std::to_string(port());
}

ClientOptions door_options(const std::string &uri, const ThrowawayCa *ca)
{
    ClientOptions options = standard_options(uri);
    options.credentials = ReadyPassword{"user", Secret("hush-hush")};
    options.back_off.min = 500ms;
    options.back_off.max = 500ms;
    if (ca != nullptr) options.tls.ca_file = ca->file();
    return options;
}

Error first_error(ClientOptions options)
{
    Recorder<ConnectionStatus> states;
    Client client = make_client(std::move(options));
    client.on_state([&](const ConnectionStatus &status) { states.add(status); });
    REQUIRE(ok(client.start()));
    Error error{Errc::internal, "no error came"};
    states.wait([&](const std::vector<ConnectionStatus> &all) {
        for (const ConnectionStatus &status : all) {
            if (status.state == ConnectionState::ready) return true;
            if (!status.error) continue;
            error = *status.error;
            return true;
        }
        return false;
    });
    return error;
}

void expect_failure(const ClientOptions &options, Errc code, std::initializer_list<std::string_view> names)
{
    const Error error = first_error(options);
    CAPTURE(error.detail);
    CHECK(error_info(error.code).name == error_info(code).name);
    for (const std::string_view name : names) {
        CAPTURE(name);
        CHECK(error.detail.find(name) != std::string::npos);
    }
    CHECK(error.detail.find("hush-hush") == std::string::npos);
}

Result<void> connect_once(ClientOptions options)
{
    Client client = make_client(std::move(options));
    return client.connect(10s);
}

} // namespace lmq::test
