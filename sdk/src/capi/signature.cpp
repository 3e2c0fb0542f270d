#include "lmq_c/signature.h"

#include "capi/convert.hpp"
#include "lmq/signature.hpp"

using namespace lmq;

namespace
{

lmq_error read_parameters(const lmq_parameter *from, size_t count, Parameters &to)
{
    if (from == nullptr && count > 0) return capi::null_argument("parameters");
    to.reserve(count);
    for (size_t i = 0; i < count; ++i)
        to.emplace_back(capi::text(from[i].name), capi::text(from[i].value));
    return LMQ_OK;
}

/// `make`: of the text that is written.
template <class Make>
lmq_error write(char *buffer, size_t size, size_t *length, Make make) noexcept
{
    return capi::guarded([&] { return capi::write_text(make(), buffer, size, length); });
}

template <class Make>
lmq_error write_of(const lmq_parameter *parameters, size_t count, char *buffer, size_t size, size_t *length,
                   Make make) noexcept
{
    return capi::guarded([&] {
        Parameters read;
        if (const lmq_error error = read_parameters(parameters, count, read); error != LMQ_OK) return error;
        return capi::write_text(make(read), buffer, size, length);
    });
}

template <class Make>
lmq_error write_of(const lmq_parameter *parameters, size_t count, lmq_inner_values inner, char *buffer, size_t size,
                   size_t *length, Make make) noexcept
{
    InnerValues read{};
    if (const lmq_error error = capi::read_enum(inner, InnerValues::raw, read, "inner"); error != LMQ_OK) return error;
    return write_of(parameters, count, buffer, size, length,
                    [&](const Parameters &given) { return make(given, read); });
}

Secret secret(lmq_view view)
{
    return Secret(capi::text(view));
}

} // namespace

lmq_error lmq_hmac_sha1_base64(lmq_view key, lmq_view text, char *buffer, size_t size, size_t *length)
{
    return write(buffer, size, length, [&] { return hmac_sha1_base64(capi::text(key), capi::text(text)); });
}

lmq_error lmq_mqtt_password(lmq_view secret_key, lmq_view group_id, char *buffer, size_t size, size_t *length)
{
    return capi::guarded([&] {
        const Secret password = mqtt_password(secret(secret_key), capi::text(group_id));
        return capi::write_text(password.reveal(), buffer, size, length);
    });
}

lmq_error lmq_publish_signature(lmq_view secret_key, lmq_view client_id, char *buffer, size_t size, size_t *length)
{
    return write(buffer, size, length, [&] { return publish_signature(secret(secret_key), capi::text(client_id)); });
}

lmq_error lmq_subscribe_signature(lmq_view secret_key, const lmq_view *topics, size_t count, lmq_view client_id,
                                  char *buffer, size_t size, size_t *length)
{
    return capi::guarded([&] {
        std::vector<std::string> read;
        if (const lmq_error error = capi::read_texts(topics, count, read, "topics"); error != LMQ_OK) return error;
        return capi::write_text(subscribe_signature(secret(secret_key), std::move(read), capi::text(client_id)), buffer,
                                size, length);
    });
}

lmq_error lmq_http_string_to_sign(const lmq_parameter *parameters, size_t count, lmq_inner_values inner, char *buffer,
                                  size_t size, size_t *length)
{
    return write_of(parameters, count, inner, buffer, size, length,
                    [](const Parameters &given, InnerValues how) { return http_string_to_sign(given, how); });
}

lmq_error lmq_http_signature(lmq_view secret_key, const lmq_parameter *parameters, size_t count, lmq_inner_values inner,
                             char *buffer, size_t size, size_t *length)
{
    return write_of(parameters, count, inner, buffer, size, length, [&](const Parameters &given, InnerValues how) {
        return http_signature(secret(secret_key), given, how);
    });
}

lmq_error lmq_sort_comma_list(lmq_view list, char *buffer, size_t size, size_t *length)
{
    return write(buffer, size, length, [&] { return sort_comma_list(capi::text(list)); });
}

lmq_error lmq_percent_encode(lmq_view text, char *buffer, size_t size, size_t *length)
{
    return write(buffer, size, length, [&] { return percent_encode(capi::text(text)); });
}

lmq_error lmq_pop_canonical_query(const lmq_parameter *parameters, size_t count, char *buffer, size_t size,
                                  size_t *length)
{
    return write_of(parameters, count, buffer, size, length,
                    [](const Parameters &given) { return pop_canonical_query(given); });
}

lmq_error lmq_pop_string_to_sign(lmq_view method, const lmq_parameter *parameters, size_t count, char *buffer,
                                 size_t size, size_t *length)
{
    return write_of(parameters, count, buffer, size, length,
                    [&](const Parameters &given) { return pop_string_to_sign(capi::text(method), given); });
}

lmq_error lmq_pop_signature(lmq_view secret_key, lmq_view method, const lmq_parameter *parameters, size_t count,
                            char *buffer, size_t size, size_t *length)
{
    return write_of(parameters, count, buffer, size, length, [&](const Parameters &given) {
        return pop_signature(secret(secret_key), capi::text(method), given);
    });
}

int lmq_constant_time_equal(lmq_view a, lmq_view b)
{
    return constant_time_equal(capi::text(a), capi::text(b)) ? 1 : 0;
}
