#include "simulation/world.hpp"

#include <algorithm>
#include <charconv>

#include "support/raw_packet.hpp"

namespace simulation
{

using lmq::broker::codec::ByteSpan;
using lmq::broker::engine::CloseMode;
using lmq::broker::engine::Engine;

World::World(const lmq::broker::Config &config, std::size_t clients, lmq::broker::store::Store *store)
    : unacknowledged(clients), config_(config), clock_(1546272000003), ends_(clients)
{
    restart(store);
}

void World::restart(lmq::broker::store::Store *store)
{
    for (Client client = 0; client < ends_.size(); ++client) {
        ends_[client].open = false;
        unacknowledged[client].clear();
    }
    owners_.clear();
    engine_ = std::make_unique<Engine>(config_, clock_, store);
    if (const auto recovered = engine_->recover(); !recovered) complaint_ = recovered.error().detail;
    turn();
}

void World::send(Client client, const lmq::test::Packet &packet)
{
    const std::string &bytes = packet.bytes;
    const std::size_t used = engine_->receive(ends_[client].connection, ByteSpan(std::string_view(bytes)));
    if (used != bytes.size()) complaint_ = "the engine left bytes over";
    turn();
}

// What the network layer does.
void World::turn()
{
    const auto due = engine_->next_due_ms();
    if (due && *due <= clock_.now_ms()) engine_->run_due();
    if (!engine_->commit()) complaint_ = "a commit failed";
    for (auto dirty = engine_->take_dirty(); !dirty.empty(); dirty = engine_->take_dirty()) {
        for (const auto connection : dirty) {
            const Client client = owners_[connection];
            auto &out = engine_->out(connection);
            std::string bytes;
            while (!out.empty()) {
                ByteSpan segments[16];
                const std::size_t count = out.gather(segments, 16);
                std::size_t size = 0;
                for (std::size_t i = 0; i < count; ++i) {
                    bytes.append(segments[i].text());
                    size += segments[i].size;
                }
                out.consume(size);
            }
            if (ends_[client].open && ends_[client].connection == connection) read(client, bytes);
            if (engine_->close_mode(connection) == CloseMode::open) continue;
            if (ends_[client].open && ends_[client].connection == connection) complaint_ = "a connection was closed";
            engine_->closed(connection);
        }
    }
}

void World::read(Client client, std::string_view bytes)
{
    while (!bytes.empty()) {
        std::size_t at = 1, length = 0;
        for (unsigned shift = 0;; shift += 7) {
            const auto byte = static_cast<unsigned char>(bytes[at++]);
            length |= static_cast<std::size_t>(byte & 127U) << shift;
            if (byte < 128) break;
        }
        const auto first = static_cast<unsigned char>(bytes[0]);
        const std::string_view body = bytes.substr(at, length);
        bytes.remove_prefix(at + length);
        const auto number16 = [&](std::size_t i) {
            return static_cast<unsigned>(static_cast<unsigned char>(body[i]) * 256U +
                                         static_cast<unsigned char>(body[i + 1]));
        };
        const unsigned type = first >> 4U;
        ++counted_[type];
        if (type == 2) session_present_ = body[0] == 1;
        if (type == 2 && body[1] != 0) complaint_ = "CONNECT was refused";
        if (type != 3) continue;
        Delivery delivery;
        delivery.client = client;
        delivery.qos = first >> 1U & 3U;
        delivery.dup = (first & 8U) != 0;
        const std::size_t topic = number16(0);
        const std::size_t payload = 2 + topic + (delivery.qos > 0 ? 2 : 0);
        std::from_chars(body.data() + payload, body.data() + body.size(), delivery.number);
        deliveries_.push_back(delivery);
        if (delivery.qos == 0) continue;
        const unsigned packet_id = number16(2 + topic);
        auto &pending = unacknowledged[client];
        const auto known = std::find_if(pending.begin(), pending.end(),
                                        [&](const Pending &each) { return each.number == delivery.number; });
        if (known == pending.end())
            pending.push_back({client, delivery.number, packet_id, delivery.qos});
        else if (!delivery.dup || known->packet_id != packet_id)
            complaint_ =
                "message " + std::to_string(delivery.number) + " came twice on one connection to " + id(client);
    }
}

void World::expect(unsigned type, unsigned count)
{
    if (counted_[type] != count)
        complaint_ = "packets of type " + std::to_string(type) + ": " + std::to_string(counted_[type]);
    counted_[type] = 0;
}

bool World::connect(Client client, bool clean)
{
    End &end = ends_[client];
    if (end.open) { // its connection will be closed without a word
        unacknowledged[client].clear();
        end.open = false;
    }
    end.connection = engine_->open("/127.0.0.1:1");
    end.open = true;
    end.next_id = 1;
    if (end.connection >= owners_.size()) owners_.resize(end.connection + 1);
    owners_[end.connection] = client;
    lmq::test::ConnectFields fields;
    fields.client_id = id(client);
    fields.clean = clean;
    fields.keep_alive = 0;
    send(client, lmq::test::connect(fields));
    expect(2, 1);
    return session_present_;
}

void World::drop(Client client, bool with_disconnect)
{
    End &end = ends_[client];
    end.open = false;
    unacknowledged[client].clear();
    if (with_disconnect) return send(client, lmq::test::disconnect());
    engine_->closed(end.connection);
    turn();
}

void World::subscribe(Client client, const std::string &filter, unsigned qos)
{
    send(client, lmq::test::subscribe(1, {{filter, qos}}));
    expect(9, 1);
}

void World::unsubscribe(Client client, const std::string &filter)
{
    send(client, lmq::test::unsubscribe(1, {filter}));
    expect(11, 1);
}

void World::publish(Client client, const std::string &topic, Number number, unsigned qos)
{
    const unsigned packet_id = 1 + static_cast<unsigned>(ends_[client].next_id++ % 65535);
    send(client, lmq::test::publish(topic, std::to_string(number), qos, qos == 0 ? 0 : packet_id));
    if (qos == 1) expect(4, 1);
    if (qos != 2) return;
    expect(5, 1);
    send(client, lmq::test::pubrel(packet_id));
    expect(7, 1);
}

void World::acknowledge(Client client, unsigned packet_id, unsigned qos)
{
    if (qos == 1) return send(client, lmq::test::puback(packet_id));
    send(client, lmq::test::pubrec(packet_id));
    expect(6, 1);
    send(client, lmq::test::pubcomp(packet_id));
}

void World::pull(Client client, std::size_t most, bool ascending)
{
    send(client, lmq::test::publish("$SYS/getOfflineMsg",
                                    "{\"maxPushNum\":" + std::to_string(most) + ",\"pushOrder\":\"" +
                                        (ascending ? "ASC" : "DESC") + "\"}",
                                    1, 1));
    expect(4, 1);
}

void World::advance(Time by)
{
    const Time until = now() + by;
    for (auto due = engine_->next_due_ms(); due && *due <= until; due = engine_->next_due_ms()) {
        clock_.set(std::max(now(), *due));
        turn();
    }
    clock_.set(until);
    turn();
}

std::vector<Delivery> World::take_deliveries()
{
    return std::exchange(deliveries_, {});
}

} // namespace simulation
