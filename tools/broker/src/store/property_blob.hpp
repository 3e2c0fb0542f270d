#ifndef LMQ_BROKER_STORE_PROPERTY_BLOB_HPP
#define LMQ_BROKER_STORE_PROPERTY_BLOB_HPP

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace lmq::broker::store
{

/// A message's properties as one text: each name and value behind its size, four bytes, the lowest first.
std::string encode_properties(const std::map<std::string, std::string> &properties);
/// Nothing when `blob` is not such a text.
std::optional<std::map<std::string, std::string>> decode_properties(std::string_view blob);

} // namespace lmq::broker::store

#endif
