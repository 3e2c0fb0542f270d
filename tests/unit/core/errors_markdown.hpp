#ifndef LMQ_TEST_CORE_ERRORS_MARKDOWN_HPP
#define LMQ_TEST_CORE_ERRORS_MARKDOWN_HPP

#include <string>
#include <string_view>
#include <vector>

#include "lmq/error.hpp"

namespace lmq::test
{

/// Every row of the error table, by number.
std::vector<ErrorInfo> all_errors();

/// The text with its word that has an `@@@`, which begins a command of Doxygen's elsewhere, in backticks.
std::string with_code_spans(std::string_view text);

/// The text of sdk/docs/errors.md.
std::string errors_markdown();

/// The text of sdk/include/lmq_c/error_codes.h.
std::string error_codes_header();

/// The text of platform/bindings/apple/include/LMQObjC/LMQErrorCode.h.
std::string objc_error_header();

} // namespace lmq::test

#endif
