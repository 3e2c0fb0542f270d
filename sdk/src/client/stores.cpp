#include "client/stores.hpp"

#include <optional>
#include <string>
#include <utility>

namespace lmq::client
{
namespace
{

// The store's threads call it: so it has a logger of its own.
std::function<void(const std::optional<Error> &)> reporter(const Logger &log, std::string what)
{
    return [log, what = std::move(what)](const std::optional<Error> &error) {
        if (error)
            log.log(LogLevel::error, [&] { return "the " + what + "'s file cannot be written: " + describe(*error); });
        else
            log.log(LogLevel::info, [&] { return "the " + what + "'s file can be written again"; });
    };
}

} // namespace

Result<Stores> open_stores(const ClientOptions &options, const Logger &log)
{
    Stores stores;
    if (!options.outbox.file.empty()) {
        outbox::JournalConfig config;
        config.file = options.outbox.file;
        config.commit_interval = options.outbox.commit_interval;
        config.report = reporter(log, "outbox");
        auto opened = outbox::open_journal(std::move(config));
        if (!opened) return tl::unexpected<Error>(opened.error());
        stores.journal = std::move(opened->journal);
        stores.recovered = std::move(opened->recovered);
    }
    if (!options.inbox.file.empty()) {
        auto opened = inbox::open_inbox({options.inbox.file, reporter(log, "inbox")});
        if (!opened) return tl::unexpected<Error>(opened.error());
        stores.inbox = std::move(opened->inbox);
        stores.left = std::move(opened->left);
    }
    return stores;
}

} // namespace lmq::client
