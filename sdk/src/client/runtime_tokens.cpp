// Token mode: the user's provider and store. Both are called without the runtime's lock.
#include <memory>
#include <utility>
#include <variant>

#include "client/runtime.hpp"

namespace lmq::client
{

void Runtime::load_tokens()
{
    const auto *tokens = std::get_if<Tokens>(&options_.credentials);
    if (!tokens || !tokens->store) return;
    auto loaded = tokens->store->load(options_.client_id);
    if (!loaded) log_.log(LogLevel::warning, [&] { return describe(loaded.error()); });
    const std::lock_guard<std::mutex> lock(mutex_);
    feed(session::event::TokensLoaded{std::move(loaded)});
}

/// `ask`: the client goes on. At its end what is to be stored still is.
void Runtime::do_token_work(TokenWork &work, bool ask)
{
    if (work.empty()) return;
    const auto &tokens = std::get<Tokens>(options_.credentials);
    handler_thread_ = std::this_thread::get_id();
    if (work.store && tokens.store) {
        if (const auto saved = tokens.store->save(options_.client_id, *work.store); !saved)
            log_.log(LogLevel::warning, [&] { return describe(saved.error()); });
    }
    if (ask) {
        for (session::action::AskToken &call : work.asks) {
            call.what.client_id = options_.client_id;
            log_.log(LogLevel::info, [&] {
                return "asking for a token of type " + std::string(control::to_string(call.what.need.type)) + ": " +
                       std::string(to_string(call.what.reason));
            });
            tokens.provider(call.what, [weak = std::weak_ptr<EventQueue>(event_queue_),
                                        request = call.request](TokenResult result) {
                if (const auto events = weak.lock()) events->on_token(request, std::move(result));
            });
        }
    }
    handler_thread_ = std::thread::id();
}

} // namespace lmq::client
