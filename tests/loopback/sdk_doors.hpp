#ifndef LMQ_TESTS_LOOPBACK_SDK_DOORS_HPP
#define LMQ_TESTS_LOOPBACK_SDK_DOORS_HPP

#include "sdk_fixture.hpp"

namespace lmq::test
{

/// The ready-made configuration with every door of MQTT open.
inline broker::Config with_doors(broker::Config config = at_once())
{
    config.tls = config.ws = config.wss = "127.0.0.1:0";
    return config;
}

/// A device's options for `uri`, with the CA where that is wanted.
inline ClientOptions through(const Service &service, const std::string &uri, const std::string &device)
{
    ClientOptions options = service.device(device);
    options.server_uri = uri;
    if (uri.find("ssl:") == 0 || uri.find("wss:") == 0) options.tls.ca_file = service->ca_file();
    return options;
}

/// All that are not plain TCP.
inline std::vector<std::string> doors(const Service &service)
{
    return {service->tls_uri(), service->ws_uri(), service->wss_uri()};
}

} // namespace lmq::test

#endif
