#include "options.hpp"

namespace lmq_jni
{

Options::Options(Reader &from)
{
    from.read(client.server_uri);
    from.read(client.client_id);
    read_credentials(from);
    read_connection(from);
    if (from.flag()) read_tls(from);
    read_messages(from);
    read_stores(from);
    if (from.flag()) {
        from.read(limits_.topic_length);
        from.read(limits_.client_id_length);
        from.read(limits_.payload_bytes);
        from.read(limits_.subscriptions);
        from.read(limits_.offline_pull);
        from.read(limits_.max_keep_alive_s);
        client.limits = &limits_;
    }
    logs = from.flag();
    from.read(client.log_level);
}

void Options::read_credentials(Reader &from)
{
    client.credentials = &credentials;
    from.read(credentials.kind);
    switch (credentials.kind) {
    case LMQ_CREDENTIALS_ACCESS_KEY:
        from.read(credentials.access_key);
        from.read(credentials.secret_key);
        break;
    case LMQ_CREDENTIALS_PASSWORD:
        from.read(credentials.user_name);
        from.read(credentials.password);
        break;
    case LMQ_CREDENTIALS_SIGNER:
        from.read(credentials.access_key);
        break;
    case LMQ_CREDENTIALS_TOKENS: {
        std::size_t count = 0;
        from.read(count);
        needs_.resize(count);
        for (lmq_token_need &need : needs_) {
            from.read(need.type);
            from.read(need.resources, need.resource_count);
        }
        tokens.needs = needs_.data();
        tokens.need_count = count;
        from.read(tokens.file);
        from.read(tokens.provider_timeout_ms);
        credentials.tokens = &tokens;
        break;
    }
    default:
        break;
    }
}

void Options::read_connection(Reader &from)
{
    from.read(client.profile);
    from.read(client.clean_session);
    from.read(client.connect_timeout_ms);
    from.read(client.ack_timeout_ms);
    from.read(client.keep_alive_s);
    from.read(client.wake_transport);
    if (from.flag()) {
        from.read(back_off_.min_ms);
        from.read(back_off_.max_ms);
        from.read(back_off_.stable_after_ms);
        client.back_off = &back_off_;
    }
    if (from.flag()) {
        from.read(proxy_.host);
        from.read(proxy_.port);
        from.read(proxy_.user);
        from.read(proxy_.password);
        client.http_proxy = &proxy_;
    }
}

void Options::read_tls(Reader &from)
{
    from.read(tls_.ca_file);
    from.read(tls_.ca_directory);
    from.read(tls_.ca_pem);
    from.read(tls_.certificate_file);
    from.read(tls_.certificate_pem);
    from.read(tls_.key_file);
    from.read(tls_.key_pem);
    from.read(tls_.key_password);
    from.read(tls_.pins, tls_.pin_count);
    from.read(tls_.ciphers);
    from.read(tls_.cipher_suites);
    from.read(tls_.alpn, tls_.alpn_count);
    from.read(tls_.danger_accept_any_certificate);
    client.tls = &tls_;
}

void Options::read_messages(Reader &from)
{
    from.read(client.ordered);
    from.read(client.max_inflight);
    from.read(client.max_publish_rate);
    from.read(client.inbox_messages);
    from.read(client.inbox_bytes);
    if (from.flag()) {
        from.read(will_.topic);
        from.read(will_.payload);
        from.read(will_.qos);
        from.read(will_.retain);
        client.will = &will_;
    }
    if (from.flag()) {
        from.read(offline_pull_.order);
        from.read(offline_pull_.batch);
        from.read(offline_pull_.idle_ms);
        client.offline_pull = &offline_pull_;
    }
}

void Options::read_stores(Reader &from)
{
    if (from.flag()) {
        from.read(outbox_.max_messages);
        from.read(outbox_.max_bytes);
        from.read(outbox_.policy);
        from.read(outbox_.max_age_ms);
        from.read(outbox_.file);
        from.read(outbox_.commit_interval_ms);
        client.outbox = &outbox_;
    }
    from.read(inbox_.file);
    if (inbox_.file.size > 0) client.inbox = &inbox_;
}

} // namespace lmq_jni
