#ifndef LMQ_RESULT_HPP
#define LMQ_RESULT_HPP

#include <string>
#include <utility>

#include <tl/expected.hpp>

#include "lmq/error.hpp"

namespace lmq
{

/// A value or an Error. The library throws nothing: test it before use.
template <class T>
using Result = tl::expected<T, Error>;

/// `return fail(Errc::empty, "client id: …");`
inline tl::unexpected<Error> fail(Errc code, std::string detail)
{
    return tl::unexpected<Error>(Error{code, std::move(detail)});
}

} // namespace lmq

#endif
