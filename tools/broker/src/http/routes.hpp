#ifndef LMQ_BROKER_HTTP_ROUTES_HPP
#define LMQ_BROKER_HTTP_ROUTES_HPP

#include "http/router.hpp"
#include "net/server.hpp"

namespace lmq::broker::http
{

// One function and one file for each group of paths of contracts.md. The server outlives the router.
void add_health_routes(Router &router, net::Server &server);  ///< /healthz
void add_metrics_routes(Router &router, net::Server &server); ///< /metrics
void add_mq_routes(Router &router, net::Server &server);      ///< /mq/v1
void add_token_routes(Router &router, net::Server &server);   ///< /token: the auth server
void add_online_routes(Router &router, net::Server &server);  ///< /route/clientId/get
// /control/v1, with control only
void add_clock_routes(Router &router, net::Server &server); ///< clock, reset
void add_fault_routes(Router &router, net::Server &server);
void add_session_routes(Router &router, net::Server &server);
void add_token_control_routes(Router &router, net::Server &server);

} // namespace lmq::broker::http

#endif
