#ifndef LMQ_BROKER_NET_FLASH_DOOR_HPP
#define LMQ_BROKER_NET_FLASH_DOOR_HPP

#include <chrono>
#include <list>
#include <memory>
#include <string>

#include "net/acceptor.hpp"

namespace lmq::broker::net
{

/// The listener of Flash's socket policy (spec 2.3): answers the request for it, or silence, with the policy, and
/// closes; speaks nothing else.
class FlashDoor
{
public:
    /// `silence`: real time.
    FlashDoor(boost::asio::io_context &io, Log &log, std::chrono::milliseconds silence);
    ~FlashDoor();

    /// Errors as Acceptor::listen.
    Result<void> listen(const Address &address);
    std::string address() const { return acceptor_.address(); }
    void close();

private:
    class Visit;

    boost::asio::io_context &io_;
    const std::chrono::milliseconds silence_;
    Acceptor acceptor_;
    std::list<std::shared_ptr<Visit>> visits_; // the oldest first
};

} // namespace lmq::broker::net

#endif
