#include "errors_markdown.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace lmq::test
{

namespace
{

struct Facility {
    unsigned hundreds;
    std::string_view title;
    std::string_view text;
};

constexpr std::array facilities{
    Facility{1, "Arguments and identifiers", "An argument breaks a rule; nothing was sent."},
    Facility{2, "Connection", ""},
    Facility{3, "Publishing", "Each publish completes exactly once: with success or with one of these."},
    Facility{4, "Subscribing", ""},
    Facility{5, "Tokens", ""},
    Facility{6, "Control payloads", ""},
    Facility{7, "HTTP services", ""},
    Facility{8, "Storage", ""},
    Facility{9, "Use of the library", ""},
};

unsigned number(const ErrorInfo &info)
{
    return static_cast<unsigned>(info.code);
}

} // namespace

std::vector<ErrorInfo> all_errors()
{
    std::vector<ErrorInfo> rows;
    for (unsigned code = 0; code <= 0xFFFF; ++code) {
        const ErrorInfo &info = error_info(static_cast<Errc>(code));
        if (number(info) == code) rows.push_back(info);
    }
    return rows;
}

std::string with_code_spans(std::string_view text)
{
    constexpr std::string_view separator = "@@@";
    const std::size_t found = text.find(separator);
    if (found == std::string_view::npos) return std::string(text);
    const std::size_t begin = text.rfind(' ', found) + 1;
    const std::size_t end = std::min(text.find(' ', found), text.size());
    return std::string(text.substr(0, begin)) + '`' + std::string(text.substr(begin, end - begin)) + '`' +
           std::string(text.substr(end));
}

std::string errors_markdown()
{
    std::string text =
        "# Errors\n\n"
        "Printed from the library's own table by `tools/ci/print-errors`; do not edit. The numbers are "
        "never reused and never\nrenumbered. `lmq::describe(error)` gives the same cause and cure at run "
        "time, together with the detail, which names\nthe field, the limit or the peer's answer.\n";
    for (const Facility &facility : facilities) {
        text.append("\n## ")
            .append(std::to_string(facility.hundreds))
            .append("xx ")
            .append(facility.title)
            .append("\n");
        if (!facility.text.empty()) text.append("\n").append(facility.text).append("\n");
        bool first = true;
        for (const ErrorInfo &info : all_errors()) {
            if (number(info) / 100 != facility.hundreds) continue;
            if (first) text.append("\n| number | name | cause | cure |\n|---|---|---|---|\n");
            first = false;
            text.append("| ").append(std::to_string(number(info))).append(" | `").append(info.name).append("` | ");
            text.append(with_code_spans(info.cause)).append(". | ").append(with_code_spans(info.cure)).append(". |\n");
        }
    }
    return text;
}

} // namespace lmq::test
