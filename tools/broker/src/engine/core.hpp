#ifndef LMQ_BROKER_ENGINE_CORE_HPP
#define LMQ_BROKER_ENGINE_CORE_HPP

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "codec/connect.hpp"
#include "codec/publish.hpp"
#include "codec/subscribe.hpp"
#include "engine/auth_server.hpp"
#include "engine/backlog.hpp"
#include "engine/connection.hpp"
#include "engine/control_payload.hpp"
#include "engine/directory.hpp"
#include "engine/engine.hpp"
#include "engine/fault_rules.hpp"
#include "engine/journal.hpp"
#include "engine/mq_core.hpp"
#include "engine/online.hpp"
#include "engine/presence.hpp"
#include "engine/retained.hpp"
#include "engine/route.hpp"
#include "engine/session.hpp"
#include "engine/timers.hpp"
#include "engine/topic_tree.hpp"

namespace lmq::broker::engine
{

/// The state of the broker and what happens to it. The calls of Engine are the public part; the rest is spread over
/// files by concept, named beside each group.
class Core
{
public:
    Core(const Config &config, const Clock &clock, store::Store *store);
    ~Core();
    Core(const Core &) = delete;
    Core &operator=(const Core &) = delete;

    // storing.cpp
    Result<void> recover();
    Result<void> commit();
    void set_epoch(std::uint64_t epoch);

    // core.cpp: the network layer's turn
    ConnectionId open(std::string peer);
    std::size_t receive(ConnectionId id, codec::ByteSpan bytes);
    void closed(ConnectionId id);
    Connection &connection(ConnectionId id) { return *connections_[id]; }
    const Connection &connection(ConnectionId id) const { return *connections_[id]; }
    std::vector<ConnectionId> take_dirty();
    void drained(ConnectionId id);

    // deadlines.cpp
    void run_due();
    std::optional<std::int64_t> next_due_ms() const { return timers_.next_due_ms(); }

    Journal &journal() { return journal_; }

    // inspect.cpp
    FaultRules &faults() { return faults_; }
    std::vector<SessionInfo> sessions() const;
    std::optional<SessionInfo> session(std::string_view client_id) const;
    std::vector<Alarm> alarms() const { return {alarms_.begin(), alarms_.end()}; }
    bool kick(std::string_view client_id);
    BrokerStatistics statistics() const;
    void reset();

    // handle_token.cpp
    AuthAnswer authorize(AuthCall call, const AuthFields &fields);
    Result<std::string> issue_token(const TokenOrder &order) { return auth_.issue(order); }
    Result<void> revoke_token(std::string_view token);

    // online.cpp
    OnlineAnswer online_status(const AuthFields &fields);

    // from_mq.cpp
    Result<std::string> mq_produce(std::string_view topic, MqMessage message);
    Result<std::vector<MqMessage>> mq_consume(std::string_view topic, std::string_view group, std::size_t max,
                                              std::string_view expression);
    std::uint64_t mq_stored() const { return mq_.stored(); }

private:
    enum class Handled { done, later };
    enum class Timer : std::uint8_t { deadline, resume, release_output, retry, token, push, retention, storage };
    /// Owner of the timers that belong to no connection.
    static constexpr ConnectionId no_connection = 0xFFFFFFFFU;

    /// An application message on its way to its receivers.
    struct Passing {
        codec::Publish publish;
        codec::ByteSpan qos0_packet; ///< the packet as received, when it can be passed on as it is
        MessageRef message;          ///< made when the first receiver needs it
        SharedBytes large_qos0;      ///< the same, for a QoS 0 packet worth sharing
        bool encoded = false;        ///< qos0_packet stands in scratch_
    };

    /// A presence event on its way into MQ.
    struct Announcement {
        const TopicEntry *topic = nullptr;
        PresenceKind kind = PresenceKind::connect;
        std::string client_id;
        std::int64_t time_ms = 0;
        std::string body;
    };

    // core.cpp
    Handled handle(Connection &c, const codec::Frame &frame);
    Handled dispatch(Connection &c, const codec::Frame &frame);
    void mark_dirty(Connection &c);
    void make_room_for_half_open();
    void no_longer_half_open(Connection &c);

