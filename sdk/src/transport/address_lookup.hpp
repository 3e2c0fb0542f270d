#ifndef LMQ_TRANSPORT_ADDRESS_LOOKUP_HPP
#define LMQ_TRANSPORT_ADDRESS_LOOKUP_HPP

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "lmq/platform/resolve.hpp"

namespace lmq::transport
{

/// Resolves one name on a thread of its own, for as long as that takes; whoever started it need not wait.
/// Not thread-safe.
class AddressLookup
{
public:
    AddressLookup() = default;
    ~AddressLookup() { cancel(); }
    AddressLookup(const AddressLookup &) = delete;
    AddressLookup &operator=(const AddressLookup &) = delete;

    /// `done` is called once from the other thread when take() has something to answer, unless cancelled first.
    void start(const std::string &host, std::function<void()> done);

    /// After it `done` is not called. Does not wait for the resolver.
    void cancel();

    /// The answer, once, when it is there.
    std::optional<platform::Resolved> take();

    bool running() const { return job_ != nullptr; }

private:
    struct Job;
    std::shared_ptr<Job> job_;
};

} // namespace lmq::transport

#endif
