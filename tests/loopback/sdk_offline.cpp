// Offline messages of the real broker, pulled through the SDK.

#include <algorithm>
#include <set>

#include "lmq/duplicate_filter.hpp"
#include "token_desk.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

constexpr milliseconds quick{300};

ClientOptions keeping(const Service &service, std::optional<OfflinePull> configured = std::nullopt)
{
    ClientOptions options = service.device("reader");
    options.clean_session = false;
    options.offline_pull = configured;
    return options;
}

OfflinePull pull_of(int batch, control::PullOrder order = control::PullOrder::ascending)
{
    return {order, batch, quick};
}

/// `count` messages, "0" and up, are kept for the reader, who is away.
void keep(const Service &service, int count, int from = 0)
{
    {
        Device reader(keeping(service));
        reader.connect().subscribe({{"TopicA/notice/", QoS::at_least_once}});
    }
    REQUIRE(service.wait_connected("GID_AAA@@@reader", false));
    Device writer(service.device("writer"));
    writer.connect();
    for (int i = 0; i < count; ++i)
        REQUIRE(writer.publish_async(message(std::to_string(from + i))));
    REQUIRE(writer.published.wait_for(static_cast<std::size_t>(count)));
    REQUIRE(
        eventually([&] { return service->session("GID_AAA@@@reader")->offline >= static_cast<std::size_t>(count); }));
}

std::vector<std::string> numbers(int first, int last)
{
    std::vector<std::string> all;
    for (int i = first; i != last; i += first < last ? 1 : -1)
        all.push_back(std::to_string(i));
    return all;
}

bool is_last(const PullProgress &progress)
{
    return progress.finished;
}

} // namespace

TEST_CASE("oldest first, or newest first, and no more than was asked for")
{
    Service service;
    keep(service, 8);
    Device reader(keeping(service));
    reader.connect();
    REQUIRE(reader->offline().pull(3, control::PullOrder::descending));
    REQUIRE(reader.messages.wait_for(3));
    CHECK(payloads(reader.messages) == numbers(7, 4));
    CHECK(service->session(reader.id())->offline == 5);
    reader.messages.clear();
    REQUIRE(reader->offline().pull(30));
    REQUIRE(reader.messages.wait_for(5));
    CHECK(payloads(reader.messages) == numbers(0, 5));
    CHECK(eventually([&] { return service->session(reader.id())->offline == 0; }));
    CHECK(service->statistics().offline_pulls == 2);
}

TEST_CASE("a pull of everything delivers each of a hundred once, and says when there are no more")
{
    Service service;
    keep(service, 100);
    Device reader(keeping(service));
    reader.connect();
    Recorder<PullProgress> news;
    REQUIRE(reader->offline().pull_all([&](const PullProgress &progress) { news.add(progress); }, pull_of(30)));
    REQUIRE(news.wait_until_any(is_last));
    CHECK(payloads(reader.messages) == numbers(0, 100));
    const PullProgress last = news.all().back();
    CHECK(last.result);
    CHECK(last.received == 100);
    CHECK(last.requests == 5);
    CHECK(service->statistics().offline == 0);
}

TEST_CASE("however small the batches, the service takes every request")
{
    Service service;
    keep(service, 12);
    Device reader(keeping(service, pull_of(1)));
    Recorder<PullProgress> news;
    reader->on_offline([&](const PullProgress &progress) { news.add(progress); });
    reader.connect();
    REQUIRE(news.wait_until_any(is_last));
    CHECK(payloads(reader.messages) == numbers(0, 12));
    CHECK(news.all().back().requests == 13);
    CHECK(service->statistics().offline_pulls == 13); // none was beyond the rate
}

TEST_CASE("the configured pull runs after each connect")
{
    Service service;
    Device reader(keeping(service, pull_of(30)));
    Recorder<PullProgress> news;
    reader->on_offline([&](const PullProgress &progress) {
        if (progress.finished) news.add(progress);
    });
    reader.connect().subscribe({{"TopicA/notice/", QoS::at_least_once}});
    REQUIRE(news.wait_for(1));
    CHECK(news.all()[0].received == 0);
    Device writer(service.device("writer"));
    writer.connect();
    for (std::size_t round = 1; round <= 3; ++round) {
        REQUIRE(reader->disconnect(patience));
        REQUIRE(service.wait_connected(reader.id(), false));
        for (int i = 0; i < 3; ++i)
            REQUIRE(writer.publish(message(std::to_string(round * 10 + static_cast<std::size_t>(i)))));
        reader.connect();
        REQUIRE(news.wait_for(round + 1));
        CHECK(news.all()[round].received == 3);
        CHECK(reader.messages.size() == 3 * round);
    }
    REQUIRE(service->kick(reader.id()));
    REQUIRE(news.wait_for(5));
}

