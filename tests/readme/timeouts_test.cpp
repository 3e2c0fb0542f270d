#include <algorithm>
#include <cstdint>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "lmq/client.hpp"
#include "lmq/cloud/https_token_provider.hpp"
#include "lmq/cloud/online_status.hpp"
#include "lmq/cloud/token_cache.hpp"
#include "lmq/presence.hpp"
#include "lmq_c/client.h"
#include "lmq_c/cloud.h"
#include "lmq_c/presence.h"

// The table of options in sdk/docs/timeouts.md against the headers' defaults and what is refused.
namespace lmq
{
namespace
{

using std::chrono::milliseconds;

struct Option {
    std::optional<milliseconds> value; // by default; nothing where the option is not set
    std::int64_t in_c;                 // the default of the C struct, in the unit of its name; 0 where it is not set
    std::function<Result<void>(milliseconds)> set;
};

template <class T>
Result<void> outcome(const Result<T> &made)
{
    if (!made) return tl::unexpected<Error>(made.error());
    return {};
}

// A client whose options `change` changes; it connects to nothing.
Result<void> client(const std::function<void(ClientOptions &)> &change)
{
    ClientOptions options;
    options.server_uri = "tcp://127.0.0.1:1";
    options.client_id = "GID_AAA@@@device-1";
    options.dispatch = Dispatch::poll;
    change(options);
    return outcome(Client::create(std::move(options)));
}

Result<void> client_with_tokens(milliseconds timeout)
{
    return client([timeout](ClientOptions &options) {
        Tokens tokens;
        tokens.needs.emplace_back();
        tokens.provider = [](const TokenRequest &, const TokenAnswer &) {};
        tokens.provider_timeout = timeout;
        options.credentials = std::move(tokens);
    });
}

Result<void> client_with_idle(milliseconds idle)
{
    return client([idle](ClientOptions &options) {
        options.offline_pull.emplace();
        options.offline_pull->idle = idle;
    });
}

Result<void> publish_with(milliseconds time_to_live)
{
    ClientOptions options;
    options.server_uri = "tcp://127.0.0.1:1";
    options.client_id = "GID_AAA@@@device-1";
    options.dispatch = Dispatch::poll;
    auto made = Client::create(std::move(options));
    if (!made) return tl::unexpected<Error>(made.error());
    Message message;
    message.topic = "TopicA/a/";
    message.time_to_live = time_to_live;
    return made->publish(std::move(message));
}

template <class Service, class Options>
Result<void> service(milliseconds Options::*option, milliseconds value)
{
    Options options;
    options.url = "https://localhost";
    options.access_key = "AK";
    options.secret_key = Secret("a key");
    options.*option = value;
    return outcome(Service::create(std::move(options)));
}

Result<void> provider(const std::function<void(cloud::HttpsTokenProviderOptions &)> &change)
{
    cloud::HttpsTokenProviderOptions options;
    options.url = "https://localhost/token";
    options.device_id = "device-1";
    options.device_secret = Secret("a secret");
    change(options);
    return outcome(cloud::https_token_provider(std::move(options)));
}

Result<void> cache(milliseconds cloud::TokenCacheOptions::*option, milliseconds value)
{
    cloud::TokenIssuer issuer{[](const cloud::TokenApplication &) -> Result<Token> { return Token{}; },
                              [](const Secret &) -> Result<void> { return {}; }};
    cloud::TokenCacheOptions options;
    options.*option = value;
    return outcome(cloud::TokenCache::create(std::move(issuer), options));
}

std::map<std::string, Option> client_options()
{
    const ClientOptions made;
    const lmq_client_options c = LMQ_CLIENT_OPTIONS_INIT;
    const lmq_back_off c_back_off = LMQ_BACK_OFF_INIT;
    const lmq_offline_pull c_pull = LMQ_OFFLINE_PULL_INIT;
    const lmq_token_options c_tokens = LMQ_TOKEN_OPTIONS_INIT;
    const lmq_message c_message = LMQ_MESSAGE_INIT;
    const lmq_outbox_options c_outbox = LMQ_OUTBOX_OPTIONS_INIT;
    const auto changed = [](auto change) {
        return [change](milliseconds value) { return client([&](ClientOptions &options) { change(options, value); }); };
    };
    return {
        {"ClientOptions::connect_timeout",
         {made.connect_timeout, c.connect_timeout_ms, changed([](auto &o, auto v) { o.connect_timeout = v; })}},
        {"ClientOptions::ack_timeout",
         {made.ack_timeout, c.ack_timeout_ms, changed([](auto &o, auto v) { o.ack_timeout = v; })}},
        {"ClientOptions::keep_alive", {made.keep_alive, c.keep_alive_s, changed([](auto &o, auto v) {
                                           o.keep_alive = std::chrono::ceil<std::chrono::seconds>(v);
                                       })}},
        {"BackOff::min", {made.back_off.min, c_back_off.min_ms, changed([](auto &o, auto v) { o.back_off.min = v; })}},
        {"BackOff::max", {made.back_off.max, c_back_off.max_ms, changed([](auto &o, auto v) { o.back_off.max = v; })}},
        {"BackOff::stable_after", {made.back_off.stable_after, c_back_off.stable_after_ms, changed([](auto &o, auto v) {
                                       o.back_off.stable_after = v;
                                   })}},
        {"OfflinePull::idle", {OfflinePull().idle, c_pull.idle_ms, client_with_idle}},
        {"Tokens::provider_timeout", {Tokens().provider_timeout, c_tokens.provider_timeout_ms, client_with_tokens}},
        {"Message::time_to_live", {Message().time_to_live, c_message.time_to_live_ms, publish_with}},
        {"OutboxOptions::max_age",
         {made.outbox.max_age, c_outbox.max_age_ms, changed([](auto &o, auto v) { o.outbox.max_age = v; })}},
        {"OutboxOptions::commit_interval",
         {made.outbox.commit_interval, c_outbox.commit_interval_ms,
          changed([](auto &o, auto v) { o.outbox.commit_interval = v; })}},
    };
}

std::map<std::string, Option> server_options()
{
    using namespace cloud;
    const lmq_presence_options c_presence = LMQ_PRESENCE_OPTIONS_INIT;
    const lmq_http_options c_http = LMQ_HTTP_OPTIONS_INIT;
    const lmq_token_service_options c_service = LMQ_TOKEN_SERVICE_OPTIONS_INIT;
    const lmq_online_status_options c_status = LMQ_ONLINE_STATUS_OPTIONS_INIT;
    const lmq_https_token_provider_options c_provider = LMQ_HTTPS_TOKEN_PROVIDER_OPTIONS_INIT;
    const lmq_token_cache_options c_cache = LMQ_TOKEN_CACHE_OPTIONS_INIT;
    const auto token_service = [](milliseconds TokenServiceOptions::*option, std::int64_t in_c) {
        return Option{TokenServiceOptions().*option, in_c,
                      [option](milliseconds value) { return service<TokenService>(option, value); }};
    };
    const auto online_status = [](milliseconds OnlineStatusOptions::*option, std::int64_t in_c) {
        return Option{OnlineStatusOptions().*option, in_c,
                      [option](milliseconds value) { return service<OnlineStatus>(option, value); }};
    };
    const auto token_cache = [](milliseconds TokenCacheOptions::*option, std::int64_t in_c) {
        return Option{TokenCacheOptions().*option, in_c, [option](milliseconds value) { return cache(option, value); }};
    };
    return {
        {"PresenceOptions::closed_channel_lifetime",
         {PresenceOptions().closed_channel_lifetime, c_presence.closed_channel_lifetime_ms,
          [](milliseconds value) {
              PresenceOptions options;
              options.closed_channel_lifetime = value;
              return outcome(PresenceTracker::create(options));
          }}},
        {"HttpOptions::connect_timeout",
         {HttpOptions().connect_timeout, c_http.connect_timeout_ms,
          [](milliseconds value) { return provider([value](auto &o) { o.http.connect_timeout = value; }); }}},
        {"HttpsTokenProviderOptions::timeout",
         {HttpsTokenProviderOptions().timeout, c_provider.timeout_ms,
          [](milliseconds value) { return provider([value](auto &o) { o.timeout = value; }); }}},
        {"TokenServiceOptions::attempt_timeout",
         token_service(&TokenServiceOptions::attempt_timeout, c_service.attempt_timeout_ms)},
        {"TokenServiceOptions::total_timeout",
         token_service(&TokenServiceOptions::total_timeout, c_service.total_timeout_ms)},
        {"TokenServiceOptions::back_off", token_service(&TokenServiceOptions::back_off, c_service.back_off_ms)},
        {"OnlineStatusOptions::attempt_timeout",
         online_status(&OnlineStatusOptions::attempt_timeout, c_status.attempt_timeout_ms)},
        {"OnlineStatusOptions::total_timeout",
         online_status(&OnlineStatusOptions::total_timeout, c_status.total_timeout_ms)},
        {"OnlineStatusOptions::back_off", online_status(&OnlineStatusOptions::back_off, c_status.back_off_ms)},
        {"TokenCacheOptions::lifetime", token_cache(&TokenCacheOptions::lifetime, c_cache.lifetime_ms)},
        {"TokenCacheOptions::pause_after_failure",
         token_cache(&TokenCacheOptions::pause_after_failure, c_cache.pause_after_failure_ms)},
    };
}

// "15 s", "none".
std::optional<milliseconds> duration(const std::string &text)
{
    static const std::map<std::string, std::int64_t> units{
        {"ms", 1}, {"s", 1000}, {"min", 60000}, {"h", 3600000}, {"d", 86400000}};
    std::istringstream in(text);
    std::int64_t count = 0;
    std::string unit;
    if (!(in >> count >> unit)) return std::nullopt;
    REQUIRE_MESSAGE(units.count(unit) == 1, text);
    return milliseconds(count * units.at(unit));
}

struct Row {
    std::string option, in_c, value, range;
};

std::vector<Row> table()
{
    std::ifstream page(LMQ_TIMEOUTS_PAGE);
    std::vector<Row> rows;
    bool here = false;
    for (std::string line; std::getline(page, line);) {
        if (line.rfind("## ", 0) == 0) here = line == "## Every option";
        if (!here || line.rfind("| `", 0) != 0) continue;
        std::istringstream cells(line.substr(2));
        std::vector<std::string> cell;
        for (std::string text; std::getline(cells, text, '|');) {
            text.erase(std::remove(text.begin(), text.end(), '`'), text.end());
            const auto first = text.find_first_not_of(' ');
            cell.push_back(text.substr(first, text.find_last_not_of(' ') + 1 - first));
        }
        REQUIRE_MESSAGE(cell.size() == 4, line);
        rows.push_back({cell[0], cell[1], cell[2], cell[3]});
    }
    return rows;
}

void refuses(const Option &option, milliseconds value)
{
    const auto made = option.set(value);
    REQUIRE_MESSAGE(!made, value.count(), " ms is taken");
    CHECK(made.error().code == Errc::out_of_range);
}

} // namespace

TEST_CASE("each time-out has the default and the range that the page gives it")
{
    auto options = client_options();
    options.merge(server_options());
    for (const Row &row : table()) {
        CAPTURE(row.option);
        const auto found = options.find(row.option);
        REQUIRE_MESSAGE(found != options.end(), "no such option is known here");
        const Option &option = found->second;
        const bool seconds = row.in_c.substr(row.in_c.size() - 2) == "_s";
        const milliseconds unit(seconds ? 1000 : 1);
        const std::optional<milliseconds> stated = duration(row.value);
        CHECK((stated || row.value == "none"));
        CHECK(option.value == stated);
        CHECK(option.in_c * unit.count() == stated.value_or(milliseconds(0)).count());

        const std::string up = " and up", to = " to ";
        const auto least = duration(row.range);
        REQUIRE(least);
        CHECK(option.set(*least));
        refuses(option, *least - unit);
        if (const auto mark = row.range.find(to); mark != std::string::npos) {
            const auto most = duration(row.range.substr(mark + to.size()));
            REQUIRE(most);
            CHECK(option.set(*most));
            refuses(option, *most + unit);
        } else {
            REQUIRE(row.range.substr(row.range.size() - up.size()) == up);
            CHECK(option.set(std::chrono::hours(24 * 365)));
        }
        options.erase(found);
    }
    for (const auto &[name, option] : options)
        FAIL_CHECK("not in the page: " << name);
}

} // namespace lmq
