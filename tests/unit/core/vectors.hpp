#ifndef LMQ_TEST_CORE_VECTORS_HPP
#define LMQ_TEST_CORE_VECTORS_HPP

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <cjson/cJSON.h>

#include "lmq/signature.hpp"

namespace lmq::test
{

/// The whole text of a file; fails the test when it cannot be read.
std::string read_text_file(const std::string &path);

using Json = std::unique_ptr<cJSON, void (*)(cJSON *)>;

/// tests/data/vectors.json.
const cJSON *vectors();

/// The entries of one of its lists, for instance "topic_parse"; fails the test when there are none.
std::vector<const cJSON *> entries(const char *list);

/// The entries of "vectors" whose id starts with `prefix`; fails the test when there are none.
std::vector<const cJSON *> signature_entries(std::string_view prefix);

/// A member that must be there. `path` may name nested members, separated by dots.
const cJSON *member(const cJSON *object, const std::string &path);
std::string text(const cJSON *object, const std::string &path);
/// The members of an object of strings.
Parameters parameters(const cJSON *object);
/// "0a1b" as bytes.
std::string from_hex(std::string_view digits);

} // namespace lmq::test

#endif
