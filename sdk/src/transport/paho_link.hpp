#ifndef LMQ_TRANSPORT_PAHO_LINK_HPP
#define LMQ_TRANSPORT_PAHO_LINK_HPP

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <MQTTAsync.h>

#include "lmq/platform/peer_socket.hpp"
#include "transport/transport.hpp"

namespace lmq::transport
{

/// What a link tells its owner about the attempt it stands for. Called on Paho's threads, under Paho's lock.
class LinkOwner
{
public:
    virtual ~LinkOwner() = default;
    virtual void link_up(bool session_present) = 0;
    /// `code` is CONNACK's if above 0, else Paho's.
    virtual void link_failed(int code, const char *text) = 0;
    /// Why the connection that Paho found ended did so, where somebody knows better than Paho.
    virtual std::optional<std::string> why_lost() = 0;
};

/// One Paho handle: one try to connect to one numeric address, and the connection if it comes about. Never used again
/// afterwards, so nothing that Paho still holds of an old connection is sent on a new one.
///
/// Its callbacks run under the process-wide lock that MQTTAsync_destroy takes as well, so none runs, or begins, once
/// the destructor is through; what the destructor itself sets off is dropped.
class PahoLink
{
public:
    PahoLink(Listener &listener, LinkOwner &owner, Epoch epoch) : listener_(listener), owner_(owner), epoch_(epoch) {}
    ~PahoLink();
    PahoLink(const PahoLink &) = delete;
    PahoLink &operator=(const PahoLink &) = delete;

    Result<void> open(const ConnectOptions &options, const std::string &address, std::uint16_t port);
    /// Once connected: finds the socket, which Paho does not tell, and sets it up.
    void adopt_socket();
    /// Ends the holding back that a full listener began.
    void resume();
    bool congested();
    Result<void> publish(Token token, const Message &message);
    Result<void> subscribe(Token token, const std::vector<Subscription> &subscriptions);
    Result<void> unsubscribe(Token token, const std::vector<std::string> &filters);

private:
    /// What a packet's callback needs to know; reused, so that a publish allocates none.
    struct Slot {
        PahoLink *link = nullptr;
        Token token;
        int qos = 0;           ///< publish
        std::size_t count = 0; ///< subscribe: of filters
    };

    Slot *take_slot(Token token, int qos, std::size_t count);
    void give_back(Slot *slot);
    void written(Slot *slot);
    void drop(Error error);
    void sever(Error error);
    bool hold_if(bool full);

    static void on_connected(void *context, MQTTAsync_successData *data);
    static void on_connect_failed(void *context, MQTTAsync_failureData *data);
    static void on_connection_lost(void *context, char *cause);
    static int on_message(void *context, char *topic, int topic_size, MQTTAsync_message *message);
    static void on_published(void *context, MQTTAsync_successData *data);
    static void on_publish_failed(void *context, MQTTAsync_failureData *data);
    static void on_subscribed(void *context, MQTTAsync_successData *data);
    static void on_subscribe_failed(void *context, MQTTAsync_failureData *data);
    static void on_unsubscribed(void *context, MQTTAsync_successData *data);
    static void on_unsubscribe_failed(void *context, MQTTAsync_failureData *data);

    Listener &listener_;
    LinkOwner &owner_;
    const Epoch epoch_;
    MQTTAsync handle_ = nullptr;
    std::atomic<bool> silent_{false}; ///< nothing more is reported

    std::atomic<bool> severed_{false}; ///< nothing can be written any more

    std::mutex socket_mutex_; ///< a leaf
    std::string address_;     ///< where the socket leads
    std::uint16_t port_ = 0;
    platform::PeerSocket socket_;
    std::atomic<bool> held_{false}; ///< written under socket_mutex_

    std::uint64_t handed_over_ = 0; ///< bytes of publishes, since all of them were known to be written
    std::uint64_t written_then_ = 0;
    std::optional<std::chrono::milliseconds> given_time_until_; ///< where written_then_ is not known

    std::mutex slots_mutex_;                   ///< a leaf: nothing is called with it held
    std::vector<std::unique_ptr<Slot>> slots_; ///< Paho keeps pointers to them
    std::vector<Slot *> free_slots_;
    std::vector<Slot *> unwritten_; ///< QoS 0 publishes in the order of hand-over
    std::vector<Token> written_;    ///< used by written() only
};

} // namespace lmq::transport

#endif
