#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "net/connections.hpp"
#include "support/raw_packet.hpp"

using namespace lmq;
using namespace lmq::test;
using namespace lmq::broker;
using namespace lmq::broker::net;

// Nothing may be written that a packet brought about which came behind the last commit. Every write of these streams
// requires that.
namespace
{

/// What a test scripts of one connection, and what became of it.
struct Peer {
    std::deque<std::string> sends; ///< each is one read; then there is nothing to read
    bool ends = false;             ///< it ends its side instead
    std::size_t room = SIZE_MAX;   ///< bytes that it takes
    std::string got;
    bool closed = false;
    std::shared_ptr<StreamOwner> reader, writer; ///< wait for it
};

class Scene
{
public:
    explicit Scene(const Config &config = Config::plain())
        : engine_(config, clock_),
          connections_(engine_, loop_, config.limits, [this] { committed_ = engine_.statistics().packets_in; })
    {
    }
    ~Scene() { connections_.close_all(); }

    std::shared_ptr<Peer> open();
    /// Opens, sends CONNECT and what follows it, and lets a turn pass.
    std::shared_ptr<Peer> sign_in(const std::string &client_id, const Packet &then = {});
    /// The peer's bytes arrive; nothing is answered before the turn's end.
    void arrive(Peer &peer, const std::string &bytes);
    void end_turn() { connections_.service_dirty(); }
    void advance(std::int64_t ms)
    {
        clock_.set(clock_.now_ms() + ms);
        engine_.run_due();
    }
    bool all_committed() const { return committed_ == engine_.statistics().packets_in; }

private:
    engine::VirtualClock clock_{1546272000000};
    engine::Engine engine_;
    Loop loop_;
    std::uint64_t committed_ = 0; // packets
    Connections connections_;
};

class ScriptedStream final : public Stream
{
public:
    ScriptedStream(const Scene &scene, std::shared_ptr<Peer> peer) : scene_(scene), peer_(std::move(peer)) {}
    IoResult read(std::uint8_t *to, std::size_t /*size*/) override
    {
        if (peer_->sends.empty()) return {peer_->ends ? IoStatus::closed : IoStatus::would_block, 0};
        const std::string bytes = std::move(peer_->sends.front());
        peer_->sends.pop_front();
        std::copy(bytes.begin(), bytes.end(), to);
        return {IoStatus::done, bytes.size()};
    }
    IoResult write(const codec::ByteSpan *segments, std::size_t count) override
    {
        CHECK(scene_.all_committed());
        std::size_t written = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const std::string_view taken = segments[i].text().substr(0, peer_->room - written);
            peer_->got += taken;
            written += taken.size();
        }
        peer_->room -= written;
        return {written == 0 ? IoStatus::would_block : IoStatus::done, written};
    }
    void wait_readable(std::shared_ptr<StreamOwner> owner) override { peer_->reader = std::move(owner); }
    void wait_writable(std::shared_ptr<StreamOwner> owner) override { peer_->writer = std::move(owner); }
    void end_output() override {}
    void close() override
    {
        peer_->closed = true;
        peer_->reader.reset();
        peer_->writer.reset();
    }

private:
    const Scene &scene_;
    std::shared_ptr<Peer> peer_;
};

std::shared_ptr<Peer> Scene::open()
{
    const auto peer = std::make_shared<Peer>();
    connections_.open(std::make_unique<ScriptedStream>(*this, peer), "/peer");
    return peer;
}

void Scene::arrive(Peer &peer, const std::string &bytes)
{
    if (!bytes.empty()) peer.sends.push_back(bytes);
    const auto reader = std::exchange(peer.reader, nullptr);
    REQUIRE(reader);
    reader->readable();
}

std::shared_ptr<Peer> Scene::sign_in(const std::string &client_id, const Packet &then)
{
    const auto peer = open();
    ConnectFields fields;
    fields.client_id = client_id;
    fields.user.reset();
    arrive(*peer, (connect(fields) + then).bytes);
    end_turn();
    REQUIRE(peer->got.substr(0, 4) == connack(0).bytes);
    peer->got.clear();
    return peer;
}

std::string publish_bytes(unsigned id)
{
    return publish("topic", "payload", 1, id).bytes;
}

} // namespace

TEST_CASE("an acknowledgement is written behind the commit of its turn")
{
    Scene scene;
    const auto peer = scene.sign_in("publisher");
    scene.arrive(*peer, publish_bytes(1));
    CHECK(peer->got.empty());
    scene.end_turn();
    CHECK(peer->got == puback(1).bytes);
}

TEST_CASE("a peer that ends its side gets its last answers behind the commit too")
{
    Scene scene;
    const auto peer = scene.sign_in("publisher");
    peer->ends = true;
    scene.arrive(*peer, publish_bytes(1));
    scene.arrive(*peer, "");
    CHECK(peer->got.empty());
    CHECK_FALSE(peer->closed);
    scene.end_turn();
    CHECK(peer->got == puback(1).bytes);
    CHECK(peer->closed);
}

TEST_CASE("a socket that has room again is not written to before the turn's commit")
{
    Scene scene;
    const auto subscriber = scene.sign_in("subscriber", subscribe(1, {{"topic", 1}}));
    const auto publisher = scene.sign_in("publisher");
    subscriber->got.clear();
    subscriber->room = 0;
    scene.arrive(*publisher, publish_bytes(1));
    scene.end_turn();
    CHECK(subscriber->got.empty());
    REQUIRE(subscriber->writer);
    subscriber->room = SIZE_MAX;
    scene.arrive(*publisher, publish_bytes(2)); // in the turn in which there is room
    std::exchange(subscriber->writer, nullptr)->writable();
    CHECK(subscriber->got.empty());
    scene.end_turn();
    const std::string one = publish_bytes(1);
    CHECK(subscriber->got.size() == 2 * one.size());
}

TEST_CASE("what was left over since a pause is committed before it is answered")
{
    Config config = Config::plain();
    config.instance.edition = Edition::standard_prepaid;
    config.instance.max_tps = 2;
    Scene scene(config);
    const auto subscriber = scene.sign_in("subscriber", subscribe(1, {{"topic", 1}}));
    const auto first = scene.sign_in("first");
    const auto second = scene.sign_in("second");
    subscriber->got.clear();
    scene.arrive(*first, publish_bytes(1) + publish_bytes(2) + publish_bytes(3));
    scene.arrive(*second, publish_bytes(1));
    scene.end_turn();
    CHECK(first->got == (puback(1) + puback(2)).bytes);
    CHECK(second->got.empty());
    scene.advance(1000);
    scene.arrive(*subscriber, pingreq().bytes); // has output of its own, and is served behind the two
    scene.end_turn();
    CHECK(first->got == (puback(1) + puback(2) + puback(3)).bytes);
    CHECK(second->got == puback(1).bytes);
    CHECK(subscriber->got.size() == pingresp().bytes.size() + 4 * publish_bytes(1).size());
}