TEST_CASE("a connection that pulls is pushed nothing of the backlog by itself")
{
    Service service(on_virtual_clock());
    keep(service, 50);
    Device reader(keeping(service));
    reader.connect();
    Recorder<int> done;
    REQUIRE(reader->offline().pull(10, control::PullOrder::ascending,
                                   [&](const Result<void> &result) { done.add(result ? 1 : 0); }));
    REQUIRE(done.wait_for(1));
    REQUIRE(reader.messages.wait_for(10));
    for (int i = 0; i < 12; ++i)
        REQUIRE(service->advance(seconds(10))); // the first heartbeat period is over, and some more
    CHECK(service->session(reader.id())->offline == 40);
}

TEST_CASE("in token mode the pull comes behind the token")
{
    Service service;
    TokenDesk desk(service);
    const auto options = [&](std::optional<OfflinePull> configured) {
        ClientOptions made = token_device(service, desk, "phone");
        made.clean_session = false;
        made.offline_pull = configured;
        return made;
    };
    {
        Device phone(options(std::nullopt));
        phone.connect().subscribe({{"TopicA/notice/", QoS::at_least_once}});
    }
    REQUIRE(service.wait_connected("GID_AAA@@@phone", false));
    Device writer(service.device("writer"));
    writer.connect();
    for (const std::string &payload : numbers(0, 5))
        REQUIRE(writer.publish(message(payload)));
    Device phone(options(pull_of(30)));
    Recorder<PullProgress> news;
    phone->on_offline([&](const PullProgress &progress) { news.add(progress); });
    phone.connect();
    REQUIRE(news.wait_until_any(is_last));
    CHECK(payloads(phone.messages) == numbers(0, 5));
    CHECK(phone->statistics().connects == 1);
}

TEST_CASE("a slow handler holds the pulling back, and gets nothing twice")
{
    Service service;
    keep(service, 60);
    Device reader(keeping(service, pull_of(10)));
    Recorder<std::string> handled;
    reader->on_message([&](const ReceivedMessage &received) {
        handled.add(received.payload);
        // Until the broker has the acknowledgements of all that it sent: it could be asked again.
        if (handled.size() == 1)
            CHECK(eventually([&] {
                const auto session = service->session("GID_AAA@@@reader");
                return session->inflight == 0 && session->offline <= 50;
            }));
        CHECK(service->session("GID_AAA@@@reader")->offline + handled.size() + 10 + 30 >= 60);
    });
    Recorder<PullProgress> news;
    reader->on_offline([&](const PullProgress &progress) { news.add(progress); });
    reader.connect();
    REQUIRE(news.wait_until_any(is_last));
    CHECK(handled.all() == numbers(0, 60));
}

TEST_CASE("what a lost connection left unacknowledged comes again, and a filter tells it")
{
    Service service;
    keep(service, 40);
    // From the fifteenth on, what the batch's rest was acknowledged with is lost with the connection.
    broker::FaultRule lost = rule("PUBACK", broker::FaultAction::refuse, 15);
    lost.direction = broker::FaultDirection::in;
    service->add_fault(lost);
    Device reader(keeping(service, pull_of(10)));
    DuplicateFilter filter;
    Recorder<std::string> fresh;
    reader->on_message([&](const ReceivedMessage &received) {
        if (!filter.seen(received)) fresh.add(received.payload);
    });
    Recorder<PullProgress> news;
    reader->on_offline([&](const PullProgress &progress) { news.add(progress); });
    reader.connect();
    REQUIRE(news.wait_until_any(is_last));
    const auto all = fresh.all();
    CHECK(std::set<std::string>(all.begin(), all.end()).size() == 40);
    CHECK(all.size() == 40);
    CHECK(reader->statistics().connects == 2);
    CHECK(reader->statistics().messages_received > 40);
}
