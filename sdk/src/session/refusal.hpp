#ifndef LMQ_SESSION_REFUSAL_HPP
#define LMQ_SESSION_REFUSAL_HPP

#include "lmq/error.hpp"

namespace lmq::session
{

struct Refusal {
    bool final = false; ///< trying again is of no use (spec 18.6)
    Error error;
};

/// What a CONNACK other than 0 means.
Refusal classify_refusal(int return_code);

} // namespace lmq::session

#endif