    // disconnect.cpp
    void begin_close(Connection &c, CloseMode mode, std::string_view why);
    void detach(Connection &c);
    void leave_connection(Session &session);
    bool done_with(const Session &session) const;
    void settle();
    void publish_will(const Connection &c, const Will &will, const Session &sender);
    void remove_session(Session &session);
    void unsubscribe_all(Session &session, bool only_qos2);

    // faults.cpp
    Handled handle_with_faults(Connection &c, const codec::Frame &frame);
    void send_with_faults(Connection &c, codec::PacketType type, codec::ByteSpan packet, std::string_view topic);
    void refuse(Connection &c, const codec::Frame &frame, int code);
    void release_output(Connection &c);
    void pause(Connection &c, std::int64_t until_ms);

    // handle_connect.cpp
    Handled handle_connect(Connection &c, const codec::Frame &frame);
    std::uint8_t admit(Connection &c, const codec::Connect &connect);
    std::uint8_t check_identity(Connection &c, const codec::Connect &connect);
    std::uint8_t check_credentials(Connection &c, std::string_view user_name, std::string_view password) const;
    bool verify_now(Connection &c);
    bool proven(Connection &c);
    bool enter(Connection &c, std::string_view client_id, bool &present);
    Session &make_session(std::string_view client_id);
    void wipe(Session &session);
    Session &attach(Connection &c, std::string_view client_id, bool clean, bool &present);
    void refuse_connect(Connection &c, std::string_view client_id, std::uint8_t code);
    void start_keepalive(Connection &c, unsigned asked_s);
    std::string generated_client_id();

    // handle_publish.cpp
    Handled handle_publish(Connection &c, const codec::Frame &frame);
    bool take_tps();
    void acknowledge(Connection &c, const codec::Publish &publish);
    void put_in_mq(const TopicEntry &topic, MqRecord &record, std::string_view ordered_by);
    void store_in_mq(const Connection &c, const Route &route, const codec::Publish &publish,
                     std::string_view client_id);
    const Route &route_of(Connection &c, std::string_view topic);

    // control.cpp
    Handled handle_control(Connection &c, const codec::Publish &publish);
    void handle_pending(Connection &c, const codec::Frame &frame);

    // announce.cpp
    void came_online(Connection &c);
    void tell_presence(const Connection &c, PresenceKind kind, std::string_view client_id);
    void announce(const TopicEntry &topic, PresenceEvent event);
    void put_out(const Announcement &event);
    void put_out_late();
    void announce_left_open();
    void tell_socket_closed(const Connection &c);
    std::size_t tcp_connections(std::string_view client_id) const;

    // handle_token.cpp
    void upload_token(Connection &c, const codec::Publish &publish);
    void accept_token(Connection &c, const codec::Publish &publish, HeldToken token);
    void notice_and_close(Connection &c, TokenCode code, std::string_view type);
    void notice_and_close(Connection &c, const TokenRefusal &refusal);
    void tell_expiry(Connection &c, HeldToken &token);
    void set_token_timer(Connection &c);
    void token_due(Connection &c);
    void end_revoked(const TokenClaims &revoked);

    // handle_subscribe.cpp
    Handled handle_subscribe(Connection &c, const codec::Frame &frame);
    bool may_subscribe(Connection &c, std::string_view filter);
    std::uint8_t subscribe(Session &session, const codec::SubscribeEntry &entry);
    void send_retained(Session &session, std::string_view filter, std::uint8_t granted);
    void handle_unsubscribe(Connection &c, const codec::Frame &frame);

    // handle_ack.cpp
    void handle_ack(Connection &c, const codec::Frame &frame);

    // deliver.cpp
    void distribute(const Route &route, Passing &passing, AccountIndex sender_account, bool sender_clean);
    void retain(const codec::Publish &publish);
    void deliver(const Route &route, Passing &passing);
    bool has_room(const Session &session) const;
    void deliver_qos0(Connection &c, Passing &passing);
    void hand_over(Session &session, Outgoing outgoing);
    void pump(Session &session);
    void send_flight(Connection &c, Flight &flight, bool dup);
    void send_ack(Connection &c, codec::PacketType type, std::uint16_t packet_id);
    void send(Connection &c, codec::PacketType type, codec::ByteSpan packet, std::string_view topic = {});
    void resend(Session &session);
    bool outlives(const Session &session, std::uint8_t subscription_qos, std::uint8_t qos) const;

