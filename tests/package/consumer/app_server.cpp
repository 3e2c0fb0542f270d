// Uses something of the component cloud, as an app server does.
#include <iostream>

#include <lmq/cloud/token_service.hpp>

int main()
{
    const auto url = lmq::cloud::token_service_url("cn-hangzhou");
    if (!url) return 1;
    lmq::cloud::TokenServiceOptions options;
    options.url = *url;
    options.access_key = "key";
    options.secret_key = lmq::Secret("secret");
    const auto service = lmq::cloud::TokenService::create(options);
    if (!service) {
        std::cerr << lmq::describe(service.error()) << '\n';
        return 2;
    }
    const auto refused = service->apply({lmq::TokenType::read, {}, 0});
    if (refused || refused.error().code != lmq::Errc::empty) return 3;
    std::cout << "lmq::cloud is usable\n";
    return 0;
}
