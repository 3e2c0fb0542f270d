#include "report.hpp"

#include <iostream>

void Report::chapter(std::string_view title)
{
    std::cout << '\n' << title << std::endl;
}

bool Report::step(std::string_view what, bool held, std::string_view detail)
{
    std::cout << (held ? "  \u2713 " : "  \u2717 ") << what;
    if (!detail.empty()) std::cout << " (" << detail << ')';
    std::cout << std::endl;
    ++(held ? held_ : failed_);
    return held;
}

int Report::finish()
{
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began_);
    std::cout << '\n'
              << held_ << " steps verified, " << failed_ << " failed, in " << took.count() << " ms" << std::endl;
    return failed_ == 0 && held_ > 0 ? 0 : 1;
}
