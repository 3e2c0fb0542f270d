#include <cstdio>
#include <string_view>

#include "errors_markdown.hpp"

// lmq_print_errors [c | objc]: errors.md, error_codes.h, or LMQErrorCode.h.
int main(int argc, char **argv)
{
    const std::string_view language = argc == 2 ? argv[1] : "";
    std::string text;
    if (language == "c")
        text = lmq::test::error_codes_header();
    else if (language == "objc")
        text = lmq::test::objc_error_header();
    else
        text = lmq::test::errors_markdown();
    return std::fputs(text.c_str(), stdout) < 0 ? 1 : 0;
}
