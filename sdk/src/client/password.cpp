#include "client/password.hpp"

#include <variant>

#include "core/text.hpp"
#include "lmq/signature.hpp"

namespace lmq::client
{

Result<void> sign_in(const Credentials &credentials, const std::string &group, transport::ConnectOptions &connect)
{
    if (const auto *key = std::get_if<AccessKey>(&credentials)) {
        connect.user_name = key->access_key;
        connect.password = mqtt_password(key->secret_key, group);
    } else if (const auto *ready = std::get_if<ReadyPassword>(&credentials)) {
        connect.user_name = ready->user_name;
        connect.password = ready->password;
    } else if (const auto *by = std::get_if<SignedBy>(&credentials)) {
        Result<Secret> password = by->signer(group);
        if (!password) return core::failure(Errc::signer_failed, {"signer: ", password.error().detail});
        connect.user_name = by->access_key;
        connect.password = std::move(*password);
    }
    return {};
}

} // namespace lmq::client
