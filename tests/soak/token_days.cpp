// A phone in token mode for a month: device, app server, auth server and broker over real sockets, on clocks that the
// test moves. LMQ_TOKEN_DAYS: how many days, default 30; LMQ_TOKEN_SEED: another course of events.

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "device_clock.hpp"
#include "lmq/client.hpp"
#include "lmq/cloud/https_token_provider.hpp"
#include "lmq/cloud/token_service.hpp"
#include "lmq_broker/broker.hpp"
#include "server.hpp"

using namespace lmq;
using namespace lmq::test;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace
{

constexpr milliseconds token_life = hours(1);
constexpr milliseconds tick = seconds(20);
constexpr milliseconds nudge{20};
const std::string device_name = "phone-1";
const std::string device_id = "GID_AAA@@@" + device_name;
const std::string access_key = "AK_TEST_0001";
const std::string secret_key = "SK_test_secret_0001";

template <class T>
T required(Result<T> result)
{
    REQUIRE_MESSAGE(result, describe(result ? Error{Errc::internal, ""} : result.error()));
    return std::move(*result);
}

std::unique_ptr<broker::Broker> start_broker()
{
    broker::Config config = broker::Config::ready_made();
    config.http = "127.0.0.1:0";
    config.log_level = "off";
    config.clock = broker::ClockMode::virtual_;
    config.virtual_start_ms =
        std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    config.limits.max_keepalive_s = 0; // nothing but tokens is to end a connection here
    return required(broker::Broker::start(std::move(config)));
}

class Month
{
public:
    explicit Month(std::uint64_t seed)
        : random_(seed), broker_(start_broker()), now_ms_(broker_->now_ms()), app_(app_options())
    {
        REQUIRE(app_.start());
        service_.emplace(required(cloud::TokenService::create(auth_options())));
        client_.emplace(required(Client::create(device_options())));
        needed_at_ = now();
    }

    void live(int days)
    {
        REQUIRE(client_->start());
        const std::int64_t end = now() + std::int64_t{days} * 24 * 3600 * 1000;
        std::int64_t next_publish = 0;
        std::int64_t next_fault = now() + milliseconds(hours(1)).count();
        while (now() < end) {
            if (now() >= next_publish) {
                publish();
                next_publish = now() + milliseconds(minutes(10)).count();
            }
            if (now() >= next_fault) {
                misfortune();
                next_fault = now() + milliseconds(minutes(20 + random_() % 80)).count();
            }
            advance_device_clock(std::max(milliseconds(0), tick - std::exchange(ahead_, milliseconds(0))));
            REQUIRE(broker_->advance(tick));
            now_ms_ += tick.count();
            let_it_settle();
        }
        down_until_ = 0;
        broker_->clear_faults();
        broker_->kick(device_id); // what still waits for a lost acknowledgement is sent again
        for (int i = 0; i < 1000 && client_->statistics().outbox_messages > 0; ++i) {
            advance_device_clock(tick);
            let_it_settle();
        }
        minimum_ += applies_for(now() - needed_at_);
    }

    void judge()
    {
        CHECK(failures_.empty());
        CHECK(completed_ == published_);
        std::set<std::string> stored;
        for (;;) {
            const auto some = required(broker_->mq_consume("TopicA", "GID_judge", 1000, milliseconds(0)));
            for (const auto &each : some)
                stored.insert(each.body);
            if (some.empty()) break;
        }
        CHECK(stored.size() == published_);
        const auto counters = broker_->statistics();
        const double ratio = static_cast<double>(counters.tokens_applied) / static_cast<double>(minimum_);
        std::printf("%zu publishes, %zu stored, %zu failed; %zu connects, %zu revocations, %zu notices lost, %zu "
                    "acknowledgements lost, %zu provider failures\napplies %llu, at least %zu: ratio %.3f\n",
                    published_, stored.size(), failures_.size(),
                    static_cast<std::size_t>(client_->statistics().connects), revocations_, notices_lost_, acks_lost_,
                    provider_failures_, static_cast<unsigned long long>(counters.tokens_applied), minimum_, ratio);
        CHECK(ratio <= 1.10);
        CHECK(revocations_ > 0);
        CHECK(notices_lost_ > 0);
        CHECK(acks_lost_ > 0);
        CHECK(provider_failures_ > 0);
    }

private:
    std::int64_t now() const { return now_ms_; }

    cloud::TokenServiceOptions auth_options()
    {
        cloud::TokenServiceOptions auth;
        auth.url = "http://" + broker_->http_address();
        auth.access_key = access_key;
        auth.secret_key = Secret(secret_key);
        auth.http.allow_plain_http = true;
        auth.clock = [this] { return broker_->now_ms(); };
        return auth;
    }

    AppServerOptions app_options()
    {
        AppServerOptions options;
        options.listen = "127.0.0.1:0";
        options.auth = auth_options();
        options.token_lifetime = token_life;
        options.entitlements.devices.emplace(device_name, Secret("device-secret"));
        options.entitlements.groups = {"GID_AAA"};
        options.entitlements.may_read = {"TopicA/#"};
        options.entitlements.may_write = {"TopicA/#"};
        return options;
    }

    ClientOptions device_options()
    {
        cloud::HttpsTokenProviderOptions http;
        http.url = "http://" + app_.address() + "/v1/token";
        http.device_id = device_name;
        http.device_secret = Secret("device-secret");
        http.http.allow_plain_http = true;
        provider_ = required(cloud::https_token_provider(std::move(http)));

        Tokens tokens;
        tokens.needs = {{TokenType::read_write, {"TopicA/#"}}};
        tokens.provider = [this](const TokenRequest &request, const TokenAnswer &answer) { ask(request, answer); };
        ClientOptions options;
        options.server_uri = broker_->tcp_uri();
        options.client_id = device_id;
        options.credentials = std::move(tokens);
        options.limits.max_keep_alive_s = 65535;
        options.keep_alive = seconds(65535);
        options.dispatch = Dispatch::poll;
        return options;
    }

    /// The real provider, out of order for a time now and then.
    void ask(const TokenRequest &request, const TokenAnswer &answer)
    {
        if (now() < down_until_) {
            ++provider_failures_;
            answer(tl::unexpected<TokenFailure>(TokenFailure{{Errc::http_unreachable, "no network"}, {}}));
            return;
        }
        asking_ = true;
        provider_(request, [this, answer](TokenResult result) {
            if (result) {
                const std::lock_guard<std::mutex> lock(mutex_);
                token_ = result->text;
                expiry_ = result->expire_time_ms;
            }
            answer(std::move(result));
            asking_ = false;
        });
    }

    void publish()
    {
        const auto taken =
            client_->publish({"TopicA/up/", std::to_string(published_)}, [this](const Result<void> &done) {
                ++completed_;
                if (!done) failures_.push_back(describe(done.error()));
            });
        if (!taken) failures_.push_back(describe(taken.error()));
        ++published_;
    }

    void misfortune()
    {
        broker_->clear_faults();
        broker::FaultRule rule;
        rule.direction = broker::FaultDirection::out;
        switch (random_() % 6) {
        case 0: // the next notice is lost
            rule.packet = "PUBLISH";
            rule.topic = "$SYS/tokenExpireNotice";
            lost_notice_ = broker_->add_fault(rule);
            break;
        case 1: // the next acknowledgement, of a publish or of an upload
            rule.packet = "PUBACK";
            lost_ack_ = broker_->add_fault(rule);
            break;
        case 2:
            broker_->kick(device_id);
            break;
        case 3: {
            Secret live;
            {
                const std::lock_guard<std::mutex> lock(mutex_);
                live = token_;
            }
            if (live.empty() || !service_->revoke(live)) break; // expired already
            ++revocations_;
            minimum_ += applies_for(now() - needed_at_);
            needed_at_ = now();
            break;
        }
        case 4:
            down_until_ = now() + milliseconds(seconds(random_() % 1800)).count();
            break;
        case 5: // all at once
            down_until_ = now() + milliseconds(seconds(random_() % 1800)).count();
            broker_->kick(device_id);
            break;
        }
    }

    static std::size_t applies_for(std::int64_t ms)
    {
        const std::int64_t life = token_life.count();
        return static_cast<std::size_t>((ms + life - 1) / life);
    }

    /// Polls until nothing more will happen before the clocks move, as far as can be seen; a second of real time at
    /// most.
    void let_it_settle()
    {
        const auto until = std::chrono::steady_clock::now() + seconds(1);
        do {
            REQUIRE(client_->poll(milliseconds(0)));
            if (settled()) return;
            std::this_thread::yield();
        } while (std::chrono::steady_clock::now() < until);
    }

    bool settled()
    {
        if (asking_) return false;
        const ConnectionState state = client_->status().state;
        const auto session = broker_->session(device_id);
        const bool connected = session && session->connected;
        if (state == ConnectionState::waiting || state == ConnectionState::awaiting_token) return true;
        if (state != ConnectionState::ready || !connected || session->tokens.empty()) return false;
        const std::int64_t held = session->tokens.front().second;
        count_faults(held);
        if (client_->statistics().outbox_messages > 0) {
            // An acknowledgement that was lost on a connection that lives will never come: a device would see this
            // with the next loss of its network.
            if (ack_just_lost_) broker_->kick(device_id);
            ack_just_lost_ = false;
            return false;
        }
        ack_just_lost_ = false;
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            if (held != expiry_) return false; // the new one is on its way
        }
        // With the notice on its way, the renewal is to follow within two seconds: those pass for the device alone.
        if (now() < held - milliseconds(seconds(300)).count() || notice_lost_of_ == held || now() < down_until_)
            return true;
        advance_device_clock(nudge);
        ahead_ += nudge;
        return false;
    }

    void count_faults(std::int64_t held)
    {
        if (lost_ack_ == 0 && lost_notice_ == 0) return;
        for (const auto &fault : broker_->faults()) {
            if (fault.hits == 0) continue;
            if (fault.id == std::exchange(lost_ack_, fault.id == lost_ack_ ? 0 : lost_ack_)) {
                ++acks_lost_;
                ack_just_lost_ = true;
            }
            if (fault.id == std::exchange(lost_notice_, fault.id == lost_notice_ ? 0 : lost_notice_)) {
                ++notices_lost_;
                notice_lost_of_ = held;
            }
        }
    }

    std::mt19937_64 random_;
    std::unique_ptr<broker::Broker> broker_;
    std::int64_t now_ms_;
    AppServer app_;
    std::optional<cloud::TokenService> service_;
    TokenProvider provider_;

    std::mutex mutex_; ///< of the next two
    Secret token_;
    std::int64_t expiry_ = 0;
    std::atomic<bool> asking_{false};
    std::int64_t down_until_ = 0;

    std::uint64_t lost_ack_ = 0, lost_notice_ = 0; ///< rules in force
    bool ack_just_lost_ = false;
    std::int64_t notice_lost_of_ = 0; ///< the token, by its expiry
    milliseconds ahead_{0};           ///< the device's clock, of the broker's

    std::size_t published_ = 0, completed_ = 0;
    std::vector<std::string> failures_;
    std::size_t revocations_ = 0, notices_lost_ = 0, acks_lost_ = 0, provider_failures_ = 0;
    std::size_t minimum_ = 0;
    std::int64_t needed_at_ = 0; ///< since when a token has been needed without a revocation

    std::optional<Client> client_; ///< last: its handlers use what stands above
};

} // namespace

TEST_CASE(
    "a month of one-hour tokens with failing providers, revocations, lost notices and acknowledgements, and reconnects")
{
    const auto setting = [](const char *name, int otherwise) {
        const char *text = std::getenv(name);
        return text ? std::atoi(text) : otherwise;
    };
    Month month(static_cast<std::uint64_t>(setting("LMQ_TOKEN_SEED", 20181231)));
    month.live(setting("LMQ_TOKEN_DAYS", 30));
    month.judge();
}
