#ifndef LMQ_BROKER_HTTP_FORM_HPP
#define LMQ_BROKER_HTTP_FORM_HPP

#include <functional>
#include <string>
#include <string_view>

namespace lmq::broker::http
{

/// Takes a field of a form, decoded; answers a complaint, or nothing.
using FieldSink = std::function<std::string(std::string name, std::string value)>;

// Each answers the first complaint, its own or the sink's; empty: all was read. Time and memory grow with the text
// only, and nothing is kept but what the sink keeps.

/// `name=value&…`, percent-encoded, `+` for a space: a query, or a body of application/x-www-form-urlencoded.
std::string read_urlencoded(std::string_view text, const FieldSink &sink);

/// A body of multipart/form-data (RFC 7578); `content_type` names the boundary.
std::string read_multipart(std::string_view text, std::string_view content_type, const FieldSink &sink);

/// "text/plain; charset=utf-8" is of type "text/plain". Letters of either case are the same.
bool is_media_type(std::string_view content_type, std::string_view type);

} // namespace lmq::broker::http

#endif
