#include <doctest/doctest.h>

#include <utility>
#include <vector>

#include "http/form.hpp"

using namespace lmq::broker::http;

namespace
{

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// The fields, or one field named "!" with the complaint.
template <class Read>
Pairs fields_of(Read read)
{
    Pairs fields;
    const std::string complaint = read([&fields](std::string name, std::string value) {
        fields.emplace_back(std::move(name), std::move(value));
        return fields.back().first == "stop" ? std::string("stopped") : std::string();
    });
    if (!complaint.empty()) fields = {{"!", complaint}};
    return fields;
}

Pairs urlencoded(std::string_view text)
{
    return fields_of([&](const FieldSink &sink) { return read_urlencoded(text, sink); });
}

Pairs multipart(std::string_view text, std::string_view type = "multipart/form-data; boundary=XyZ")
{
    return fields_of([&](const FieldSink &sink) { return read_multipart(text, type, sink); });
}

std::string part(const std::string &name, const std::string &value)
{
    return "--XyZ\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
}

const Pairs not_well_formed = {{"!", "body: not well-formed multipart/form-data"}};

} // namespace

TEST_CASE("urlencoded fields are decoded, a + to a space, and come one by one")
{
    CHECK(urlencoded("a=1&b=x+y%2B%2f&c&=e&&d=1=2&a=2") ==
          Pairs{{"a", "1"}, {"b", "x y+/"}, {"c", ""}, {"", "e"}, {"d", "1=2"}, {"a", "2"}});
    CHECK(urlencoded("a+b=") == Pairs{{"a b", ""}});
    CHECK(urlencoded("").empty());
    CHECK(urlencoded("&&").empty());
    CHECK(urlencoded("a%3D=%00") == Pairs{{"a=", std::string(1, '\0')}});
    for (const char *wrong : {"a=%", "a=%4", "a=%zz", "%g0=a", "a=1&b=%"})
        CHECK(urlencoded(wrong).at(0).first == "!");
    CHECK(urlencoded("a=1&stop=&b=%") == Pairs{{"!", "stopped"}});
}

TEST_CASE("multipart fields are taken as they are")
{
    CHECK(multipart(part("a", "1+2%41") + part("b", "") + part("c", "x\r\ny\r\n--Xy") + "--XyZ--\r\n") ==
          Pairs{{"a", "1+2%41"}, {"b", ""}, {"c", "x\r\ny\r\n--Xy"}});
    CHECK(multipart("--XyZ--").empty());
    CHECK(multipart("a preamble\r\n" + part("a", "1") + "--XyZ--and an epilogue") == Pairs{{"a", "1"}});
    CHECK(multipart("--XyZ  \r\nX-Other: y\r\ncontent-disposition:form-data;filename=\"a;name=q\";NAME=plain\r\n"
                    "Content-Type: text/plain\r\n\r\nv\r\n--XyZ--") == Pairs{{"plain", "v"}});
    CHECK(multipart(part("a\\\"b", "1") + "--XyZ--") == Pairs{{"a\"b", "1"}});
    CHECK(multipart("--q q\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--q q--",
                    "Multipart/Form-Data; charset=utf-8; Boundary=\"q q\"") == Pairs{{"a", "1"}});
    CHECK(multipart(part("stop", "1") + part("b", "2") + "--XyZ--") == Pairs{{"!", "stopped"}});
}

TEST_CASE("a multipart body that is cut short or has no names is refused")
{
    const std::string good = part("a", "1") + part("b", "2") + "--XyZ--";
    for (std::size_t length = 0; length < good.size(); ++length) {
        CAPTURE(length);
        CHECK(multipart(good.substr(0, length)) == not_well_formed);
    }
    CHECK(multipart("--XyZ\r\nContent-Type: text/plain\r\n\r\n1\r\n--XyZ--") == not_well_formed);
    CHECK(multipart("--XyZ\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--XyZ--") == not_well_formed);
    CHECK(multipart("--XyZ\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--XyZ--") == not_well_formed);
    CHECK(multipart("--XyZabc\r\n\r\n1\r\n--XyZ--") == not_well_formed);
    for (const char *type : {"multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary"})
        CHECK(multipart(good, type) == Pairs{{"!", "Content-Type: no boundary"}});
    CHECK(multipart(good, "multipart/form-data; boundary=" + std::string(71, 'x')).at(0).first == "!");
}

TEST_CASE("a media type is known by its name, whatever follows it")
{
    CHECK(is_media_type("application/json", "application/json"));
    CHECK(is_media_type(" Application/JSON ; charset=utf-8", "application/json"));
    CHECK_FALSE(is_media_type("application/jsonp", "application/json"));
    CHECK_FALSE(is_media_type("", "application/json"));
}
