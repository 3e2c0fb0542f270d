#ifndef LMQ_CAPI_PULL_PROGRESS_HPP
#define LMQ_CAPI_PULL_PROGRESS_HPP

#include "lmq/offline.hpp"
#include "lmq_c/handlers.h"

namespace lmq::capi
{

/// Empty for a null handler.
PullHandler pull_handler(lmq_pull_handler handler, void *context);

} // namespace lmq::capi

#endif
