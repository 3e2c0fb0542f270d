#include <map>

#include <doctest/doctest.h>

#include "http/json.hpp"

using namespace lmq::broker::http;

namespace
{

std::string error_of(const char *text)
{
    JsonReader reader(text);
    reader.only({"name", "count", "inner"});
    reader.text("name");
    reader.integer("count", -5, 10);
    JsonReader inner = reader.object("inner");
    inner.only({"deep"});
    inner.text("deep");
    return reader.error();
}

} // namespace

TEST_CASE("a well-formed object is read")
{
    JsonReader reader(R"( {"name":"n","count":-5,"inner":{"deep":"d"}} )");
    CHECK(reader.text("name") == "n");
    CHECK(reader.integer("count", -5, 10) == -5);
    CHECK(reader.object("inner").text("deep") == "d");
    CHECK_FALSE(reader.text("absent"));
    CHECK(reader.ok());
}

TEST_CASE("a list is an array of strings, or one string with commas")
{
    using Texts = std::vector<std::string>;
    JsonReader reader(R"({"array":["a","b,c"],"text":"a,b,","one":"a","none":[]})");
    CHECK(reader.list("array") == Texts{"a", "b,c"});
    CHECK(reader.list("text") == Texts{"a", "b", ""});
    CHECK(reader.list("one") == Texts{"a"});
    CHECK(reader.list("none").empty());
    CHECK(reader.list("absent").empty());
    CHECK(reader.ok());
    for (const char *wrong : {R"({"l":3})", R"({"l":["a",3]})", R"({"l":{}})"}) {
        JsonReader other(wrong);
        other.list("l");
        CHECK(other.error() == "l: must be a string or an array of strings");
    }
}

TEST_CASE("what is wrong with an object is said by name")
{
    CHECK(error_of("") == "body: must be a JSON object");
    CHECK(error_of("[]") == "body: must be a JSON object");
    CHECK(error_of("{} {}") == "body: must be a JSON object");
    CHECK(error_of("{\"name\":") == "body: must be a JSON object");
    CHECK(error_of(R"({"nam":"n"})") == "nam: unknown member");
    CHECK(error_of(R"({"name":1})") == "name: must be a string");
    CHECK(error_of(R"({"count":1.5})") == "count: must be a whole number from -5 to 10");
    CHECK(error_of(R"({"count":11})") == "count: must be a whole number from -5 to 10");
    CHECK(error_of(R"({"count":"1"})") == "count: must be a whole number from -5 to 10");
    CHECK(error_of(R"({"inner":3})") == "inner: must be an object");
    CHECK(error_of(R"({"inner":{"depth":"d"}})") == "inner.depth: unknown member");
    CHECK(error_of(R"({"inner":{"deep":null}})") == "inner.deep: must be a string");
    CHECK(error_of("{\"name\":\"a\\u0000b\"}").find("U+0000") != std::string::npos);
}

TEST_CASE("JSON is written escaped, with whole numbers whole")
{
    Json inner = Json::array();
    inner.add(Json::object());
    Json json = Json::object();
    json.set("t", "a\"\n").set("f", false).set("n", std::int64_t{1546272000000}).set("in", std::move(inner));
    CHECK(json.text() == R"({"t":"a\"\n","f":false,"n":1546272000000,"in":[{}]})");
}
