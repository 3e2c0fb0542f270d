#include <array>
#include <string_view>

#include "handle.hpp"

using namespace lmq;
using namespace lmq::broker::capi;
using lmq::broker::Broker;
using lmq::broker::FaultAction;
using lmq::broker::FaultDirection;
using lmq::broker::FaultRule;

namespace
{

/// By lmq_packet.
constexpr std::array<std::string_view, 15> packets{
    "",          "CONNECT", "CONNACK",     "PUBLISH",  "PUBACK",  "PUBREC",   "PUBREL",    "PUBCOMP",
    "SUBSCRIBE", "SUBACK",  "UNSUBSCRIBE", "UNSUBACK", "PINGREQ", "PINGRESP", "DISCONNECT"};

lmq_error read_rule(const lmq_broker_fault *from, FaultRule &rule)
{
    lmq_broker_fault given = LMQ_BROKER_FAULT_INIT;
    if (const lmq_error read = read_struct(from, given, "fault"); read != LMQ_OK) return read;
    if (given.packet < LMQ_PACKET_ANY || given.packet > LMQ_PACKET_DISCONNECT)
        return failed(Errc::out_of_range, "packet");
    if (given.direction < LMQ_FAULT_BOTH_WAYS || given.direction > LMQ_FAULT_OUT)
        return failed(Errc::out_of_range, "direction");
    if (given.nth == 0) return failed(Errc::out_of_range, "nth: counted from 1");
    if (given.action < LMQ_FAULT_DROP || given.action > LMQ_FAULT_REFUSE) return failed(Errc::out_of_range, "action");
    if (given.code < 1 || given.code > 5) return failed(Errc::out_of_range, "code: 1 to 5");
    rule.client = text(given.client);
    rule.packet = packets[static_cast<std::size_t>(given.packet)];
    rule.direction = static_cast<FaultDirection>(given.direction);
    rule.topic = text(given.topic);
    rule.nth = given.nth;
    rule.times = given.times;
    rule.action = static_cast<FaultAction>(given.action);
    rule.ms = given.delay_ms;
    rule.code = given.code;
    return LMQ_OK;
}

/// Borrows the rule's texts.
lmq_broker_fault to_c(const FaultRule &rule)
{
    lmq_broker_fault fault = LMQ_BROKER_FAULT_INIT;
    fault.client = view(rule.client);
    for (std::size_t i = 0; i < packets.size(); ++i)
        if (packets[i] == rule.packet) fault.packet = static_cast<lmq_packet>(i);
    fault.direction = static_cast<lmq_fault_direction>(rule.direction);
    fault.topic = view(rule.topic);
    fault.nth = rule.nth;
    fault.times = rule.times;
    fault.action = static_cast<lmq_fault_action>(rule.action);
    fault.delay_ms = rule.ms;
    fault.code = rule.code;
    return fault;
}

} // namespace

lmq_error lmq_broker_add_fault(lmq_broker *broker, const lmq_broker_fault *fault, uint64_t *id)
{
    return with(broker, [&](Broker &b) {
        FaultRule rule;
        if (const lmq_error read = read_rule(fault, rule); read != LMQ_OK) return read;
        const std::uint64_t number = b.add_fault(std::move(rule));
        if (id != nullptr) *id = number;
        return lmq_error{LMQ_OK};
    });
}

lmq_error lmq_broker_remove_fault(lmq_broker *broker, uint64_t id, int *removed)
{
    return with(broker, [&](Broker &b) {
        const bool was_there = b.remove_fault(id);
        if (removed != nullptr) *removed = was_there ? 1 : 0;
        return LMQ_OK;
    });
}

lmq_error lmq_broker_clear_faults(lmq_broker *broker)
{
    return with(broker, [](Broker &b) {
        b.clear_faults();
        return LMQ_OK;
    });
}

lmq_error lmq_broker_faults(const lmq_broker *broker, lmq_broker_fault_handler handler, void *context)
{
    if (handler == nullptr) return null_argument("handler");
    return with(broker, [&](const Broker &b) {
        for (const auto &status : b.faults()) {
            const lmq_broker_fault fault = to_c(status.rule);
            handler(context, status.id, &fault, status.seen, status.hits);
        }
        return LMQ_OK;
    });
}
