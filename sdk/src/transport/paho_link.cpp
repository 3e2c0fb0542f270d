#include "transport/paho_link.hpp"

#include <algorithm>
#include <utility>

#include "lmq/platform/clock.hpp"
#include "transport/paho_error.hpp"

namespace lmq::transport
{
namespace
{

// The client keeps windows of its own; Paho's would send one message a second each once full.
constexpr int paho_window = 65000;
constexpr int held_messages = 1 << 20;

// Bytes handed over before somebody looks whether they were written.
constexpr std::uint64_t unchecked_bytes = 64U * 1024;
constexpr std::chrono::milliseconds time_to_write{10}; // of these, where the system does not tell what was written

std::string uri_of(const std::string &address, std::uint16_t port)
{
    const bool v6 = address.find(':') != std::string::npos;
    return "tcp://" + (v6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

Error refused_by_paho(int code)
{
    Errc reason = Errc::publish_failed;
    if (code == MQTTASYNC_DISCONNECTED) reason = Errc::not_connected;
    if (code == MQTTASYNC_NO_MORE_MSGIDS || code == MQTTASYNC_MAX_BUFFERED_MESSAGES) reason = Errc::outbox_full;
    return paho_error(reason, "not taken", code);
}

} // namespace

PahoLink::~PahoLink()
{
    silent_ = true;
    if (handle_ != nullptr) MQTTAsync_destroy(&handle_);
}

Result<void> PahoLink::open(const ConnectOptions &options, const std::string &address, std::uint16_t port)
{
    address_ = address;
    port_ = port;
    MQTTAsync_createOptions create = MQTTAsync_createOptions_initializer;
    create.MQTTVersion = MQTTVERSION_3_1_1;
    create.maxBufferedMessages = held_messages;
    int code = MQTTAsync_createWithOptions(&handle_, uri_of(address, port).c_str(), options.client_id.c_str(),
                                           MQTTCLIENT_PERSISTENCE_NONE, nullptr, &create);
    if (code != MQTTASYNC_SUCCESS) {
        handle_ = nullptr;
        return tl::unexpected<Error>(paho_error(Errc::network_unreachable, "connection not begun", code));
    }
    MQTTAsync_setCallbacks(handle_, this, on_connection_lost, on_message, nullptr);

    MQTTAsync_connectOptions connect = MQTTAsync_connectOptions_initializer;
    connect.MQTTVersion = MQTTVERSION_3_1_1; // or it falls back to 3.1 after a refusal
    connect.keepAliveInterval = static_cast<int>(options.keep_alive.count());
    connect.cleansession = options.clean_session ? 1 : 0;
    connect.maxInflight = paho_window;
    connect.automaticReconnect = 0;
    // The caller's own timeout comes first: this one is looked at every 3 s only.
    connect.connectTimeout =
        static_cast<int>(std::chrono::duration_cast<std::chrono::seconds>(options.timeout).count()) + 10;
    connect.onSuccess = on_connected;
    connect.onFailure = on_connect_failed;
    connect.context = this;
    if (options.user_name) connect.username = options.user_name->c_str();
    if (options.password) {
        connect.binarypwd.data = options.password->reveal().data();
        connect.binarypwd.len = static_cast<int>(options.password->reveal().size());
    }
    MQTTAsync_willOptions will = MQTTAsync_willOptions_initializer;
    if (options.will) {
        will.topicName = options.will->topic.c_str();
        will.payload.data = options.will->payload.data();
        will.payload.len = static_cast<int>(options.will->payload.size());
        will.qos = static_cast<int>(options.will->qos);
        will.retained = options.will->retain ? 1 : 0;
        connect.will = &will;
    }
    code = MQTTAsync_connect(handle_, &connect);
    if (code != MQTTASYNC_SUCCESS)
        return tl::unexpected<Error>(paho_error(Errc::network_unreachable, "connection not begun", code));
    return {};
}

void PahoLink::adopt_socket()
{
    const std::lock_guard<std::mutex> lock(socket_mutex_); // or sever() might find it neither new nor known
    socket_ = platform::PeerSocket::adopt(address_, port_);
    if (held_) socket_.hold(true);
    if (const auto output = socket_.output(); output && output->written) written_then_ = *output->written;
}

bool PahoLink::congested()
{
    if (handed_over_ < unchecked_bytes) return false;
    std::optional<platform::PeerSocket::Output> output;
    {
        const std::lock_guard<std::mutex> lock(socket_mutex_);
        output = socket_.output();
    }
    const auto written = output ? output->written : std::nullopt;
    if ((output && output->crowded) || (written && *written - written_then_ < handed_over_)) return true;
    if (!written) { // nothing tells: Paho is at least given time for it
        const auto now = platform::monotonic_now();
        if (!given_time_until_) given_time_until_ = now + time_to_write;
        if (now < *given_time_until_) return true;
        given_time_until_.reset();
    }
    handed_over_ = 0;
    if (written) written_then_ = *written;
    return false;
}

bool PahoLink::hold_if(bool full)
{
    if (!full) return held_;
    const std::lock_guard<std::mutex> lock(socket_mutex_);
    if (!held_.exchange(true)) socket_.hold(true);
    return true;
}

void PahoLink::resume()
{
    const std::lock_guard<std::mutex> lock(socket_mutex_);
    if (held_.exchange(false)) socket_.hold(false);
}

Result<void> PahoLink::publish(Token token, const Message &message)
{
    const int qos = static_cast<int>(message.qos);
    Slot *slot = take_slot(token, qos, 0);
    MQTTAsync_responseOptions response = MQTTAsync_responseOptions_initializer;
    response.onSuccess = on_published;
    response.onFailure = on_publish_failed;
    response.context = slot;
    const int code = MQTTAsync_send(handle_, message.topic.c_str(), static_cast<int>(message.payload.size()),
                                    message.payload.data(), qos, message.retain ? 1 : 0, &response);
    if (code == MQTTASYNC_SUCCESS) {
        handed_over_ += message.topic.size() + message.payload.size();
        return {};
    }
    give_back(slot);
    return tl::unexpected<Error>(refused_by_paho(code));
}

Result<void> PahoLink::subscribe(Token token, const std::vector<Subscription> &subscriptions)
{
    std::vector<char *> filters;
    std::vector<int> qos;
    for (const Subscription &subscription : subscriptions) {
        filters.push_back(const_cast<char *>(subscription.filter.c_str())); // Paho copies it
        qos.push_back(static_cast<int>(subscription.qos));
    }
    Slot *slot = take_slot(token, -1, subscriptions.size());
    MQTTAsync_responseOptions response = MQTTAsync_responseOptions_initializer;
    response.onSuccess = on_subscribed;
    response.onFailure = on_subscribe_failed;
    response.context = slot;
    const int code =
        MQTTAsync_subscribeMany(handle_, static_cast<int>(filters.size()), filters.data(), qos.data(), &response);
    if (code == MQTTASYNC_SUCCESS) return {};
    give_back(slot);
    return tl::unexpected<Error>(refused_by_paho(code));
}

Result<void> PahoLink::unsubscribe(Token token, const std::vector<std::string> &filters)
{
    std::vector<char *> texts;
    for (const std::string &filter : filters)
        texts.push_back(const_cast<char *>(filter.c_str())); // Paho copies it
    Slot *slot = take_slot(token, -1, filters.size());
    MQTTAsync_responseOptions response = MQTTAsync_responseOptions_initializer;
    response.onSuccess = on_unsubscribed;
    response.onFailure = on_unsubscribe_failed;
    response.context = slot;
    const int code = MQTTAsync_unsubscribeMany(handle_, static_cast<int>(texts.size()), texts.data(), &response);
    if (code == MQTTASYNC_SUCCESS) return {};
    give_back(slot);
    return tl::unexpected<Error>(refused_by_paho(code));
}

PahoLink::Slot *PahoLink::take_slot(Token token, int qos, std::size_t count)
{
    const std::lock_guard<std::mutex> lock(slots_mutex_);
    Slot *slot = nullptr;
    if (free_slots_.empty()) {
        slot = slots_.emplace_back(std::make_unique<Slot>()).get();
    } else {
        slot = free_slots_.back();
        free_slots_.pop_back();
    }
    *slot = {this, token, qos, count};
    if (qos == 0) unwritten_.push_back(slot);
    return slot;
}

void PahoLink::give_back(Slot *slot)
{
    const std::lock_guard<std::mutex> lock(slots_mutex_);
    if (slot->qos == 0) unwritten_.erase(std::remove(unwritten_.begin(), unwritten_.end(), slot), unwritten_.end());
    free_slots_.push_back(slot);
}

// Paho remembers one partly written QoS 0 publish a client and may forget it for a later one, but it writes in order:
// what was handed over before a written one was written too.
void PahoLink::written(Slot *slot)
{
    written_.clear();
    {
        const std::lock_guard<std::mutex> lock(slots_mutex_);
        const auto known = std::find(unwritten_.begin(), unwritten_.end(), slot);
        if (known == unwritten_.end()) return;
        for (auto it = unwritten_.begin(); it != known + 1; ++it) {
            written_.push_back((*it)->token);
            free_slots_.push_back(*it);
        }
        unwritten_.erase(unwritten_.begin(), known + 1);
    }
    for (const Token token : written_)
        listener_.on_published(epoch_, token);
}

// Paho acknowledges a message when the callback that this is called from has returned, and has no way to be told not
// to: so its socket is made unable to carry the acknowledgement.
void PahoLink::sever(Error error)
{
    severed_ = true;
    {
        const std::lock_guard<std::mutex> lock(socket_mutex_);
        if (!socket_.sever()) platform::PeerSocket::sever_new(address_, port_);
    }
    drop(std::move(error));
}

void PahoLink::drop(Error error)
{
    if (!silent_.exchange(true)) listener_.on_down(epoch_, std::move(error));
}

} // namespace lmq::transport
