// A build without SQLite keeps nothing.
#include "outbox/journal.hpp"

namespace lmq::outbox
{

Result<OpenJournal> open_journal(JournalConfig config)
{
    return fail(Errc::store_unsupported, "outbox.file: " + config.file + ": this build has no SQLite");
}

} // namespace lmq::outbox
