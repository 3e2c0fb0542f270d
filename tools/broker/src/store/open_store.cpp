#include "store/open_store.hpp"

#include <string_view>
#include <utility>

#include "store/sqlite_store.hpp"

namespace lmq::broker::store
{

Result<OpenedStore> open_store(const std::string &kind)
{
    constexpr std::string_view sqlite = "sqlite:";
    OpenedStore opened;
    if (kind == "memory") {
        opened.store = make_memory_store();
        return opened;
    }
    if (kind.compare(0, sqlite.size(), sqlite) != 0 || kind.size() == sqlite.size())
        return fail(Errc::out_of_range, "store: \"" + kind + "\" is not memory or sqlite:FILE");
    auto store = SqliteStore::open(kind.substr(sqlite.size()));
    if (!store) return tl::unexpected(store.error());
    opened.token_key = (*store)->token_key();
    opened.starts = (*store)->starts();
    opened.newest_ms = (*store)->newest_ms();
    opened.store = std::move(*store);
    return opened;
}

} // namespace lmq::broker::store
