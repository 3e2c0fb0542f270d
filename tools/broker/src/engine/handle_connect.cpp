#include <array>
#include <cstdio>
#include <utility>

#include "codec/connack.hpp"
#include "engine/core.hpp"
#include "engine/filter.hpp"
#include "lmq/identity.hpp"

namespace lmq::broker::engine
{

using codec::PacketType;

namespace
{

enum Connack : std::uint8_t {
    accepted = 0,
    bad_protocol = 1,
    bad_identifier = 2,
    unavailable = 3,
    bad_credentials = 4,
    not_authorized = 5,
};

} // namespace

void Core::refuse_connect(Connection &c, std::string_view client_id, std::uint8_t code)
{
    journal_.write(LogLevel::info, [&] {
        constexpr std::array<const char *, 6> why = {"",
                                                     "protocol level",
                                                     "client id, or its group is unknown",
                                                     "the instance's connections are used up, or the store fails",
                                                     "access key or password",
                                                     "the account may not use the group"};
        return "client " + quoted(client_id) + " from " + c.peer + " refused with CONNACK " + std::to_string(code) +
               (code < why.size() ? std::string(": ") + why[code] : std::string());
    });
    const auto packet = codec::encode_connack(false, code);
    send(c, PacketType::connack, {packet.data(), packet.size()});
    begin_close(c, CloseMode::after_flush, "CONNECT refused");
}

// The client id's part of the table of spec 5.5.
std::uint8_t Core::check_identity(Connection &c, const codec::Connect &connect)
{
    if (plain()) {
        const bool nameless = connect.client_id.empty() && !connect.clean_session; // [MQTT-3.1.3-8]
        return nameless || code_points(connect.client_id) > config_.limits.client_id_length ? bad_identifier : accepted;
    }
    Limits limits;
    limits.client_id_length = config_.limits.client_id_length;
    const auto id = ClientId::parse(connect.client_id, limits);
    if (!id) return bad_identifier;
    c.group = directory_.group(id->group());
    return c.group && c.group->in_region ? accepted : bad_identifier;
}

// The credentials' part: 4 before 5.
std::uint8_t Core::check_credentials(Connection &c, std::string_view user_name, std::string_view password) const
{
    const AccountEntry *account = directory_.account(user_name);
    if (!account || !directory_.password_ok(*account, *c.group, password)) return bad_credentials;
    if (!account->config->enabled || c.group->owner != account->index) return not_authorized;
    if (c.group->config->status != GroupStatus::serving) return not_authorized;
    c.account = account->index;
    c.verified = true;
    return accepted;
}

bool Core::verify_now(Connection &c)
{
    if (!c.unverified) return false;
    const auto credentials = std::move(c.unverified);
    return check_credentials(c, credentials->first, credentials->second) == accepted;
}

bool Core::proven(Connection &c)
{
    return c.verified || verify_now(c);
}

// The rows of spec 5.5 from top to bottom; the protocol level was checked before.
std::uint8_t Core::admit(Connection &c, const codec::Connect &connect)
{
    const std::uint8_t identity = check_identity(c, connect);
    if (identity != accepted) return identity;

    if (prepaid() && config_.instance.max_connections != 0 && !plain()) {
        const Session *same = find_session(connect.client_id);
        const bool replaces = same && same->connection && connect.user_name; // a takeover adds no connection
        if (admitted_ >= config_.instance.max_connections + (replaces ? 1 : 0)) return unavailable;
    }
    if (plain()) {
        c.verified = true;
        return accepted;
    }
    if (!connect.user_name) return c.group->config->status == GroupStatus::serving ? accepted : not_authorized;
    const std::string_view password = connect.password ? connect.password->text() : std::string_view();
    if (config_.policy.verify_password_at == VerifyPasswordAt::connect)
        return check_credentials(c, *connect.user_name, password);
    c.unverified = std::make_unique<std::pair<std::string, std::string>>(*connect.user_name, password);
    return accepted;
}

std::string Core::generated_client_id()
{
    std::string id;
    do {
        char text[40];
        std::snprintf(text, sizeof text, "auto-%016llx", static_cast<unsigned long long>(++generated_ids_));
        id = text;
    } while (find_session(id));
    return id;
}

void Core::start_keepalive(Connection &c, unsigned asked_s)
{
    const unsigned most = config_.limits.max_keepalive_s;
    c.keep_alive_s = most != 0 && (asked_s == 0 || asked_s > most) ? most : asked_s; // spec 2.4
    timers_.cancel(c.deadline);
    deadline_passed(c); // works out the first deadline
}

Session &Core::make_session(std::string_view client_id)
{
    auto made = std::make_unique<Session>(std::string(client_id), ++last_serial_);
    Session &session = *made;
    sessions_.emplace(session.client_id, std::move(made));
    return session;
}

// What cleanSession=1 ends: all but the P2P messages that wait (spec 5.3, 6.5).
void Core::wipe(Session &session)
{
    unsubscribe_all(session, false);
    forget_all(session, true);
    session.window.clear();
    session.received.each([&](std::uint16_t id) { store_received(session, id, false); });
    session.received = PacketIdSet();
}

// Joins the connection to its session: the stored one, or a new one. `present` is what CONNACK tells.
Session &Core::attach(Connection &c, std::string_view client_id, bool clean, bool &present)
{
    Session *session = find_session(client_id);
    present = session && !session->clean && !clean && (plain() || session->has_state());
    if (session && !present) {
        wipe(*session);
        if (session->shelf.count == 0) {
            remove_session(*session);
            session = nullptr;
        }
    }
    if (!session) session = &make_session(client_id);
    const bool changed = session->clean != clean;
    session->clean = clean;
    session->connection = &c;
    session->gate = c.tokens.get();
    c.session = session;
    if (changed) session->stored = false; // as it is now, it is not
    if (!clean || session->shelf.count > 0) remember(*session);
    return *session;
}

// Makes the connection the one of its client id; false when the policy leaves it to the old one.
bool Core::enter(Connection &c, std::string_view client_id, bool &present)
{
    if (const Session *same = find_session(client_id); same && same->connection) {
        if (config_.policy.duplicate_policy == DuplicatePolicy::reject) return false;
        Connection &old = *same->connection;
        begin_close(old, CloseMode::now, "taken over by a new connection with its client id");
        detach(old); // its will goes out before its successor is in
    }
    if (const Session *stored = find_session(client_id); stored && stored->clean != c.clean) {
        journal_.write(LogLevel::warning, [&] { // spec 5.3
            return "client " + quoted(client_id) + " changed its cleanSession flag to " + (c.clean ? "1" : "0");
        });
    }
    attach(c, client_id, c.clean, present);
    return true;
}

Core::Handled Core::handle_connect(Connection &c, const codec::Frame &frame)
{
    codec::Connect connect;
    const codec::ConnectStatus status = codec::decode_connect(frame, connect);
    if (c.state != ConnectionState::expects_connect || status == codec::ConnectStatus::malformed) {
        begin_close(c, CloseMode::after_flush, "malformed or second CONNECT");
        return Handled::done;
    }
    const bool served = connect.level == 4 || config_.policy.accept_mqisdp;
    if (status == codec::ConnectStatus::bad_protocol_level || !served) {
        refuse_connect(c, connect.client_id, bad_protocol);
        return Handled::done;
    }
    std::uint8_t code = admit(c, connect);
    // What a session without the flag, or the end of a stored one, would need is not to be had.
    if (code == accepted && store_refuses() && (!connect.clean_session || find_session(connect.client_id)))
        code = unavailable;
    if (code != accepted) {
        refuse_connect(c, connect.client_id, code);
        return Handled::done;
    }
    c.clean = connect.clean_session;
    c.mqtt_31 = connect.level == 3;

    const std::string generated = connect.client_id.empty() ? generated_client_id() : std::string();
    const std::string_view client_id = generated.empty() ? connect.client_id : std::string_view(generated);
    const bool by_token = !plain() && !connect.user_name;
    if (by_token) c.tokens = std::make_unique<HeldTokens>(client_id, config_.policy);
    bool present = false;
    bool entered = true;
    if (by_token && config_.policy.defer_token_takeover) {
        // Nothing of a session is touched until a token proves the client: anybody could come so far (spec 8.6).
        const Session *stored = find_session(client_id);
        present = stored && !stored->clean && !c.clean && stored->has_state();
        entered = !stored || !stored->connection || config_.policy.duplicate_policy == DuplicatePolicy::takeover;
    } else {
        entered = enter(c, client_id, present);
    }
    if (!entered) {
        refuse_connect(c, connect.client_id, bad_identifier);
        return Handled::done;
    }
    if (connect.will && config_.policy.enable_will) { // goes out only if there is a session by then
        c.will = std::make_unique<Will>();
        c.will->topic = connect.will->topic;
        c.will->payload = connect.will->payload.text();
        c.will->qos = connect.will->qos;
        c.will->retain = connect.will->retain;
    }
    c.state = by_token ? ConnectionState::token_pending : ConnectionState::ready;
    ++admitted_;
    c.token_due_ms = now_ms_ + config_.limits.token_upload_timeout_ms;
    c.asked_keep_alive_s = connect.keep_alive_s;
    start_keepalive(c, connect.keep_alive_s);
    journal_.write(LogLevel::info, [&] {
        return "client " + quoted(client_id) + " connected from " + c.peer + (c.clean ? ", clean" : ", persistent") +
               ", keepalive " + std::to_string(c.keep_alive_s) + " s" + (present ? ", session present" : "") +
               (by_token ? ", a token to follow" : "");
    });
    const auto packet = codec::encode_connack(present && !c.mqtt_31, accepted); // MQTT 3.1 has no such flag
    send(c, PacketType::connack, {packet.data(), packet.size()});
    if (!c.clean) rely_on_store(c);
    if (c.session) came_online(c);
    if (by_token) return Handled::done;
    if (present && !proven(c)) { // verify_password_at=first_use: to resume what was stored is a use
        begin_close(c, CloseMode::after_flush, "wrong password at first use");
        return Handled::done;
    }
    resume(*c.session);
    return Handled::done;
}

} // namespace lmq::broker::engine
