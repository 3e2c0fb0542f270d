#ifndef LMQ_TRANSPORT_PAHO_ERROR_HPP
#define LMQ_TRANSPORT_PAHO_ERROR_HPP

#include "lmq/error.hpp"

namespace lmq::transport
{

/// An error of `code` that says what Paho answered, and never what was sent.
Error paho_error(Errc code, const char *what, int paho_code, const char *paho_text = nullptr);

} // namespace lmq::transport

#endif
