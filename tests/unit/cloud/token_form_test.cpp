#include "cloud/token_form.hpp"

#include "unit/cloud/service_fixture.hpp"
#include "unit/core/vectors.hpp"

namespace lmq::test
{

namespace
{

std::vector<std::string> split(const std::string &list)
{
    std::vector<std::string> parts;
    for (std::size_t at = 0;;) {
        const std::size_t comma = list.find(',', at);
        parts.push_back(list.substr(at, comma - at));
        if (comma == std::string::npos) return parts;
        at = comma + 1;
    }
}

/// An apply vector as the caller of apply() would say it.
cloud::TokenApplication application_of(const cJSON *vector)
{
    const std::string actions = text(vector, "inputs.signed_params.actions");
    cloud::TokenApplication wanted;
    wanted.type = actions.size() > 1 ? TokenType::read_write : actions == "R" ? TokenType::read : TokenType::write;
    wanted.resources = split(text(vector, "inputs.signed_params.resources"));
    wanted.expire_time_ms = std::stoll(text(vector, "inputs.signed_params.expireTime"));
    return wanted;
}

cloud::SignedForm form_of(const cJSON *vector)
{
    return cloud::apply_form(application_of(vector), text(vector, "inputs.unsigned_params.accessKey"),
                             Secret(text(vector, "secret_key")));
}

} // namespace

TEST_CASE("an application is signed as vectors C03 to C07 say")
{
    for (const char *id : {"C03", "C04", "C06", "C07"}) {
        CAPTURE(id);
        const cJSON *const vector = signature_entries(id).front();
        const cloud::SignedForm form = form_of(vector);
        CHECK(form.signature == text(vector, "signature_base64"));
        const std::string sent = "&signature=" + text(vector, "signature_form_encoded");
        CHECK(form.text.text().find(sent) != std::string::npos);
    }
}

TEST_CASE("an unsorted application is signed as C04, sorted, and not as C05, raw")
{
    const cJSON *const raw = signature_entries("C05").front();
    CHECK(form_of(raw).signature == text(signature_entries("C04").front(), "signature_base64"));
    CHECK(form_of(raw).signature != text(raw, "signature_base64"));
    CHECK(form_of(raw).text.text().find("actions=R%2CW&resources=topic1%2F1%2Ctopic10%2F1%2Ctopic2%2F2&") == 0);
}

TEST_CASE("the form is the spec's example")
{
    CHECK(form_of(signature_entries("C03").front()).text.text() ==
          "actions=R%2CW&resources=topic1%2F1%2Ctopic2%2F2&expireTime=1546272000000&serviceName=mq&proxyType=MQTT&"
          "accessKey=AK_TEST_0001&signature=apOjXeGwpCWYxIcVD6KwMPFNnn4%3D");
}

TEST_CASE("what is not ASCII is sent as UTF-8, percent-encoded")
{
    CHECK(form_of(signature_entries("C06").front())
              .text.text()
              .find("resources=%E4%B8%BB%E9%A2%98%2F%E4%BC%A0%E6%84%9F%E5%99%A8&") != std::string::npos);
}

TEST_CASE("a token is signed and encoded as vectors C08 and C09 say")
{
    for (const char *id : {"C08", "C09"}) {
        const cJSON *const vector = signature_entries(id).front();
        const cloud::SignedForm form =
            cloud::token_form(Secret(text(vector, "inputs.signed_params.token")),
                              text(vector, "inputs.unsigned_params.accessKey"), Secret(text(vector, "secret_key")));
        CHECK(form.signature == text(vector, "signature_base64"));
        CHECK(form.text.text() == "token=abcDEF0123%2B%2F%3D%3D&accessKey=AK_TEST_0001&signature=" +
                                      text(vector, "signature_form_encoded"));
    }
}

TEST_CASE("a token with commas is signed as it is, for it is no list")
{
    const cloud::SignedForm form = cloud::token_form(Secret("b,a"), "AK", Secret("key"));
    CHECK(form.signature == hmac_sha1_base64("key", "token=b,a"));
}

TEST_CASE("a resource that is named twice is sent once")
{
    cloud::TokenApplication wanted = application();
    wanted.resources = {"b", "a", "b"};
    const auto form = cloud::apply_form(wanted, "AK", Secret("key"));
    CHECK(form.text.text().find("&resources=a%2Cb&") != std::string::npos);
}

TEST_CASE("an application that breaks a rule is refused before anything is sent")
{
    cloud::TokenApplication wanted = application();
    CHECK(cloud::check_application(wanted, now_ms).has_value());

    wanted.resources.clear();
    expect_error(cloud::check_application(wanted, now_ms), Errc::empty, {"resources"});
    wanted.resources.assign(100, "TopicA/x");
    CHECK(cloud::check_application(wanted, now_ms).has_value());
    wanted.resources.assign(101, "TopicA/x");
    expect_error(cloud::check_application(wanted, now_ms), Errc::out_of_range, {"resources", "101", "100"});
    wanted.resources = {"TopicA/+/#"};
    CHECK(cloud::check_application(wanted, now_ms).has_value());
    wanted.resources = {"TopicA", ""};
    expect_error(cloud::check_application(wanted, now_ms), Errc::empty, {"resource"});
    wanted.resources = {"TopicA/#/b"};
    expect_error(cloud::check_application(wanted, now_ms), Errc::bad_wildcard, {"resource"});
    wanted.resources = {"TopicA/" + std::string(64, 'x')};
    expect_error(cloud::check_application(wanted, now_ms), Errc::too_long, {"resource", "64"});
    wanted.resources = {"+/b"};
    expect_error(cloud::check_application(wanted, now_ms), Errc::bad_first_level, {"resource"});
    wanted.resources = {"$SYS/uploadToken"};
    expect_error(cloud::check_application(wanted, now_ms), Errc::reserved_topic, {"$SYS/uploadToken"});
    wanted.resources = {"TopicA/a,b"};
    expect_error(cloud::check_application(wanted, now_ms), Errc::bad_combination, {"TopicA/a,b", "comma"});
}

TEST_CASE("an expiry must lie 60 s ahead, whatever was meant by a smaller number")
{
    cloud::TokenApplication wanted = application();
    wanted.expire_time_ms = now_ms + 60000;
    CHECK(cloud::check_application(wanted, now_ms).has_value());
    for (const std::int64_t expiry :
         {now_ms + 59999, now_ms, std::int64_t{3600000}, std::int64_t{0}, std::int64_t{-1}}) {
        wanted.expire_time_ms = expiry;
        expect_error(cloud::check_application(wanted, now_ms), Errc::out_of_range, {"expire_time_ms", "60000"});
    }
}

TEST_CASE("a token is checked before it is sent")
{
    CHECK(cloud::check_token(Secret(std::string(8192, 't'))).has_value());
    expect_error(cloud::check_token(Secret("")), Errc::empty, {"token"});
    expect_error(cloud::check_token(Secret(std::string(8193, 't'))), Errc::too_long, {"token", "8192"});
    expect_error(cloud::check_token(Secret("\xff")), Errc::invalid_utf8, {"token"});
}

} // namespace lmq::test
