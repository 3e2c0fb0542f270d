#ifndef LMQ_BENCH_SUBJECT_HPP
#define LMQ_BENCH_SUBJECT_HPP

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace lmq::bench
{

/// What is measured: one connected MQTT client, our own or plain Paho's, behind the same few calls.
class Subject
{
public:
    virtual ~Subject() = default;
    virtual bool connect() = 0; ///< blocks, up to 10 s
    virtual bool subscribe(const std::string &filter, int qos) = 0;
    /// `done` is called once, from any thread, when it is acknowledged or written.
    virtual bool publish(const std::string &topic, const std::string &payload, int qos) = 0;
    virtual bool is_ready() = 0;
};

/// What a subject tells; shared by both so that the measuring costs the same.
struct Events {
    std::atomic<std::uint64_t> published{0};
    std::atomic<std::uint64_t> received{0};
    std::mutex mutex;
    std::condition_variable changed;
    std::atomic<std::uint64_t> wanted{UINT64_MAX}; ///< published + received at which `changed` is notified

    void count(std::atomic<std::uint64_t> &counter)
    {
        ++counter;
        if (published + received >= wanted) wake();
    }
    void wake()
    {
        {
            const std::lock_guard<std::mutex> lock(mutex);
        }
        changed.notify_all();
    }
    /// Waits until `done`, which is asked whenever published + received reaches `at`.
    bool wait(std::uint64_t at, const std::function<bool()> &done, int seconds = 60);
};

struct Settings {
    std::string uri; ///< tcp:// or ssl://
    std::string client_id;
    std::string ca_file; ///< of ssl://
    int keep_alive_s = 90;
    bool poll = false;          ///< lmq: a thread of the subject's polls instead of the client's own
    bool wake_transport = true; ///< lmq
    bool spare = false;         ///< lmq: messages are made from Client::spare_message()
};

std::unique_ptr<Subject> make_lmq_subject(const Settings &settings, Events &events);
std::unique_ptr<Subject> make_paho_subject(const Settings &settings, Events &events);

} // namespace lmq::bench

#endif
