#ifndef LMQ_CLOUD_ONLINE_ANSWER_HPP
#define LMQ_CLOUD_ONLINE_ANSWER_HPP

#include <initializer_list>
#include <string_view>

#include "cloud/http_client.hpp"
#include "lmq/cloud/online_status.hpp"
#include "lmq/result.hpp"

namespace lmq::cloud
{

/// Reads the query's answer, whatever its HTTP status (spec 10, Q-17). `secrets` are kept out of the error's detail.
/// Errors: http_status where there is no such answer in a status other than 200, http_bad_answer, and those of the
/// service's codes.
Result<OnlineState> read_online_answer(const HttpAnswer &answer, std::initializer_list<std::string_view> secrets);

} // namespace lmq::cloud

#endif
