#include <cstdio>
#include <string_view>

#include "errors_markdown.hpp"

// lmq_print_errors [c]: errors.md, or error_codes.h.
int main(int argc, char **argv)
{
    const bool header = argc == 2 && std::string_view(argv[1]) == "c";
    const std::string text = header ? lmq::test::error_codes_header() : lmq::test::errors_markdown();
    return std::fputs(text.c_str(), stdout) < 0 ? 1 : 0;
}
