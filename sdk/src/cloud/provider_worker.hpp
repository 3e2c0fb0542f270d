#ifndef LMQ_CLOUD_PROVIDER_WORKER_HPP
#define LMQ_CLOUD_PROVIDER_WORKER_HPP

#include <memory>
#include <thread>

#include "lmq/cloud/https_token_provider.hpp"

namespace lmq::cloud
{

/// The thread behind a provider: carries out one call after the other.
class ProviderWorker
{
public:
    /// `options` have been checked.
    explicit ProviderWorker(HttpsTokenProviderOptions options);
    /// Ends and answers what is under way and what waits.
    ~ProviderWorker();
    ProviderWorker(const ProviderWorker &) = delete;
    ProviderWorker &operator=(const ProviderWorker &) = delete;

    void ask(const TokenRequest &request, TokenAnswer answer);

private:
    struct State;
    static void run(State &state);

    std::shared_ptr<State> state_; ///< the thread has a share: it may outlive this by its last answer
    std::thread thread_;
};

} // namespace lmq::cloud

#endif
