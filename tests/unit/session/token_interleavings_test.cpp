// Every order in which notices, expiry, the provider's answers, acknowledgements, losses and publishes can come,
// against the invariants of token mode. The sequences are generated; a model of the server and the provider judges each
// action. LMQ_INTERLEAVING_LENGTH: how long the sequences get, default 4.

#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>

#include "harness.hpp"

using namespace lmq;
using namespace lmq::session;
using lmq::session::test::Harness;
using std::chrono::seconds;

namespace
{

enum class Step {
    expire_notice,
    invalid_notice,
    rights_notice,
    expiry, ///< time passes until the first token has expired
    provider_answer,
    provider_failure,
    disconnect,
    puback,
    publish,
    subscribe,
    move_on, ///< whatever is next without a fault: CONNACK, SUBACK, or the next deadline
};
constexpr int steps = 11;

const char *name(Step step)
{
    constexpr const char *names[steps] = {"expire notice", "invalid notice", "rights notice", "expiry",
                                          "answer",        "failure",        "disconnect",    "puback",
                                          "publish",       "subscribe",      "move on"};
    return names[static_cast<int>(step)];
}

class World
{
public:
    explicit World(std::vector<TokenNeed> needs, std::uint64_t seed = 1) : needs_(needs), h_(config(needs, seed))
    {
        handle(event::Start{});
    }

    ConnectionState state() const { return h_.state(); }
    bool renewing() const { return upload_ && released_; }
    std::size_t uploads() const { return uploads_; }

    void step(Step what)
    {
        switch (what) {
        case Step::expire_notice:
            handle(test::expire_notice(1546272000000, letter()));
            break;
        case Step::invalid_notice:
            if (open_ && up_) {
                for (const auto &[type, text] : on_server_)
                    if (type == needs_.front().type) dead_.insert(text);
                if (upload_ && upload_->first == needs_.front().type) dead_.insert(upload_->second);
            }
            handle(test::invalid_notice(2, letter()));
            break;
        case Step::rights_notice:
            handle(test::invalid_notice(4, letter()));
            break;
        case Step::expiry:
            for (const Time until = h_.now + seconds(61); h_.now < until;) {
                if (closing_) move_on(); // a transport does not take that long
                const auto next = h_.session.next_deadline();
                h_.now = next && *next < until ? std::max(*next, h_.now) : until;
                handle(event::Tick{});
            }
            break;
        case Step::provider_answer:
            if (call_) {
                const TokenType type = call_->what.need.type;
                handle(event::TokenAnswered{call_->request,
                                            test::token("t" + std::to_string(++issued_), type, seconds(60))});
            } else {
                handle(event::TokenAnswered{h_.request, test::token("late")});
            }
            break;
        case Step::provider_failure:
            handle(event::TokenAnswered{call_ ? call_->request : h_.request,
                                        tl::unexpected<TokenFailure>(test::provider_down())});
            break;
        case Step::disconnect:
            down();
            break;
        case Step::puback:
            puback();
            break;
        case Step::publish: // the outbox sends when it may: what would the server say?
            if (released_ && !paused_) {
                REQUIRE(open_);
                REQUIRE_FALSE(upload_);
                REQUIRE(all_on_server());
            }
            break;
        case Step::subscribe:
            handle(event::Subscribe{++request_, {{"Topic" + std::to_string(request_ % 3), QoS::at_least_once}}});
            break;
        case Step::move_on:
            move_on();
            break;
        }
    }

    /// Everybody does his best from here on: the client must become ready, with all its tokens on the server.
    void settle()
    {
        for (int i = 0; i < 200; ++i) {
            if (state() == ConnectionState::ready && all_on_server() && !upload_ && !paused_ && !call_) return;
            if (call_)
                step(Step::provider_answer);
            else if (upload_)
                puback();
            else
                move_on();
        }
        FAIL("never ready again");
    }

private:
    static Config config(std::vector<TokenNeed> needs, std::uint64_t seed)
    {
        Config made = test::with_tokens(std::move(needs));
        if (seed % 2 == 0) made.offline_pull = OfflinePull();
        made.seed = seed;
        return made;
    }

