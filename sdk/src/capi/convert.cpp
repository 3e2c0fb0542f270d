#include "capi/convert.hpp"

#include "lmq_c/message.h"

namespace lmq::capi
{

lmq_error write_text(std::string_view text, char *buffer, std::size_t size, std::size_t *length) noexcept
{
    if (length != nullptr) *length = text.size();
    if (buffer == nullptr || size <= text.size()) {
        if (buffer != nullptr && size > 0) *buffer = '\0';
        return static_cast<lmq_error>(Errc::buffer_too_small);
    }
    std::copy_n(text.data(), text.size(), buffer);
    buffer[text.size()] = '\0';
    return LMQ_OK;
}

lmq_error read_qos(std::int32_t from, QoS &to) noexcept
{
    if (from < LMQ_QOS_AT_MOST_ONCE || from > LMQ_QOS_EXACTLY_ONCE)
        return failed(Errc::bad_qos, "qos: must be 0, 1 or 2");
    to = static_cast<QoS>(from);
    return LMQ_OK;
}

lmq_error read_limits(const lmq_limits *from, Limits &to) noexcept
{
    if (from == nullptr) return LMQ_OK;
    lmq_limits limits = LMQ_LIMITS_INIT;
    if (const lmq_error read = read_struct(from, limits, "limits"); read != LMQ_OK) return read;
    to.topic_length = limits.topic_length;
    to.client_id_length = limits.client_id_length;
    to.payload_bytes = limits.payload_bytes;
    to.subscriptions = limits.subscriptions;
    to.max_keep_alive_s = limits.max_keep_alive_s;
    to.token_bytes = limits.token_bytes;
    to.offline_pull = limits.offline_pull;
    return LMQ_OK;
}

lmq_error read_texts(const lmq_view *from, std::size_t count, std::vector<std::string> &to, std::string_view name)
{
    if (from == nullptr && count > 0) return null_argument(name);
    to.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        to.emplace_back(text(from[i]));
    return LMQ_OK;
}

} // namespace lmq::capi
