#ifndef TOUR_STAGE_HPP
#define TOUR_STAGE_HPP

#include <memory>
#include <optional>
#include <string>

#include <lmq/options.hpp>
#include <lmq_broker/broker.hpp>

#include "report.hpp"

/// What the tour plays on: the broker in this process, its ready-made account, and the report.
struct Stage {
    Report &report;
    lmq::broker::Broker &broker;
    lmq::broker::AccountConfig account;

    /// Options of a device of group GID_AAA that signs in with the account's keys, against the broker's real socket.
    lmq::ClientOptions device(const std::string &name) const;

    /// The next message of an MQ topic with this body, as a server behind MQ would consume it; nothing after 10 s.
    std::optional<lmq::broker::MqMessage> consumed(const std::string &topic, const std::string &body) const;
};

void sign_in(const Stage &stage);
void exchange_messages(const Stage &stage);
void send_in_order(const Stage &stage);
void survive_a_reconnect(const Stage &stage);
void be_away(const Stage &stage);
void lose_power(const Stage &stage);
void live_on_tokens(const Stage &stage);

#endif
