// A device is killed again and again while messages flow both ways: nothing that it, or the broker, was promised is
// lost.
#include <map>
#include <random>
#include <set>

#include "child_process.hpp"
#include "sdk_fixture.hpp"
#include "support/setting.hpp"
#include "support/temporary_folder.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

/// What all lives of the device wrote down.
struct Diary {
    std::set<std::string> accepted;
    std::set<std::string> completed;
    std::map<std::string, int> handled;
    std::vector<std::string> wrong;
    bool drained = false; ///< the last life's outbox

    void read(const std::string &line)
    {
        const std::string rest = line.size() > 2 ? line.substr(2) : "";
        if (line[0] == 'A') {
            accepted.insert(rest);
        } else if (line[0] == 'C') {
            completed.insert(rest);
        } else if (line[0] == 'H') {
            ++handled[rest]; // at least once; the service repeats without DUP (spec 9.3)
        } else if (line[0] == 'Z') {
            drained = true;
        } else {
            wrong.push_back(line);
        }
    }
};

/// Messages for the device, from a client that nobody kills.
class Sender
{
public:
    explicit Sender(const Service &service) : device_(service.device("sender")) { device_.connect(); }
    void send(std::uint64_t count)
    {
        for (; count > 0; --count) {
            REQUIRE(device_.publish_async(message("d" + std::to_string(sent_), QoS::at_least_once, "TopicB/down/x")));
            ++sent_;
        }
    }
    bool all_stored() { return device_.published.wait_for(sent_); }
    std::size_t sent() const { return sent_; }

private:
    Device device_;
    std::size_t sent_ = 0;
};

std::set<std::string> missing(const std::set<std::string> &wanted, const std::map<std::string, int> &there)
{
    std::set<std::string> none;
    for (const std::string &one : wanted)
        if (there.count(one) == 0) none.insert(one);
    return none;
}

std::map<std::string, int> everything_in_mq(const Service &service)
{
    std::map<std::string, int> stored;
    for (;;) {
        const auto some = service->mq_consume("TopicA", "GID_server", 1000, milliseconds(0));
        REQUIRE(some);
        if (some->empty()) return stored;
        for (const auto &one : *some)
            ++stored[one.body];
    }
}

} // namespace

TEST_CASE("a device that is killed at any instant loses nothing it accepted, and nothing it acknowledged")
{
    const std::uint64_t seed = setting("LMQ_KILL_SEED", 20181023);
    const std::uint64_t rounds = setting("LMQ_KILL_ROUNDS", 100);
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    auto config = at_once();
    config.limits.session_queue_messages = 1000000;
    Service service(config);
    const TemporaryFolder folder;
    Sender sender(service);
    Diary diary;
    const auto start = [&](std::uint64_t first, milliseconds interval) {
        return std::make_unique<ChildProcess>(
            LMQ_KILL_CHILD_BINARY, std::vector<std::string>{service->tcp_uri(), folder.file(""), std::to_string(first),
                                                            std::to_string(interval.count())});
    };

    { // From its first subscription on the broker keeps messages for it.
        const auto child = start(0, milliseconds(0));
        REQUIRE(eventually([&] {
            const auto session = service->session("GID_AAA@@@victim");
            return session && !session->subscriptions.empty();
        }));
    }
    for (std::uint64_t round = 1; round <= rounds; ++round) {
        CAPTURE(round);
        const bool each = random() % 3 != 0;
        const auto child = start(round * 100000, milliseconds(each ? 0 : 1 + random() % 10));
        // At an instant of its life: after so many lines, or while it begins; and a little later.
        const std::uint64_t lines = random() % 4 == 0 ? 0 : 1 + random() % 30;
        const bool connected = random() % 2 == 0; // so many acknowledgements, or so many lines of any kind
        for (std::uint64_t i = 0; i < lines;) {
            const auto line = child->line(patience);
            REQUIRE(line);
            diary.read(*line);
            if (!connected || line->front() == 'C') ++i;
            if (random() % 2 == 0) sender.send(1 + random() % 3);
        }
        const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(random() % 30000);
        for (auto left = until - std::chrono::steady_clock::now(); left.count() > 0;
             left = until - std::chrono::steady_clock::now())
            if (const auto line = child->line(std::chrono::ceil<milliseconds>(left))) diary.read(*line);
        for (const std::string &line : child->kill())
            diary.read(line);
        REQUIRE_MESSAGE(diary.wrong.empty(), diary.wrong.front());
    }
    REQUIRE(sender.all_stored());

    // The last life does what is left.
    diary.drained = false;
    const auto child = start(0, milliseconds(0));
    const auto deadline = std::chrono::steady_clock::now() + 2 * patience;
    while (!diary.drained || diary.handled.size() < sender.sent()) {
        const auto line = child->line(patience);
        REQUIRE_MESSAGE(line, "handled " << diary.handled.size() << " of " << sender.sent());
        diary.read(*line);
        REQUIRE(std::chrono::steady_clock::now() < deadline);
    }
    child->kill();

    const std::map<std::string, int> stored = everything_in_mq(service);
    CHECK(missing(diary.completed, stored).empty());
    CHECK(missing(diary.accepted, stored).empty());
    REQUIRE_MESSAGE(diary.wrong.empty(), diary.wrong.front());
    std::size_t twice_handled = 0;
    for (const auto &[name, times] : diary.handled)
        twice_handled += times > 1 ? 1 : 0;
    std::size_t twice_stored = 0;
    for (const auto &[name, times] : stored)
        twice_stored += times > 1 ? 1 : 0;
    MESSAGE(rounds << " lives: " << diary.accepted.size() << " accepted, " << diary.completed.size() << " completed, "
                   << twice_stored << " stored more than once; " << sender.sent() << " sent, " << twice_handled
                   << " handled more than once");
}
