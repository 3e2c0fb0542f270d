// A device that is killed: publishes numbered messages and handles those it is sent, both with files, and writes down
// what it was told, a line each: "A n" publish() returned, "C n" completed, "H n" handled; "Z" the
// outbox is empty; "E text". client_kill_child URI FOLDER FIRST COMMIT_INTERVAL_MS; FIRST 0: publishes nothing.
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <string>

#include <unistd.h>

#include "lmq/client.hpp"

using namespace lmq;
using std::chrono::milliseconds;

namespace
{

void say(const std::string &text)
{
    const std::string line = text + "\n";
    // One write is whole or not at all: that is all that is left of us.
    if (write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) _exit(2);
}

/// Bounds what is under way.
class Window
{
public:
    void enter()
    {
        std::unique_lock<std::mutex> lock(mutex_);
        changed_.wait(lock, [this] { return under_way_ < 20; });
        ++under_way_;
    }
    void leave()
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        --under_way_;
        changed_.notify_all();
    }
    template <class Condition>
    void wait_until(Condition condition)
    {
        std::unique_lock<std::mutex> lock(mutex_);
        while (!condition())
            changed_.wait_for(lock, milliseconds(5));
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int under_way_ = 0;
};

} // namespace

int main(int count, char **arguments)
{
    if (count != 5) return 64;
    const std::string folder = arguments[2];
    long number = std::strtol(arguments[3], nullptr, 10);
    ClientOptions options;
    options.server_uri = arguments[1];
    options.client_id = "GID_AAA@@@victim";
    options.credentials = AccessKey{"AK_TEST_0001", Secret("SK_test_secret_0001")};
    options.clean_session = false;
    options.back_off = {milliseconds(2), milliseconds(10), std::chrono::seconds(60)};
    options.outbox.file = folder + "/outbox";
    options.outbox.commit_interval = milliseconds(std::strtol(arguments[4], nullptr, 10));
    options.outbox.max_messages = 100000; // many lives end before they send anything
    options.inbox.file = folder + "/inbox";
    const bool commits_each = options.outbox.commit_interval == milliseconds(0);

    Window window; // outlives the client
    auto client = Client::create(std::move(options));
    if (!client) {
        say("E " + describe(client.error()));
        return 1;
    }
    const auto completed = [](const std::string &payload, const Result<void> &result) {
        say(result ? "C " + payload : "E " + payload + ": " + describe(result.error()));
    };
    client->on_recovered(
        [completed](const Message &message, const Result<void> &result) { completed(message.payload, result); });
    client->on_message([](const ReceivedMessage &received) { say("H " + received.payload); });
    if (!client->subscribe({{"TopicB/down/#", QoS::at_least_once}}) || !client->start()) return 1;
    for (; number > 0; ++number) {
        window.enter();
        Message message;
        message.topic = "TopicA/up";
        message.payload = std::to_string(number);
        const auto taken = client->publish(message, [&, payload = message.payload](const Result<void> &result) {
            completed(payload, result);
            window.leave();
        });
        if (!taken) say("E " + describe(taken.error()));
        if (taken && commits_each) say("A " + message.payload);
    }
    window.wait_until([&] { return client->statistics().outbox_messages == 0; });
    say("Z");
    window.wait_until([] { return false; });
}
