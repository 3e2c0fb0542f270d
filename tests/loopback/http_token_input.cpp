#include <doctest/doctest.h>

#include "http_client.hpp"
#include "lmq/signature.hpp"
#include "raw_fixture.hpp"
#include "token_request.hpp"

using namespace lmq::test;
using namespace lmq;

// What the auth server answers to what it should not be sent.

namespace
{

constexpr const char *form_type = "application/x-www-form-urlencoded";
const std::initializer_list<const char *> paths = {"/token/apply", "/token/revoke", "/token/query"};

struct Auth {
    std::unique_ptr<broker::Broker> broker = start_with_control();
    HttpClient http{broker->http_address()};

    TokenFields fields_for(const std::string &path)
    {
        const std::int64_t expire_ms = broker->now_ms() + 3600000;
        if (path == "/token/apply") return signed_apply("R,W", "TopicA/x", expire_ms);
        return signed_token(*broker->issue_token({"R", {"TopicA"}, expire_ms, ""}));
    }
    /// Requires code 400 over HTTP 200, from a query and from a body.
    void refused(const std::string &path, const std::string &fields, const std::string &message)
    {
        CAPTURE(path);
        CAPTURE(fields.substr(0, 200));
        const std::string wanted = R"({"success":false,"message":")" + message + R"(","code":400})";
        const HttpAnswer posted = http.post_as(form_type, path, fields);
        CHECK(posted.status == 200);
        CHECK(posted.body == wanted);
        if (fields.size() > 12000) return; // would be no header
        const HttpAnswer got = http.get(path + "?" + fields);
        CHECK(got.status == 200);
        CHECK(got.body == wanted);
    }
    bool serves() { return HttpClient(broker->http_address()).get("/healthz").status == 200; }
};

} // namespace

TEST_CASE_FIXTURE(Auth, "a field that is missing or empty is named")
{
    for (const std::string path : paths) {
        for (const auto &[name, value] : fields_for(path)) {
            TokenFields fields = fields_for(path);
            fields[name].clear();
            refused(path, urlencoded(fields), name + ": is missing");
            fields.erase(name);
            refused(path, urlencoded(fields), name + ": is missing");
        }
        refused(path, "", "accessKey: is missing");
        refused(path, "nothing=known&a=b", "accessKey: is missing");
    }
}

TEST_CASE_FIXTURE(Auth, "a field given twice in one place is named, for nobody could tell which was signed")
{
    for (const std::string path : paths) {
        for (const auto &[name, value] : fields_for(path)) {
            const std::string again = "&" + name + "=" + percent_encode(value);
            refused(path, urlencoded(fields_for(path)) + again, name + ": given twice");
        }
    }
    const TokenFields fields = fields_for("/token/apply");
    const std::string body = multipart({{"actions", "R"}}, "b").substr(0, 60) + "\r\n" + multipart(fields, "b");
    CHECK(member_of(http.post_as("multipart/form-data; boundary=b", "/token/apply", body).body, "code") == "400");
    // Fields of others may be there, and often.
    CHECK(member_of(http.post("/token/apply", urlencoded(fields) + "&x=1&x=2&instanceId=i").body, "code") == "200");
}

TEST_CASE_FIXTURE(Auth, "an over-long, a badly encoded and a non-numeric field are named")
{
    for (const std::string path : paths) {
        for (const auto &[name, value] : fields_for(path)) {
            TokenFields fields = fields_for(path);
            fields[name] = std::string(8193, 'x');
            refused(path, urlencoded(fields), name + ": over 8192 bytes");
            for (const char *bad : {"\xFF", "a\xC0\x80", "\xED\xA0\x80", "\xE4\xB8"}) {
                fields[name] = bad;
                refused(path, urlencoded(fields), name + ": not UTF-8, or with U+0000");
            }
            fields.erase(name);
            for (const char *bad : {"%", "%4", "%zz", "%00"})
                refused(path, urlencoded(fields) + "&" + name + "=" + bad,
                        std::string(bad) == "%00" ? name + ": not UTF-8, or with U+0000"
                                                  : std::string("fields: a % is not followed by two hex digits"));
        }
    }
    TokenFields fields = fields_for("/token/apply");
    for (const char *number : {"soon", "1e13", "0x16", "99999999999999999999", "15462720000000.5", "154627200 0000"}) {
        fields["expireTime"] = number;
        refused("/token/apply", urlencoded(fields), "expireTime: must be a whole number of milliseconds");
    }
}

