// A build without SQLite keeps nothing.
#include "core/text.hpp"
#include "inbox/inbox.hpp"

namespace lmq::inbox
{

Result<OpenInbox> open_inbox(InboxConfig config)
{
    return core::failure(Errc::store_unsupported, {"inbox.file: ", config.file, ": this build has no SQLite"});
}

} // namespace lmq::inbox
