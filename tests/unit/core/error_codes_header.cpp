#include <algorithm>
#include <cctype>
#include <string>

#include "errors_markdown.hpp"

namespace lmq::test
{

std::string error_codes_header()
{
    std::string text =
        "#ifndef LMQ_C_ERROR_CODES_H\n"
        "#define LMQ_C_ERROR_CODES_H\n\n"
        "/** @file\n * The errors. Printed from the library's own table by tools/ci/print-errors; do not edit. The "
        "numbers are never reused\n * and never renumbered. sdk/docs/errors.md has their cures, too. */\n\n"
        "#include <stdint.h>\n\n"
        "/** LMQ_OK or one of the numbers below. A later library may answer others. */\n"
        "typedef int32_t lmq_error;\n\n"
        "/** The values of lmq_error. */\n"
        "enum {\n    /** No error. */\n    LMQ_OK = 0,\n";
    for (const ErrorInfo &info : all_errors()) {
        std::string name(info.name);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        text.append("    /** ").append(with_code_spans(info.cause)).append(". */\n");
        text.append("    LMQ_ERROR_").append(name).append(" = ");
        text.append(std::to_string(static_cast<unsigned>(info.code))).append(",\n");
    }
    text.erase(text.size() - 2, 1); // C++03 and old C compilers take no comma behind the last
    return text + "};\n\n#endif\n";
}

} // namespace lmq::test
