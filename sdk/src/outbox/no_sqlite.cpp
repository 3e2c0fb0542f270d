// A build without SQLite keeps nothing.
#include "core/text.hpp"
#include "outbox/journal.hpp"

namespace lmq::outbox
{

Result<OpenJournal> open_journal(JournalConfig config)
{
    return core::failure(Errc::store_unsupported, {"outbox.file: ", config.file, ": this build has no SQLite"});
}

} // namespace lmq::outbox
