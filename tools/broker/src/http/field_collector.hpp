#ifndef LMQ_BROKER_HTTP_FIELD_COLLECTOR_HPP
#define LMQ_BROKER_HTTP_FIELD_COLLECTOR_HPP

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "engine/auth_request.hpp"

namespace lmq::broker::http
{

/// A FieldSink for the signed fields of one place, a query or a body. Others than the known ones are ignored; one given
/// twice is refused, for nobody could tell which of them was signed.
class FieldCollector
{
public:
    /// `known` and `into` outlive it.
    template <class Names>
    FieldCollector(const Names &known, engine::AuthFields &into)
        : known_(known.data()), count_(known.size()), into_(into)
    {
    }
    std::string operator()(std::string name, std::string value)
    {
        if (std::find(known_, known_ + count_, name) == known_ + count_) return {};
        if (!seen_.insert(name).second) return name + ": given twice";
        into_[name] = std::move(value); // a body's over a query's (spec 8.2)
        return {};
    }

private:
    const std::string_view *known_;
    std::size_t count_;
    engine::AuthFields &into_;
    std::set<std::string> seen_;
};

} // namespace lmq::broker::http

#endif
