#ifndef LMQ_JNI_OPTIONS_HPP
#define LMQ_JNI_OPTIONS_HPP

#include <vector>

#include "lmq_c/options.h"
#include "reader.hpp"

namespace lmq_jni
{

/// The options of a client as io.lmq.ClientOptions writes them, and all that they point at. Does not set what is
/// called.
class Options
{
public:
    explicit Options(Reader &from);
    Options(const Options &) = delete;
    Options &operator=(const Options &) = delete;

    lmq_client_options client = LMQ_CLIENT_OPTIONS_INIT;
    lmq_credentials credentials = LMQ_CREDENTIALS_INIT;
    lmq_token_options tokens = LMQ_TOKEN_OPTIONS_INIT;
    bool logs = false;

private:
    void read_credentials(Reader &from);
    void read_connection(Reader &from);
    void read_tls(Reader &from);
    void read_messages(Reader &from);
    void read_stores(Reader &from);

    std::vector<lmq_token_need> needs_;
    lmq_tls_options tls_ = LMQ_TLS_OPTIONS_INIT;
    lmq_http_proxy proxy_ = LMQ_HTTP_PROXY_INIT;
    lmq_back_off back_off_ = LMQ_BACK_OFF_INIT;
    lmq_will will_ = LMQ_WILL_INIT;
    lmq_outbox_options outbox_ = LMQ_OUTBOX_OPTIONS_INIT;
    lmq_inbox_options inbox_ = LMQ_INBOX_OPTIONS_INIT;
    lmq_offline_pull offline_pull_ = LMQ_OFFLINE_PULL_INIT;
    lmq_limits limits_ = LMQ_LIMITS_INIT;
};

} // namespace lmq_jni

#endif