    const char *letter() const { return control::to_string(needs_.front().type).data(); }

    bool all_on_server() const { return on_server_.size() == needs_.size(); }

    void move_on()
    {
        if (closing_) {
            closed();
            handle(event::TransportClosed{});
        } else if (open_ && !up_) {
            up_ = true;
            handle(event::TransportUp{});
        } else if (!answers_.empty()) {
            const Event answer = answers_.front();
            answers_.erase(answers_.begin());
            handle(answer);
        } else if (const auto next = h_.session.next_deadline()) {
            h_.now = std::max(h_.now, *next);
            handle(event::Tick{});
        }
    }

    void puback()
    {
        if (upload_) {
            on_server_[upload_->first] = upload_->second;
            upload_.reset();
            handle(event::ControlAcked{upload_id_});
        } else {
            handle(event::ControlAcked{upload_id_}); // long acknowledged
        }
    }

    void down()
    {
        if (!open_) return;
        const bool was_up = up_;
        closed();
        handle(was_up ? Event{event::TransportDown{test::cut}} : Event{event::TransportFailed{test::cut}});
    }

    void closed()
    {
        open_ = up_ = closing_ = false;
        upload_.reset();
        on_server_.clear();
        answers_.clear();
    }

    void handle(const Event &event)
    {
        if (const auto *answer = std::get_if<event::TokenAnswered>(&event); answer && call_) {
            if (answer->request == call_->request) call_.reset();
        }
        if (call_ && h_.now >= call_deadline_) call_.reset(); // given up
        h_.handle(event);
        for (const Action &action : h_.actions)
            std::visit([this](const auto &concrete) { judge(concrete); }, action);
        REQUIRE(released_ == (state() == ConnectionState::ready));
        // Something will happen, or somebody else has the word: no state from which nothing leads on.
        REQUIRE((h_.session.next_deadline() || call_ || state() == ConnectionState::ready || closing_ || open_));
    }

    void judge(const action::AskToken &ask)
    {
        REQUIRE_FALSE(call_); // single flight
        call_ = ask;
        call_deadline_ = h_.now + seconds(30);
    }
    void judge(const action::OpenTransport &)
    {
        REQUIRE_FALSE(open_);
        open_ = true;
    }
    void judge(const action::CloseTransport &)
    {
        REQUIRE(open_);
        closing_ = true;
        upload_.reset();
    }
    void judge(const action::SendControl &control)
    {
        REQUIRE((open_ && up_ && !closing_));
        if (control.topic == control::get_offline_topic) {
            judge_packet();
            answers_.push_back(event::ControlAcked{control.id});
            return;
        }
        REQUIRE(control.topic == control::upload_token_topic);
        REQUIRE_FALSE(upload_); // one at a time
        const auto upload = control::decode_upload_token(control.payload.reveal());
        REQUIRE(upload);
        REQUIRE(dead_.count(std::string(upload->token.reveal())) == 0);
        upload_ = std::make_pair(upload->type, std::string(upload->token.reveal()));
        upload_id_ = control.id;
        ++uploads_;
    }
    void judge(const action::SendSubscribe &subscribe)
    {
        judge_packet();
        answers_.push_back(*Harness::answer_to(subscribe));
    }
    void judge(const action::SendUnsubscribe &unsubscribe)
    {
        judge_packet();
        answers_.push_back(*Harness::answer_to(unsubscribe));
    }
    // Nothing is sent before the tokens are acknowledged, nor during an upload.
    void judge_packet()
    {
        REQUIRE((open_ && up_ && !closing_));
        REQUIRE_FALSE(upload_);
        REQUIRE(all_on_server());
    }
    void judge(const action::ReleasePublishes &)
    {
        REQUIRE_FALSE(released_);
        judge_packet();
        released_ = true;
        paused_ = false;
    }
    void judge(const action::HoldPublishes &)
    {
        REQUIRE(released_);
        released_ = paused_ = false;
    }
    void judge(const action::PausePublishes &)
    {
        REQUIRE((released_ && !paused_ && upload_));
        paused_ = true;
    }
    void judge(const action::ResumePublishes &)
    {
        REQUIRE((released_ && paused_ && !upload_));
        paused_ = false;
    }
    void judge(const action::StoreTokens &store)
    {
        for (const Token &token : store.tokens)
            REQUIRE(dead_.count(std::string(token.text.reveal())) == 0);
    }
    void judge(const action::ReportState &) {}
    void judge(const action::CompleteSubscribe &) {}
    void judge(const action::CompleteUnsubscribe &) {}
    void judge(const action::CompletePull &) {}
    void judge(const action::ReportPull &) {}
    void judge(const action::Warn &) {}

