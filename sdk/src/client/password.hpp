#ifndef LMQ_CLIENT_PASSWORD_HPP
#define LMQ_CLIENT_PASSWORD_HPP

#include <string>

#include "lmq/credentials.hpp"
#include "lmq/result.hpp"
#include "transport/transport.hpp"

namespace lmq::client
{

/// Puts user name and password into `connect` (spec 7.1). May call the user's signer. Error: signer_failed.
Result<void> sign_in(const Credentials &credentials, const std::string &group, transport::ConnectOptions &connect);

} // namespace lmq::client

#endif
