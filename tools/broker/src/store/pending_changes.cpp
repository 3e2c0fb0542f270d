#include "store/pending_changes.hpp"

#include <cstring>

namespace lmq::broker::store
{
namespace
{

/// More room than a usual turn needs is given back after it.
constexpr std::size_t kept_texts = 1024 * 1024;
constexpr std::size_t kept_changes = 4096;

} // namespace

PendingChanges::Index *PendingChanges::index_of(Change::Kind put)
{
    if (put == Change::Kind::put_entry) return &entries_;
    if (put == Change::Kind::put_body) return &bodies_;
    return nullptr;
}

void PendingChanges::add(Change change, std::initializer_list<std::string_view> texts)
{
    Index *const index = index_of(change.kind);
    if (index) take_back(change.kind, change.number);
    change.texts = texts_.size();
    for (const std::string_view text : texts) {
        const auto size = static_cast<std::uint32_t>(text.size());
        texts_.append(reinterpret_cast<const char *>(&size), sizeof size).append(text);
    }
    if (index) index->emplace(change.number, changes_.size());
    changes_.push_back(change);
    ++live_;
    if (change.kind != Change::Kind::drop_entry && change.kind != Change::Kind::drop_body) ++urgent_;
}

bool PendingChanges::take_back(Change::Kind put, std::uint64_t number)
{
    Index &index = *index_of(put);
    const auto at = index.find(number);
    if (at == index.end()) return false;
    changes_[at->second].kind = Change::Kind::nothing;
    index.erase(at);
    --urgent_;
    // Nothing but what was taken back: its room is free again.
    if (--live_ == 0) clear();
    return true;
}

void PendingChanges::clear()
{
    changes_.clear();
    texts_.clear();
    if (changes_.capacity() > kept_changes) std::vector<Change>().swap(changes_);
    if (texts_.capacity() > kept_texts) std::string().swap(texts_);
    live_ = 0;
    urgent_ = 0;
    entries_.clear();
    bodies_.clear();
}

std::string_view PendingChanges::text(std::size_t &at) const
{
    std::uint32_t size = 0;
    std::memcpy(&size, texts_.data() + at, sizeof size);
    const std::string_view text(texts_.data() + at + sizeof size, size);
    at += sizeof size + size;
    return text;
}

} // namespace lmq::broker::store
