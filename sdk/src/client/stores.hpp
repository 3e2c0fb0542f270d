#ifndef LMQ_CLIENT_STORES_HPP
#define LMQ_CLIENT_STORES_HPP

#include <memory>
#include <vector>

#include "client/logger.hpp"
#include "inbox/inbox.hpp"
#include "lmq/options.hpp"
#include "lmq/result.hpp"
#include "outbox/journal.hpp"

namespace lmq::client
{

/// A client's files, and what an earlier life left in them. Null: none.
struct Stores {
    std::unique_ptr<outbox::Journal> journal;
    std::vector<outbox::Recovered> recovered;
    std::unique_ptr<inbox::Inbox> inbox;
    std::vector<inbox::Arrived> left;
};

/// Opens those that `options` name. Errors: store_….
Result<Stores> open_stores(const ClientOptions &options, const Logger &log);

} // namespace lmq::client

#endif
