#ifndef LMQ_TESTS_DOORS_DOORS_HPP
#define LMQ_TESTS_DOORS_DOORS_HPP

#include "raw_fixture.hpp"
#include "support/channel.hpp"
#include "support/raw_websocket.hpp"

namespace lmq::test
{

/// The service with all of its doors open, on a virtual clock.
inline broker::Config open_doors()
{
    broker::Config config = service_config();
    config.tls = config.ws = config.wss = config.flash = config.http = "0";
    return config;
}

inline TlsWish trusting(const Service &service)
{
    TlsWish wish;
    wish.ca_file = service->ca_file();
    return wish;
}

/// The next packet of a stream that carries MQTT as it is.
class RawStream
{
public:
    explicit RawStream(Channel channel) : channel_(std::move(channel)) {}
    void send(const Packet &packet) { channel_.send(packet.bytes); }
    /// Packets of less than 128 bytes; closed() at the end.
    Packet next()
    {
        while (received_.size() < 2 || received_.size() < 2U + static_cast<unsigned char>(received_[1])) {
            const std::string more = channel_.read_some();
            if (more.empty()) return closed();
            received_ += more;
        }
        const std::size_t size = 2U + static_cast<unsigned char>(received_[1]);
        Packet packet{received_.substr(0, size), {}};
        received_.erase(0, size);
        return packet;
    }
    Packet ask(const Packet &packet)
    {
        send(packet);
        return next();
    }
    Channel &channel() { return channel_; }

private:
    Channel channel_;
    std::string received_;
};

inline RawStream over_tls(const Service &service)
{
    return RawStream(Channel(service->tls_address(), trusting(service)));
}

/// A WebSocket through which CONNECT was accepted.
inline RawWebSocket signed_in(const Service &service, const std::string &name)
{
    RawWebSocket socket{Channel(service->ws_address())};
    REQUIRE(socket.open().find("HTTP/1.1 101 ") == 0);
    ConnectFields fields;
    fields.client_id = dev(name);
    REQUIRE(socket.ask(connect(fields)) == connack(0));
    return socket;
}

} // namespace lmq::test

#endif
