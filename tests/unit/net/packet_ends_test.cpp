#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "net/packet_ends.hpp"

using namespace lmq::broker;
using lmq::broker::net::PacketEnds;

namespace
{

std::vector<std::string> cut(PacketEnds &ends, std::string_view bytes)
{
    std::vector<std::string> packets;
    while (!bytes.empty()) {
        const std::size_t size = ends.next(codec::ByteSpan(bytes));
        packets.emplace_back(bytes.substr(0, size));
        bytes.remove_prefix(size);
    }
    return packets;
}

const std::string ping_answer("\xD0\x00", 2);
const std::string ack("\x40\x02\x00\x01", 4);
const std::string small = std::string("\x30\x05\x00\x01t", 5) + "xy";
const std::string large = std::string("\x30\x83\x80\x04\x00\x01t", 7) + std::string(65536, 'x');

} // namespace

TEST_CASE("packets that are written together are told apart")
{
    PacketEnds ends;
    const std::vector<std::string> packets = {ping_answer, ack, large, small, ping_answer, small};
    std::string together;
    for (const std::string &packet : packets)
        together += packet;
    CHECK((cut(ends, together) == packets));
}

TEST_CASE("a packet may be cut anywhere, within its length too")
{
    const std::string together = ack + large + ping_answer + small;
    for (const std::size_t at : {std::size_t{1}, std::size_t{2}, std::size_t{5}, std::size_t{6}, std::size_t{7},
                                 std::size_t{8}, std::size_t{9}, std::size_t{1000}, ack.size() + large.size() - 1,
                                 ack.size() + large.size(), together.size() - 1}) {
        CAPTURE(at);
        PacketEnds ends;
        std::vector<std::string> pieces = cut(ends, std::string_view(together).substr(0, at));
        const std::vector<std::string> rest = cut(ends, std::string_view(together).substr(at));
        pieces.insert(pieces.end(), rest.begin(), rest.end());
        std::string joined;
        for (const std::string &piece : pieces)
            joined += piece;
        CHECK((joined == together));
        // The pieces end where packets do, and once more where the cut is in the middle of one.
        const bool between = at == ack.size() || at == ack.size() + large.size();
        CHECK(pieces.size() == (between ? 4U : 5U));
        CHECK((pieces.back() == (at == together.size() - 1 ? "y" : small)));
    }
}
