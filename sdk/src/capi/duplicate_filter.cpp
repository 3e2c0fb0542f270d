#include "lmq_c/duplicate_filter.h"

#include "capi/convert.hpp"
#include "lmq/duplicate_filter.hpp"

using namespace lmq;

struct lmq_duplicate_filter {
    DuplicateFilter filter;
};

lmq_error lmq_duplicate_filter_create(size_t window, lmq_duplicate_filter **filter)
{
    if (filter == nullptr) return capi::null_argument("filter");
    *filter = nullptr;
    return capi::guarded([&] {
        *filter = new lmq_duplicate_filter{DuplicateFilter(window)};
        return lmq_error{LMQ_OK};
    });
}

void lmq_duplicate_filter_destroy(lmq_duplicate_filter *filter)
{
    delete filter;
}

lmq_error lmq_duplicate_filter_seen_key(lmq_duplicate_filter *filter, lmq_view key, int *seen)
{
    if (filter == nullptr) return capi::null_argument("filter");
    if (seen == nullptr) return capi::null_argument("seen");
    return capi::guarded([&] {
        *seen = filter->filter.seen(capi::text(key)) ? 1 : 0;
        return lmq_error{LMQ_OK};
    });
}

lmq_error lmq_duplicate_filter_seen(lmq_duplicate_filter *filter, const lmq_received_message *message, int *seen)
{
    if (filter == nullptr) return capi::null_argument("filter");
    if (seen == nullptr) return capi::null_argument("seen");
    return capi::guarded([&] {
        if (const lmq_error error = capi::check_struct(message, "message"); error != LMQ_OK) return error;
        ReceivedMessage read;
        read.topic = capi::text(message->topic);
        read.payload = capi::text(message->payload);
        *seen = filter->filter.seen(read) ? 1 : 0;
        return lmq_error{LMQ_OK};
    });
}

lmq_error lmq_duplicate_filter_clear(lmq_duplicate_filter *filter)
{
    if (filter == nullptr) return capi::null_argument("filter");
    return capi::guarded([&] {
        filter->filter.clear();
        return lmq_error{LMQ_OK};
    });
}
