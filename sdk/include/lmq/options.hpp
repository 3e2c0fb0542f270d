#ifndef LMQ_OPTIONS_HPP
#define LMQ_OPTIONS_HPP

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "lmq/credentials.hpp"
#include "lmq/limits.hpp"
#include "lmq/log.hpp"
#include "lmq/message.hpp"
#include "lmq/offline.hpp"
#include "lmq/tls.hpp"

namespace lmq
{

/// Which dialect the server speaks.
enum class ServiceProfile {
    aliyun,   ///< MQ for IoT: group rules, `$SYS/` control messages, service limits
    standard, ///< any MQTT 3.1.1 broker: none of those
};

/// What the outbox does with a new message when it is at a cap.
enum class OutboxPolicy {
    refuse_newest,    ///< publish() answers outbox_full
    drop_oldest,      ///< the oldest message not yet sent, of the lowest priority there is and never above the new
                      ///< one's, completes with dropped_oldest
    latest_per_topic, ///< a message not yet sent on the same topic completes with superseded (at any fill); else
                      ///< as refuse_newest
};

/// Caps of the publishes that wait for a connection or an acknowledgement.
struct OutboxOptions {
    std::size_t max_messages = 1000;                   ///< 1 and up
    std::size_t max_bytes = 8 * 1024 * 1024;           ///< topics and payloads together
    OutboxPolicy policy = OutboxPolicy::refuse_newest; ///< at a cap
    /// Time to live of messages that have none of their own; 1 ms and up. Nothing: for ever.
    std::optional<std::chrono::milliseconds> max_age;
    /// A file of this client alone, in a folder that exists: what is in the outbox survives the process, and a restart
    /// of the device, and is sent by the next client with this file (sdk/docs/durability.md). Empty: in memory. Needs a
    /// build with SQLite.
    std::string file;
    /// With a file: how long a publish may be in memory only; 0: publish() returns after it is on the disk, and it is
    /// not sent before. One commit in this time at most, whatever the rate (0: one for each that waits, shared by
    /// threads); what is acknowledged before its commit is never written. 0 to 60 s.
    std::chrono::milliseconds commit_interval{200};
};

/// Received messages that are kept until their handler has returned (sdk/docs/durability.md).
struct InboxOptions {
    /// A file of this client alone, not that of the outbox, in a folder that exists: a QoS 1 or 2 message is
    /// acknowledged (QoS 2: PUBCOMP) only after it is in it, and leaves it when its handler has returned; what a crash
    /// left there is handled from start() on, as duplicates, before anything new. One commit a message. While it cannot
    /// be written, QoS 1 is not acknowledged and the connection is dropped; QoS 2 is handled from memory. Empty: a
    /// message is acknowledged when it was received. Needs a build with SQLite.
    std::string file;
};

/// Time between connection attempts: full jitter, i.e. uniform in [0, min(max, min·2^n)], at least `min`/10.
struct BackOff {
    std::chrono::milliseconds min{1000};           ///< 1 ms and up
    std::chrono::milliseconds max{120000};         ///< `min` and up
    std::chrono::milliseconds stable_after{60000}; ///< a connection that was ready this long resets it
};

/// Who runs the handlers.
enum class Dispatch {
    thread, ///< one thread the client owns
    poll,   ///< the caller's thread, inside Client::poll()
};

/// Everything a client is made from; checked by Client::create.
struct ClientOptions {
    /// `tcp://host:port`, `ssl://` (or `mqtts://`), `ws://host:port/path` or `wss://` (spec 2); an IPv6 host in
    /// brackets. Ports default to 1883, 8883, 80 and 443, the path to `/mqtt`.
    std::string server_uri;
    std::string client_id;   ///< `GroupID@@@DeviceID` (spec 3.1); any MQTT client id in the standard profile
    Credentials credentials; ///< default: Anonymous
    ServiceProfile profile = ServiceProfile::aliyun;  ///< the rules that are kept
    TlsOptions tls;                                   ///< of `ssl://` and `wss://`; refused with the others
    std::optional<HttpProxy> http_proxy;              ///< default: none, whatever the environment says
    bool clean_session = true;                        ///< fixed for the client's life (spec 5.3)
    std::chrono::seconds keep_alive{90};              ///< 1 to 120 s in the aliyun profile; 0 (off) to 65535 else
    std::chrono::milliseconds connect_timeout{15000}; ///< from the look-up to CONNACK, all together; 100 ms and up
    std::chrono::milliseconds ack_timeout{20000}; ///< for SUBACK and control messages; then the connection is dropped
    BackOff back_off;                             ///< between attempts to connect
    bool ordered = false; ///< order mode (spec 13): one publish in flight, `$SYS/enableOrderMsg` after each connect
    std::size_t max_inflight = 100; ///< QoS 1 and 2 publishes unacknowledged at once; 1 to 65535; 1 in order mode
    double max_publish_rate = 0;    ///< messages a second over all QoS; 0: unlimited
    std::optional<Will> will;       ///< default: none
    OutboxOptions outbox;           ///< publishes that wait
    InboxOptions inbox;             ///< received messages that wait for their handler
    /// After each connect, offline messages are pulled until none are left; nothing: the service pushes them by itself,
    /// from the first heartbeat period on (spec 9.3). aliyun profile only.
    std::optional<OfflinePull> offline_pull;
    /// Received and not yet handled; beyond it the transport is held back as far as the system can (threading.md).
    std::size_t inbox_messages = 1000;
    /// Received and not yet handled, topics and payloads with 100 bytes for each: beyond it QoS 0 messages are dropped
    /// and counted. QoS 1 and 2 are never dropped.
    std::size_t inbox_bytes = 8 * 1024 * 1024;
    Dispatch dispatch = Dispatch::thread; ///< who runs the handlers
    /// Lets the process keep one connection to itself over loopback, which wakes Paho's receive thread when a socket is
    /// new; without it a second client waits up to 2 s to connect. The process has it once any client wants it.
    bool wake_transport = true;
    Limits limits;                       ///< of the service, in the aliyun profile
    LogSink log;                         ///< default: none
    LogLevel log_level = LogLevel::info; ///< lines below it are not made
};

} // namespace lmq

#endif