TEST_CASE_FIXTURE(Auth, "a hundred resources are taken, one more is not")
{
    std::string list = "TopicA/0";
    for (int i = 1; i < 100; ++i)
        list += ",TopicA/" + std::to_string(i);
    const auto code = [&] {
        const TokenFields fields = signed_apply("R", list, broker->now_ms() + 3600000);
        return member_of(http.post_as(form_type, "/token/apply", urlencoded(fields)).body, "code");
    };
    CHECK(code() == "200");
    list += ",TopicA/100";
    CHECK(code() == "400");
}

TEST_CASE_FIXTURE(Auth, "other methods are told which there are, and do nothing")
{
    for (const std::string path : paths) {
        const std::string target = path + "?" + urlencoded(fields_for(path));
        for (const char *method : {"PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"}) {
            CAPTURE(method);
            const HttpAnswer answer = http.ask(method, target);
            CHECK(answer.status == 405);
            CHECK(answer.header("Allow") == "GET, POST");
        }
    }
    CHECK(broker->statistics().tokens_applied == 0);
    CHECK(broker->statistics().tokens_revoked == 0);
    CHECK(http.get("/token").status == 404);
    CHECK(http.post("/token/renew").status == 404);
    CHECK(http.post("/token/apply/x").status == 404);
}

TEST_CASE_FIXTURE(Auth, "a body of another kind, or broken, is refused as a parameter")
{
    const auto code = [&](const char *type, const std::string &body) {
        const HttpAnswer answer = http.post_as(type, "/token/apply", body);
        CHECK(answer.status == 200);
        return member_of(answer.body, "message");
    };
    CHECK(code("application/json", R"({"actions":"R"})") ==
          R"("Content-Type: must be application/x-www-form-urlencoded or multipart/form-data")");
    CHECK(code("multipart/form-data", "--b--") == R"("Content-Type: no boundary")");
    CHECK(code("multipart/form-data; boundary=b", "actions=R") == R"("body: not well-formed multipart/form-data")");
    // The body of a GET means nothing.
    CHECK(member_of(http.ask("GET", "/token/apply", urlencoded(fields_for("/token/apply"))).body, "code") == "400");
}

TEST_CASE_FIXTURE(Auth, "a body of a megabyte is read, refused and forgotten")
{
    const std::string megabyte(1024 * 1024, 'x');
    for (const std::string path : paths) {
        refused(path, "token=" + megabyte, "token: over 8192 bytes");
        refused(path, "resources=" + std::string(512 * 1024, ',') + "&actions=R", "resources: over 8192 bytes");
        refused(path, megabyte, "accessKey: is missing");
    }
    std::string pairs;
    while (pairs.size() < megabyte.size())
        pairs += "&a&b=&%41=%42";
    refused("/token/apply", pairs, "accessKey: is missing");
    std::string parts;
    while (parts.size() < megabyte.size())
        parts += "--b\r\nContent-Disposition: form-data; name=x\r\n\r\n\r\n";
    CHECK(http.post_as("multipart/form-data; boundary=b", "/token/apply", parts + "--b--").body ==
          R"({"success":false,"message":"accessKey: is missing","code":400})");
    CHECK(http.post_as("multipart/form-data; boundary=b", "/token/apply", parts).body.find("not well-formed") !=
          std::string::npos);
    CHECK(http.post_as(form_type, "/token/apply", std::string(3 * 1024 * 1024, 'x')).status == 413);
    CHECK(serves());
}

TEST_CASE_FIXTURE(Auth, "a request that ends anywhere leaves the server serving")
{
    const std::string body = urlencoded(fields_for("/token/apply"));
    const std::string request = "POST /token/apply HTTP/1.1\r\nHost: t\r\nContent-Type: " + std::string(form_type) +
                                "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    for (std::size_t length = 0; length < request.size(); length += 7) {
        HttpClient client(broker->http_address());
        client.send(std::string_view(request).substr(0, length));
        if (length % 2 == 0) client.drop();
    }
    CHECK(serves());
    CHECK(broker->statistics().tokens_applied == 0);
}
