#include "core/text.hpp"

#include <charconv>
#include <utility>

namespace lmq::core
{

void Decimal::write(long long number)
{
    size_ = static_cast<std::size_t>(std::to_chars(text_.begin(), text_.end(), number).ptr - text_.begin());
}

void Decimal::write(unsigned long long number)
{
    size_ = static_cast<std::size_t>(std::to_chars(text_.begin(), text_.end(), number).ptr - text_.begin());
}

std::string join(std::initializer_list<std::string_view> parts)
{
    std::size_t size = 0;
    for (const std::string_view part : parts)
        size += part.size();
    std::string text;
    text.reserve(size);
    for (const std::string_view part : parts)
        text.append(part);
    return text;
}

tl::unexpected<Error> failure(Errc code, std::initializer_list<std::string_view> parts)
{
    return fail(code, join(parts));
}

tl::unexpected<Error> failure(Errc code, const char *detail)
{
    return fail(code, detail);
}

} // namespace lmq::core