    std::vector<TokenNeed> needs_;
    Harness h_;
    std::optional<action::AskToken> call_;
    Time call_deadline_{0};
    bool open_ = false, up_ = false, closing_ = false;
    bool released_ = false, paused_ = false;
    std::optional<std::pair<TokenType, std::string>> upload_;
    std::uint32_t upload_id_ = 0;
    std::map<TokenType, std::string> on_server_;
    std::set<std::string> dead_;
    std::vector<Event> answers_;
    std::uint64_t request_ = 0;
    std::size_t uploads_ = 0;
    int issued_ = 0;
};

const std::vector<std::vector<TokenNeed>> all_needs = {
    {{TokenType::read_write, {}}},
    {{TokenType::read, {}}, {TokenType::write, {}}},
    {{TokenType::read, {}}, {TokenType::write, {}}, {TokenType::read_write, {}}},
};

/// Where the sequences begin.
const std::map<std::string, std::function<void(World &)>> beginnings = {
    {"awaiting the first token", [](World &) {}},
    {"connecting",
     [](World &world) {
         while (world.state() != ConnectionState::connecting)
             world.step(Step::provider_answer);
     }},
    {"first upload on its way",
     [](World &world) {
         while (world.uploads() == 0)
             world.step(world.state() == ConnectionState::awaiting_token ? Step::provider_answer : Step::move_on);
     }},
    {"ready",
     [](World &world) {
         world.step(Step::subscribe);
         world.settle();
     }},
    {"renewal asked for",
     [](World &world) {
         world.settle();
         world.step(Step::move_on);
     }},
    {"renewal on its way",
     [](World &world) {
         world.settle();
         world.step(Step::move_on);
         world.step(Step::provider_answer);
         REQUIRE(world.renewing());
     }},
    {"waiting after a loss",
     [](World &world) {
         world.settle();
         world.step(Step::disconnect);
     }},
};

} // namespace

TEST_CASE("every interleaving of up to four events keeps the promises of token mode, and the client recovers from it")
{
    const char *const setting = std::getenv("LMQ_INTERLEAVING_LENGTH");
    const int longest = setting ? std::atoi(setting) : 4;
    std::size_t sequences = 0;
    for (const auto &needs : all_needs) {
        for (const auto &row : beginnings) {
            const auto &beginning = row.first;
            const auto &begin = row.second;
            for (int length = 1; length <= longest; ++length) {
                int total = 1;
                for (int i = 0; i < length; ++i)
                    total *= steps;
                for (int code = 0; code < total; ++code) {
                    World world(needs);
                    begin(world);
                    std::string sequence;
                    int rest = code;
                    for (int i = 0; i < length; ++i, rest /= steps)
                        sequence += std::string(" | ") + name(static_cast<Step>(rest % steps));
                    INFO(beginning << ", " << needs.size() << " tokens:" << sequence);
                    rest = code;
                    for (int i = 0; i < length; ++i, rest /= steps)
                        world.step(static_cast<Step>(rest % steps));
                    world.settle();
                    ++sequences;
                }
            }
        }
    }
    std::printf("%zu sequences\n", sequences);
}

TEST_CASE("long random sequences keep them too")
{
    for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
        CAPTURE(seed);
        std::mt19937_64 random(seed);
        World world(all_needs[seed % all_needs.size()], seed);
        for (int i = 0; i < 200; ++i)
            world.step(random() % 3 == 0
                           ? static_cast<Step>(random() % steps)
                           : std::array{Step::move_on, Step::provider_answer, Step::puback}[random() % 3]);
        world.settle();
    }
}
