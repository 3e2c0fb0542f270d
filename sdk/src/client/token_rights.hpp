#ifndef LMQ_CLIENT_TOKEN_RIGHTS_HPP
#define LMQ_CLIENT_TOKEN_RIGHTS_HPP

#include <string_view>

#include "lmq/options.hpp"
#include "lmq/result.hpp"

namespace lmq::client
{

/// What the tokens that a client asks for let it do (spec 8.5), as far as their needs name resources. The service
/// closes a connection over what they do not cover, and a publish that is sent again after it would do so for ever.
/// Without token mode, or with a need of the right type that names no resources, everything may be tried.
/// Error: token_type, token_resource.
Result<void> check_may_publish(const ClientOptions &options, std::string_view topic);
Result<void> check_may_subscribe(const ClientOptions &options, std::string_view filter);

} // namespace lmq::client

#endif
