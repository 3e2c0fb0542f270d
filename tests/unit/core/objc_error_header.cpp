#include <array>
#include <cctype>
#include <sstream>
#include <string>
#include <string_view>

#include "errors_markdown.hpp"

namespace lmq::test
{

namespace
{

// Words that Objective-C and Swift spell in capitals.
constexpr std::array<std::string_view, 8> initialisms{"ca", "http", "id", "json", "nul", "tls", "uri", "utf8"};

std::string capitalised(std::string word)
{
    if (word == "qos") return "QoS";
    bool all = false;
    for (const std::string_view initialism : initialisms)
        all = all || word == initialism;
    for (std::size_t i = 0; i < (all ? word.size() : 1); ++i)
        word[i] = static_cast<char>(std::toupper(static_cast<unsigned char>(word[i])));
    return word;
}

// `tls_wrong_host` becomes `TLSWrongHost`.
std::string enumerator(std::string_view name)
{
    std::istringstream words{std::string(name)};
    std::string text;
    for (std::string word; std::getline(words, word, '_');)
        text += capitalised(word);
    return text;
}

} // namespace

std::string objc_error_header()
{
    std::string text = "#import <LMQObjC/LMQBase.h>\n\n"
                       "/* Printed from the library's own table by tools/ci/print-errors; do not edit. */\n\n"
                       "/** The domain of every NSError of this binding. */\n"
                       "extern NSErrorDomain const LMQErrorDomain;\n\n"
                       "/** The numbers of sdk/docs/errors.md, which has their causes and cures; a later library may "
                       "have others. */\n"
                       "/* clang-format off */\n"
                       "typedef NS_ERROR_ENUM(LMQErrorDomain, LMQError) {\n";
    for (const ErrorInfo &info : all_errors()) {
        text.append("    LMQError").append(enumerator(info.name)).append(" = ");
        text.append(std::to_string(static_cast<unsigned>(info.code))).append(",\n");
    }
    text.erase(text.size() - 2, 1); // none behind the last, which old compilers do not take
    return text + "};\n";
}

} // namespace lmq::test
