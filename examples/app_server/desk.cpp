#include "desk.hpp"

#include "json.hpp"

Reply Desk::serve(const Asked &asked)
{
    auto admitted = doorman_.admit(asked.authorization, asked.body);
    if (auto *const refused = std::get_if<Reply>(&admitted)) return std::move(*refused);
    const auto &request = std::get<lmq::TokenRequest>(admitted);
    const auto token = cache_.get(request);
    if (!token) return refusal(request, token.error());
    return Reply{200, to_json(*token), {}, 0};
}

/// A device is told what it can do something about; the rest is the operator's.
Reply Desk::refusal(const lmq::TokenRequest &request, const lmq::Error &error) const
{
    using lmq::Errc;
    if (static_cast<unsigned>(error.code) < 200) return error_reply(400, "request: " + error.detail);
    if (error.code == Errc::token_revoked) return error_reply(403, "client_id: revoked");
    log_("no token for " + request.client_id + ": " + describe(error));
    // Wrong keys mend themselves more slowly than a network.
    const bool wrong_setup = error.code == Errc::token_parameters || error.code == Errc::token_request_signature ||
                             error.code == Errc::http_untrusted;
    return error_reply(503, "token: none to be had at the moment", wrong_setup ? 60 : 10);
}

lmq::Result<void> Desk::lock_out(const std::string &device_id)
{
    doorman_.lock_out(device_id);
    lmq::Result<void> result;
    for (const std::string &client_id : doorman_.client_ids(device_id)) {
        auto revoked = cache_.revoke(client_id);
        if (!revoked && result) result = std::move(revoked);
    }
    return result;
}
