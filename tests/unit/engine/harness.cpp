#include "harness.hpp"
#include <doctest/doctest.h>

#include <algorithm>

namespace engine_test
{

using lmq::broker::codec::ByteSpan;

std::string number16(unsigned value)
{
    return {static_cast<char>(value >> 8U & 0xFFU), static_cast<char>(value & 0xFFU)};
}

std::string text16(std::string_view text)
{
    return number16(static_cast<unsigned>(text.size())).append(text);
}

std::string packet(unsigned first_byte, std::string_view body)
{
    std::string bytes(1, static_cast<char>(first_byte));
    std::size_t length = body.size();
    do {
        const std::size_t low = length % 128;
        length /= 128;
        bytes += static_cast<char>(low | (length > 0 ? 128U : 0U));
    } while (length > 0);
    return bytes.append(body);
}

std::string connect_packet(const ConnectOptions &options)
{
    unsigned flags = options.clean ? 2U : 0U;
    std::string rest = text16(options.client_id);
    if (!options.will_topic.empty()) {
        flags |= 4U | options.will_qos << 3U | (options.will_retain ? 32U : 0U);
        rest += text16(options.will_topic) + text16(options.will_payload);
    }
    if (options.user) {
        flags |= 128U;
        rest += text16(*options.user);
    }
    if (options.password) {
        flags |= 64U;
        rest += text16(*options.password);
    }
    std::string body = text16(options.protocol);
    body += static_cast<char>(options.level);
    body += static_cast<char>(flags);
    return packet(0x10, body + number16(options.keep_alive_s) + rest);
}

std::string publish_packet(std::string_view topic, std::string_view payload, unsigned qos, unsigned id,
                           unsigned other_flags)
{
    std::string body = text16(topic);
    if (qos > 0) body += number16(id);
    return packet(0x30U | qos << 1U | other_flags, body.append(payload));
}

std::string subscribe_packet(unsigned id, const std::vector<std::pair<std::string, unsigned>> &filters)
{
    std::string body = number16(id);
    for (const auto &[filter, qos] : filters)
        body += text16(filter) + static_cast<char>(qos);
    return packet(0x82, body);
}

std::string unsubscribe_packet(unsigned id, const std::vector<std::string> &filters)
{
    std::string body = number16(id);
    for (const std::string &filter : filters)
        body += text16(filter);
    return packet(0xA2, body);
}

ConnectOptions device(const std::string &name, bool clean)
{
    ConnectOptions options;
    options.client_id = "GID_AAA@@@" + name;
    options.clean = clean;
    return options;
}

Config at_once()
{
    Config config = Config::ready_made();
    config.policy.offline_start = lmq::broker::OfflineStart::immediate;
    return config;
}

Broker::Broker(const Config &config, lmq::broker::store::Store *store, std::int64_t start_ms)
    : clock_(start_ms), engine_(config, clock_, store)
{
    REQUIRE(engine_.recover());
}

void Broker::advance(std::int64_t ms)
{
    const std::int64_t until = clock_.now_ms() + ms;
    for (auto due = engine_.next_due_ms(); due && *due <= until; due = engine_.next_due_ms()) {
        clock_.set(std::max(clock_.now_ms(), *due));
        engine_.run_due();
        engine_.commit();
    }
    clock_.set(until);
    engine_.run_due();
    engine_.commit();
}

Client::Client(Broker &broker) : broker_(broker), id_(broker.engine().open("/127.0.0.1:40000")) {}

Client::~Client()
{
    drop();
}

void Client::drop()
{
    if (open_) broker_.engine().closed(id_);
    open_ = false;
    broker_.engine().commit();
}

void Client::send(std::string_view bytes)
{
    left_over_ += bytes;
    if (closed()) return;
    // A copy of its exact size, so that a sanitizer sees a read behind its end.
    const std::vector<std::uint8_t> exact(left_over_.begin(), left_over_.end());
    const std::size_t used = broker_.engine().receive(id_, ByteSpan(exact.data(), exact.size()));
    left_over_.erase(0, used);
    broker_.engine().commit();
}

bool Client::closed() const
{
    return !open_ || broker_.engine().close_mode(id_) != CloseMode::open;
}

std::string Client::take_bytes()
{
    std::string bytes;
    if (!open_) return bytes;
    auto &out = broker_.engine().out(id_);
    while (!out.empty()) {
        ByteSpan segments[4];
        const std::size_t count = out.gather(segments, 4);
        std::size_t size = 0;
        for (std::size_t i = 0; i < count; ++i) {
            bytes.append(segments[i].text());
            size += segments[i].size;
        }
        out.consume(size);
        broker_.engine().drained(id_);
    }
    return bytes;
}

std::vector<Received> Client::take()
{
    const std::string bytes = take_bytes();
    std::vector<Received> all;
    for (std::size_t at = 0; at < bytes.size();) {
        Received received;
        const auto first = static_cast<unsigned char>(bytes[at++]);
        std::size_t length = 0;
        for (unsigned shift = 0; at < bytes.size(); shift += 7) {
            const auto byte = static_cast<unsigned char>(bytes[at++]);
            length |= static_cast<std::size_t>(byte & 127U) << shift;
            if (byte < 128) break;
        }
        if (length > bytes.size() - at) {
            all.emplace_back();
            return all;
        }
        received.type = first >> 4U;
        received.flags = first & 15U;
        received.body = bytes.substr(at, length);
        at += length;
        const auto byte = [&](std::size_t i) {
            return static_cast<unsigned>(static_cast<unsigned char>(received.body.at(i)));
        };
        if (received.type == 3) {
            const std::size_t size = byte(0) << 8U | byte(1);
            received.topic = received.body.substr(2, size);
            std::size_t behind = 2 + size;
            if (received.qos() > 0) {
                received.id = byte(behind) << 8U | byte(behind + 1);
                behind += 2;
            }
            received.payload = received.body.substr(behind);
        } else if (received.type >= 4 && received.type <= 11) {
            received.id = byte(0) << 8U | byte(1);
        }
        all.push_back(std::move(received));
    }
    return all;
}

Received Client::take_one()
{
    const std::vector<Received> all = take();
    return all.size() == 1 ? all.front() : Received();
}

unsigned Client::connect(const ConnectOptions &options)
{
    send(connect_packet(options));
    // Only the CONNACK: what follows it is the test's.
    auto &out = broker_.engine().out(id_);
    if (out.size() < 4) return 255;
    ByteSpan first[1];
    out.gather(first, 1);
    const std::string bytes(first[0].text().substr(0, 4));
    if (bytes[0] != 0x20 || bytes[1] != 2) return 255;
    out.consume(4);
    session_present_ = bytes[2] == 1;
    return static_cast<unsigned char>(bytes[3]);
}

unsigned Client::subscribe(const std::string &filter, unsigned qos)
{
    send(subscribe_packet(99, {{filter, qos}}));
    const std::vector<Received> answers = take();
    if (answers.empty() || answers[0].type != 9 || answers[0].body.size() != 3) return 255;
    return static_cast<unsigned char>(answers[0].body[2]);
}

} // namespace engine_test
