#ifndef LMQ_CAPI_CLOUD_TOKEN_SERVICE_HPP
#define LMQ_CAPI_CLOUD_TOKEN_SERVICE_HPP

#include "lmq/cloud/token_service.hpp"

struct lmq_token_service {
    lmq::cloud::TokenService service;
};

#endif
