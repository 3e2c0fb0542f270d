#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <random>
#include <set>

#include "engine/out_queue.hpp"
#include "engine/packet_id_set.hpp"
#include "engine/ring.hpp"
#include "engine/timers.hpp"

using namespace lmq::broker;
using namespace lmq::broker::engine;

TEST_CASE("an out queue gives back what was put in, in order, however it is cut")
{
    std::mt19937 random(7);
    OutQueue queue;
    std::string expected;
    std::string got;
    const auto drain = [&](std::size_t most) {
        codec::ByteSpan segments[3];
        const std::size_t count = queue.gather(segments, 3);
        std::size_t left = most;
        for (std::size_t i = 0; i < count && left > 0; ++i) {
            const std::size_t size = std::min(left, segments[i].size);
            got.append(segments[i].text().substr(0, size));
            left -= size;
        }
        queue.consume(most - left);
    };
    for (int i = 0; i < 20000; ++i) {
        std::string piece(random() % 50 == 0 ? random() % 100000 : random() % 100, static_cast<char>(random()));
        switch (random() % 4) {
        case 0:
            queue.append(codec::ByteSpan(std::string_view(piece)));
            break;
        case 1:
            queue.append(std::make_shared<const std::string>(piece));
            break;
        case 2: {
            codec::Publish publish;
            publish.topic = "t";
            publish.payload = codec::ByteSpan(std::string_view(piece));
            queue.append_payload(Message::make(publish));
            break;
        }
        default:
            std::copy(piece.begin(), piece.end(), queue.extend(piece.size()));
        }
        expected += piece;
        drain(random() % 4000);
        if (queue.size() > 500000) drain(400000);
        REQUIRE(queue.size() == expected.size() - got.size());
    }
    while (!queue.empty())
        drain(100000);
    CHECK(got == expected);
    codec::ByteSpan none[1];
    CHECK(queue.gather(none, 1) == 0);
}

TEST_CASE("timers fire in order of time, equal ones in order of setting, and moved or cancelled ones as last said")
{
    std::mt19937 random(3);
    Timers timers;
    struct Known {
        Timers::Id id = Timers::none;
        std::int64_t due = 0;
        std::uint64_t order = 0;
    };
    std::map<std::uint32_t, Known> known;
    std::uint64_t order = 0;
    std::int64_t now = 0;
    for (int i = 0; i < 20000; ++i) {
        const auto owner = static_cast<std::uint32_t>(random() % 200);
        if (random() % 4 != 0) {
            Known &each = known[owner];
            each.due = now + static_cast<std::int64_t>(random() % 50);
            each.order = ++order;
            timers.set(each.id, each.due, 1, owner);
        } else if (known.count(owner) != 0) {
            timers.cancel(known[owner].id);
            known.erase(owner);
        }
        if (i % 10 != 0) continue;
        now += 5;
        std::pair<std::int64_t, std::uint64_t> last{0, 0};
        while (const auto fired = timers.take_due(now)) {
            const auto at = known.find(fired->owner);
            REQUIRE(at != known.end());
            const std::pair<std::int64_t, std::uint64_t> mine{at->second.due, at->second.order};
            REQUIRE(mine > last);
            last = mine;
            known.erase(at);
        }
        REQUIRE(timers.size() == known.size());
        const auto next =
            std::min_element(known.begin(), known.end(), [](auto &a, auto &b) { return a.second.due < b.second.due; });
        REQUIRE(timers.next_due_ms().has_value() == !known.empty());
        if (!known.empty()) REQUIRE(*timers.next_due_ms() == next->second.due);
        for (const auto &each : known)
            REQUIRE(each.second.due > now);
    }
}

TEST_CASE("a packet id set is a set, with few members and with many")
{
    std::mt19937 random(5);
    PacketIdSet set;
    std::set<std::uint16_t> model;
    for (int i = 0; i < 100000; ++i) {
        const bool growing = i / 20000 % 2 == 0;
        const auto id = static_cast<std::uint16_t>(random() % 300 + 1);
        REQUIRE(set.contains(id) == (model.count(id) == 1));
        if (random() % 4 < (growing ? 3 : 1)) {
            set.insert(id);
            model.insert(id);
        } else {
            set.erase(id);
            model.erase(id);
        }
        REQUIRE(set.empty() == model.empty());
    }
}

TEST_CASE("a ring is a queue, across its wraps and its growth")
{
    std::mt19937 random(9);
    Ring<int> ring;
    std::deque<int> model;
    for (int i = 0; i < 200000; ++i) {
        const bool growing = i / 3000 % 2 == 0;
        if (model.empty() || random() % 5 < (growing ? 3 : 2)) {
            ring.push_back(i);
            model.push_back(i);
        } else {
            REQUIRE(ring.front() == model.front());
            ring.pop_front();
            model.pop_front();
        }
        REQUIRE(ring.size() == model.size());
        if (!model.empty()) REQUIRE(ring[model.size() - 1] == model.back());
    }
}
