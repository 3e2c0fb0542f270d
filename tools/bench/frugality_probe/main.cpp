// One measurement of tools/bench/frugality in a process of its own: prints `name value` lines, and `ready` where the
// script is to look at the process from outside, after which it waits for a line.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

#include "client_vs_paho/feeder.hpp"
#include "client_vs_paho/subject.hpp"
#include "heap.hpp"
#include "lmq/message.hpp"

namespace
{

using namespace lmq::bench;

struct Options {
    std::string row;
    bool paho = false;
    Settings settings;
    int clients = 20;
    int messages = 20000;
    int payload = 64;
    int qos = 0;
    int window = 100;
};

constexpr int fed_at_once = 500;

// Longer than what a std::string keeps inside.
const std::string topic = "bench/frugality/a-topic-of-40-bytes/value";

void must(bool done, const char *what)
{
    if (!done) throw std::runtime_error(what);
}

void print(const char *name, double value)
{
    std::printf("%s %.4f\n", name, value);
}

void let_look()
{
    std::puts("ready");
    std::fflush(stdout);
    std::string line;
    std::getline(std::cin, line);
}

std::unique_ptr<Subject> connected(const Options &options, int number, Events &events)
{
    Settings settings = options.settings;
    settings.client_id = "frugal-" + std::to_string(getpid()) + "-" + std::to_string(number);
    auto subject = options.paho ? make_paho_subject(settings, events) : make_lmq_subject(settings, events);
    must(subject && subject->connect(), "a client does not connect");
    for (const std::string name : {"first", "second", "third"})
        must(subject->subscribe(topic + "/" + settings.client_id + "/" + name, 1), "no SUBACK");
    return subject;
}

/// The live heap once nothing changes it any more.
std::int64_t settled()
{
    Heap last = heap();
    for (int quiet = 0; quiet < 20;) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        const Heap now = heap();
        quiet = now.live == last.live ? quiet + 1 : 0;
        last = now;
    }
    return last.live;
}

/// The first client is not counted: what the process needs once is not a client's.
void idle(const Options &options)
{
    Events events;
    std::vector<std::unique_ptr<Subject>> subjects;
    subjects.push_back(connected(options, 0, events));
    const std::int64_t before = settled();
    let_look();
    for (int i = 1; i < options.clients; ++i)
        subjects.push_back(connected(options, i, events));
    const std::int64_t after = settled();
    if (options.clients > 1) print("heap", static_cast<double>(after - before) / (options.clients - 1));
    let_look();
    for (const auto &subject : subjects)
        must(subject->is_ready(), "a client is not connected any more");
    std::fflush(stdout);
    std::_Exit(0); // Paho takes 100 ms and more to let a client go
}

/// What making one message costs the caller, whoever takes it then.
double caller_s(const Options &options, const std::string &payload)
{
    if (options.paho || options.settings.spare) return 0;
    const std::uint64_t before = heap().calls;
    for (int i = 0; i < options.messages; ++i) {
        lmq::Message message;
        message.topic = topic;
        message.payload = payload;
        must(message.payload.size() == payload.size(), "a message is not made");
    }
    return static_cast<double>(heap().calls - before) / options.messages;
}

void publish_all(Subject &subject, Events &events, const Options &options, const std::string &payload)
{
    const auto window = static_cast<std::uint64_t>(options.window);
    const std::uint64_t first = events.published;
    std::uint64_t sent = 0;
    for (; sent < static_cast<std::uint64_t>(options.messages); ++sent) {
        if (sent - (events.published - first) >= window) {
            const std::uint64_t enough = first + sent - window / 2;
            must(events.wait(enough, [&] { return events.published >= enough; }), "publishing stalls");
        }
        must(subject.publish(topic, payload, options.qos), "a publish is refused");
    }
    must(events.wait(first + sent, [&] { return events.published >= first + sent; }), "publishes stay unanswered");
}

void publish(const Options &options)
{
    Events events;
    const auto subject = connected(options, 0, events);
    const std::string payload(static_cast<std::size_t>(options.payload), 'x');
    publish_all(*subject, events, options, payload);
    const std::uint64_t before = heap().calls;
    publish_all(*subject, events, options, payload);
    const double all = static_cast<double>(heap().calls - before) / options.messages;
    print("allocations", all - caller_s(options, payload));
    std::fflush(stdout);
    std::_Exit(0);
}

void receive(const Options &options)
{
    Events events;
    const auto subject = connected(options, 0, events);
    must(subject->subscribe(topic, options.qos), "no SUBACK");
    const std::string payload(static_cast<std::size_t>(options.payload), 'x');
    const std::string port = options.settings.uri.substr(options.settings.uri.rfind(':') + 1);
    Feeder feeder(static_cast<std::uint16_t>(std::stoi(port)), "frugal-feeder");
    const auto feed = [&] {
        // No more at a time than the server keeps for a client that is slow.
        for (int left = options.messages; left > 0; left -= fed_at_once) {
            const int count = std::min(left, fed_at_once);
            const std::uint64_t all = events.received + static_cast<std::uint64_t>(count);
            feeder.publish(topic, payload, options.qos, count);
            must(events.wait(all, [&] { return events.received >= all; }), "messages are missing");
        }
    };
    feed();
    const std::uint64_t before = heap().calls;
    feed();
    print("allocations", static_cast<double>(heap().calls - before) / options.messages);
    std::fflush(stdout);
    std::_Exit(0);
}

bool parse(int argc, char **argv, Options &options)
{
    if (argc < 2) return false;
    options.row = argv[1];
    for (int i = 2; i < argc; ++i) {
        const std::string name = argv[i];
        if (name == "--paho") {
            options.paho = true;
        } else if (name == "--poll") {
            options.settings.poll = true;
        } else if (name == "--no-wake") {
            options.settings.wake_transport = false;
        } else if (name == "--spare") {
            options.settings.spare = true;
        } else if (i + 1 == argc) {
            return false;
        } else if (name == "--uri") {
            options.settings.uri = argv[++i];
        } else if (name == "--ca") {
            options.settings.ca_file = argv[++i];
        } else {
            const int value = std::atoi(argv[++i]);
            if (name == "--keep-alive")
                options.settings.keep_alive_s = value;
            else if (name == "--clients")
                options.clients = value;
            else if (name == "--messages")
                options.messages = value;
            else if (name == "--payload")
                options.payload = value;
            else if (name == "--qos")
                options.qos = value;
            else if (name == "--window")
                options.window = value;
            else
                return false;
        }
    }
    return !options.settings.uri.empty();
}

} // namespace

int main(int argc, char **argv)
{
    Options options;
    if (!parse(argc, argv, options)) {
        std::fputs("for tools/bench/frugality: ROW --uri URI [options]\n", stderr);
        return 2;
    }
    try {
        if (options.row == "idle") idle(options);
        if (options.row == "publish") publish(options);
        if (options.row == "receive") receive(options);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "%s, %s: %s\n", options.row.c_str(), options.paho ? "paho" : "lmq", error.what());
        return 1;
    }
    return 2;
}