    // keep.cpp
    struct How {
        std::uint8_t qos = 1;
        bool retain = false;
        bool p2p = false;
    };
    void keep(Session &session, Passing &passing, How how);
    void keep(Session &session, const MessageRef &message, How how);
    Outgoing on_its_way(Backlog::Place place);
    void mark_pushed(const Flight &flight);
    void forget(Backlog::Place place);
    void forget_all(Session &session, bool but_p2p);
    void make_offline(Backlog::Place place);
    void purge();
    void drop_oldest();
    void set_retention_timer();
    void expire_offline();

    // push.cpp
    bool pushes_at_once() const;
    void resume(Session &session);
    void schedule_push(Connection &c);
    void push_due(Connection &c);
    void push_all(Session &session);
    void push(Session &session, std::size_t most, PushOrder order);
    bool push(Session &session, Backlog::Place place);
    void push_withheld(Session &session);
    bool take_pull(Connection &c) const;
    void pull(Connection &c, codec::ByteSpan payload);

    // p2p.cpp
    void deliver_p2p(const Route &route, AccountIndex sender_account, bool sender_clean, Passing &passing);

    // deadlines.cpp
    void set_timer(Connection &c, Timers::Id &timer, Timer kind, std::int64_t due_ms);
    void deadline_passed(Connection &c);
    std::int64_t patience_ms(const Outgoing &outgoing) const;
    void retry_by(Connection &c, std::int64_t due_ms);
    void retry(Connection &c);

    // storing.cpp
    class Recoverer;
    void remember(Session &session);
    void store_kept(Backlog::Place place);
    void store_flight(const Flight &flight);
    void store_received(Session &session, std::uint16_t packet_id, bool waits);
    void store_subscription(const Session &session, const Subscription &subscription);
    void rely_on_store(Connection &c);
    bool store_refuses() const { return storage_error_.has_value(); }

    // alarms.cpp
    void alarm(std::string_view kind, std::string detail);

    Session *find_session(std::string_view client_id) const;
    bool plain() const { return config_.policy.plain; }
    bool prepaid() const { return config_.instance.edition == Edition::standard_prepaid; }

    const Config config_;
    const Clock &clock_;
    const std::unique_ptr<store::Store> no_store_; ///< stands in when none was given
    store::Store &store_;
    std::int64_t now_ms_; ///< read once a turn
    Directory directory_;
    TopicTree tree_;
    Router router_;
    RetainedStore retained_;
    MqCore mq_;
    Backlog backlog_;
    AuthServer auth_;
    Presence presence_;
    FaultRules faults_;
    Timers timers_;
    Journal journal_;

    std::vector<std::unique_ptr<Connection>> connections_; // by id
    std::vector<ConnectionId> free_ids_;
    std::uint64_t opened_ = 0;                        ///< connections ever; names those that are half open
    std::map<std::uint64_t, ConnectionId> half_open_; ///< without CONNECT yet, the oldest first
    std::vector<ConnectionId> dirty_;
    std::vector<ConnectionId> to_detach_;
    std::unordered_map<ConnectionId, std::string> leaving_; ///< client ids of connections that only have to close
    std::vector<std::string> left_empty_;                   ///< client ids of sessions that may have nothing left
    std::vector<ConnectionId> relying_;      ///< connections whose output must not leave before the next commit
    std::optional<Error> storage_error_;     ///< of the last commit, which failed
    std::deque<Announcement> announcements_; ///< held back while it fails
    Timers::Id retention_ = Timers::none;
    Timers::Id storage_retry_ = Timers::none;
    std::deque<Alarm> alarms_;
    std::unordered_map<std::string_view, std::unique_ptr<Session>> sessions_; // keys: their own client ids
    std::uint64_t last_serial_ = 0;
    std::uint64_t last_body_ = 0; ///< in the store
    std::uint64_t generated_ids_ = 0;
    std::size_t admitted_ = 0;      ///< connections past CONNACK 0
    std::size_t subscriptions_ = 0; ///< of all sessions
    std::int64_t tps_second_ = 0;
    std::size_t tps_used_ = 0;

    BrokerStatistics statistics_;
    std::string scratch_;
    std::vector<codec::SubscribeEntry> entries_;
    std::vector<std::string_view> filters_;
    std::vector<std::uint8_t> codes_;
};

} // namespace lmq::broker::engine

#endif
