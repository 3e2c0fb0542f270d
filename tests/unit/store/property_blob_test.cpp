#include "store/property_blob.hpp"

#include <doctest/doctest.h>

using namespace lmq::broker::store;

TEST_CASE("properties come back from their text")
{
    const std::map<std::string, std::string> properties{
        {"", ""}, {"name", std::string("a\0b", 3)}, {"long", std::string(70000, 'x')}};
    CHECK(decode_properties(encode_properties(properties)) == properties);
    CHECK(decode_properties(encode_properties({})) == std::map<std::string, std::string>());
}

TEST_CASE("a text that no properties were written as is refused")
{
    const std::string good = encode_properties({{"name", "value"}});
    for (std::size_t size = 1; size < good.size(); ++size)
        CHECK_FALSE(decode_properties(good.substr(0, size)));
    CHECK_FALSE(decode_properties(std::string(8, '\xff')));
}
