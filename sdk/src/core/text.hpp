#ifndef LMQ_CORE_TEXT_HPP
#define LMQ_CORE_TEXT_HPP

#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

#include "lmq/export.hpp"
#include "lmq/result.hpp"

namespace lmq::core
{

/// A whole number in decimal, to be one of the parts below.
class Decimal
{
public:
    template <class Integer>
    explicit Decimal(Integer number)
    {
        if constexpr (std::is_signed_v<Integer>) {
            write(static_cast<long long>(number));
        } else {
            write(static_cast<unsigned long long>(number));
        }
    }

    operator std::string_view() const { return {text_.data(), size_}; }

private:
    LMQ_API void write(long long number);
    LMQ_API void write(unsigned long long number);

    std::array<char, 20> text_; ///< -9223372036854775808 and 18446744073709551615 have 20 characters
    std::size_t size_;
};

/// The parts as one text, with less code where it is called than joining with `+` makes there.
LMQ_API std::string join(std::initializer_list<std::string_view> parts);

/// As fail(), of a detail that is the parts joined.
LMQ_API tl::unexpected<Error> failure(Errc code, std::initializer_list<std::string_view> parts);
LMQ_API tl::unexpected<Error> failure(Errc code, const char *detail);

} // namespace lmq::core

#endif
