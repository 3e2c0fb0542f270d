#include <cstdio>

#include "errors_markdown.hpp"

int main()
{
    return std::fputs(lmq::test::errors_markdown().c_str(), stdout) < 0 ? 1 : 0;
}
