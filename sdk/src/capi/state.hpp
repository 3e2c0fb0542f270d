#ifndef LMQ_CAPI_STATE_HPP
#define LMQ_CAPI_STATE_HPP

#include "lmq/client.hpp"
#include "lmq_c/state.h"

namespace lmq::capi
{

lmq_status status_of(const ConnectionStatus &status) noexcept;
lmq_statistics statistics_of(const Statistics &statistics) noexcept;

} // namespace lmq::capi

#endif
