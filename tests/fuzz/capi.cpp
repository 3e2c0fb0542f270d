// The entry points of the C interface, called as the input says: each byte chooses a call, what follows it are its
// arguments. A text is a length in one byte and its bytes. Nothing goes over a network: the client is never started.

#include <cstring>
#include <memory>
#include <vector>

#include "fuzz/input.hpp"
#include "lmq_c/client.h"
#include "lmq_c/duplicate_filter.h"
#include "lmq_c/identity.h"
#include "lmq_c/presence.h"
#include "lmq_c/signature.h"
#include "lmq_c/topic.h"

using lmq::fuzz::Exact;
using lmq::fuzz::Input;
using lmq::fuzz::promise;

namespace
{

/// A text of the input in memory of its exact size; every sixteenth is said to be NULL.
class Text
{
public:
    explicit Text(Input &input) : null_(input.byte() % 16 == 15), bytes_(input.text(input.byte())) {}
    operator lmq_view() const { return lmq_view_from(null_ ? nullptr : bytes_.data(), bytes_.size()); }

private:
    bool null_;
    Exact bytes_;
};

lmq_error good(lmq_error error)
{
    promise(error == LMQ_OK || (error > 0 && error != LMQ_ERROR_INTERNAL), "an answer is no error's number");
    char text[300];
    promise(lmq_error_detail(text, sizeof text, nullptr) == LMQ_OK, "a detail is longer than it may be");
    return error;
}

/// Calls what writes a text, with a buffer of whatever size.
template <class Write>
void write(Input &input, Write call)
{
    std::vector<char> buffer(input.byte(), 'x');
    std::size_t length = 0;
    const lmq_error error = good(call(buffer.empty() ? nullptr : buffer.data(), buffer.size(), &length));
    if (error == LMQ_OK) promise(length < buffer.size() && buffer[length] == '\0', "a text without its end");
    if (error == LMQ_ERROR_BUFFER_TOO_SMALL) {
        promise(length >= buffer.size(), "a buffer that is large enough was refused");
        promise(buffer.empty() || buffer[0] == '\0', "a text that does not fit was begun");
    }
}

/// Everything that lives as long as the input.
struct Objects {
    lmq_client *client = nullptr;
    lmq_presence_tracker *tracker = nullptr;
    lmq_duplicate_filter *filter = nullptr;

    Objects() = default;
    Objects(const Objects &) = delete;
    Objects &operator=(const Objects &) = delete;
    ~Objects()
    {
        lmq_client_destroy(client);
        lmq_presence_tracker_destroy(tracker);
        lmq_duplicate_filter_destroy(filter);
    }
};

void make_client(Input &input, lmq_client *&client)
{
    lmq_client_destroy(client);
    const Text uri(input);
    const Text id(input);
    const Text key(input);
    const bool right = input.byte() % 2 == 0;
    lmq_credentials credentials = LMQ_CREDENTIALS_INIT;
    credentials.kind = static_cast<lmq_credentials_kind>(input.byte() % 8) - 1;
    credentials.access_key = key;
    credentials.secret_key = key;
    lmq_client_options options = LMQ_CLIENT_OPTIONS_INIT;
    options.server_uri = right ? lmq_view_of("tcp://127.0.0.1:1") : static_cast<lmq_view>(uri);
    options.client_id = right ? lmq_view_of("GID_AAA@@@one") : static_cast<lmq_view>(id);
    options.credentials = input.byte() % 4 == 0 ? &credentials : nullptr;
    options.profile = static_cast<lmq_profile>(input.byte() % 3);
    options.keep_alive_s = static_cast<std::int32_t>(input.word()) - 10;
    options.max_inflight = input.word();
    options.dispatch = LMQ_DISPATCH_POLL;
    if (right) { // what decides nothing but whether there is a client
        options.credentials = nullptr;
        options.profile = LMQ_PROFILE_ALIYUN;
        options.keep_alive_s = 60;
        options.max_inflight = 10;
    }
    if (input.byte() % 16 == 15) options.size -= input.byte();
    const lmq_error error = good(lmq_client_create(&options, &client));
    promise((error == LMQ_OK) == (client != nullptr), "a client without a success, or the other way round");
}

void use_client(Input &input, lmq_client *client)
{
    const Text topic(input);
    const Text other(input);
    lmq_message message = LMQ_MESSAGE_INIT;
    message.topic = topic;
    message.payload = other;
    message.qos = static_cast<lmq_qos>(input.byte() % 5) - 1;
    message.priority = static_cast<lmq_priority>(input.byte() % 5) - 1;
    message.time_to_live_ms = static_cast<std::int64_t>(input.byte()) - 1;
    lmq_subscription subscription{topic, message.qos};
    const lmq_view filter = topic;
    std::size_t run = 0;
    switch (input.byte() % 8) {
    case 0:
        good(lmq_client_publish(client, &message, nullptr, nullptr));
        break;
    case 1:
        good(lmq_client_publish_p2p(client, topic, other, other, message.qos, nullptr, nullptr));
        break;
    case 2:
        good(lmq_client_subscribe(client, &subscription, input.byte() % 2, nullptr, nullptr));
        break;
    case 3:
        good(lmq_client_unsubscribe(client, &filter, input.byte() % 2, nullptr, nullptr));
        break;
    case 4:
        good(lmq_client_pull(client, static_cast<std::int32_t>(input.byte()) - 1, message.priority, nullptr, nullptr));
        break;
    case 5:
        good(lmq_client_close(client, 0));
        break;
    default:
        good(lmq_client_poll(client, 0, &run));
    }
}

void use_topics(Input &input)
{
    const Text first(input);
    const Text second(input);
    lmq_limits limits = LMQ_LIMITS_INIT;
    limits.topic_length = input.byte();
    limits.client_id_length = input.byte();
    if (input.byte() % 16 == 15) limits.version = input.byte();
    const auto rules = static_cast<lmq_topic_rules>(input.byte() % 4) - 1;
    lmq_view left{}, right{};
    const bool name = good(lmq_topic_name_check(first, rules, &limits)) == LMQ_OK;
    const bool filter = good(lmq_topic_filter_check(first, rules, &limits)) == LMQ_OK;
    promise(!name || filter || rules != LMQ_TOPIC_RULES_STANDARD, "a topic name is no filter");
    const bool inner = good(lmq_topic_filter_check(second, LMQ_TOPIC_RULES_STANDARD, nullptr)) == LMQ_OK;
    if (filter && inner) {
        promise(lmq_filter_covers(first, first) != 0, "a filter does not cover itself");
        (void)lmq_filter_covers(first, second);
        (void)lmq_filter_matches(second, first);
    }
    lmq_topic_split(first, &left, &right);
    (void)lmq_topic_is_p2p(first, &left);
    (void)lmq_topic_is_control(first);
    good(lmq_client_id_check(first, &limits, &left, &right));
    good(lmq_group_id_check(first, static_cast<lmq_group_id_rule>(input.byte() % 5) - 1));
    write(input,
          [&](char *b, std::size_t s, std::size_t *l) { return lmq_p2p_topic(first, second, &limits, b, s, l); });
}

void use_signatures(Input &input)
{
    const Text first(input);
    const Text second(input);
    const lmq_parameter parameters[2] = {{first, second}, {second, first}};
    const lmq_view topics[2] = {first, second};
    const auto inner = static_cast<lmq_inner_values>(input.byte() % 4) - 1;
    write(input, [&](char *b, std::size_t s, std::size_t *l) { return lmq_mqtt_password(first, second, b, s, l); });
    write(input, [&](char *b, std::size_t s, std::size_t *l) {
        return lmq_subscribe_signature(first, topics, 2, second, b, s, l);
    });
    write(input, [&](char *b, std::size_t s, std::size_t *l) {
        return lmq_http_string_to_sign(parameters, 2, inner, b, s, l);
    });
    write(input, [&](char *b, std::size_t s, std::size_t *l) {
        return lmq_pop_string_to_sign(first, parameters, 2, b, s, l);
    });
    write(input, [&](char *b, std::size_t s, std::size_t *l) { return lmq_sort_comma_list(first, b, s, l); });
    write(input, [&](char *b, std::size_t s, std::size_t *l) { return lmq_percent_encode(first, b, s, l); });
    write(input, [&](char *b, std::size_t s, std::size_t *l) { return lmq_token_fingerprint(first, b, s, l); });
    const auto error = static_cast<lmq_error>(input.word()) - 1;
    write(input, [&](char *b, std::size_t s, std::size_t *l) { return lmq_error_describe(error, first, b, s, l); });
    const lmq_error answer = lmq_fail(error, first);
    promise(answer == error || answer == LMQ_ERROR_INTERNAL, "lmq_fail answers another error");
}

void use_presence(Input &input, Objects &objects)
{
    if (objects.tracker == nullptr)
        promise(lmq_presence_tracker_create(nullptr, &objects.tracker) == LMQ_OK, "no tracker");
    if (objects.filter == nullptr) promise(lmq_duplicate_filter_create(4, &objects.filter) == LMQ_OK, "no filter");
    const Text tag(input);
    const Text body(input);
    lmq_presence_event event = LMQ_PRESENCE_EVENT_INIT;
    lmq_presence presence = LMQ_PRESENCE_INIT;
    int seen = 0;
    if (good(lmq_presence_event_parse(body, tag, &event)) == LMQ_OK)
        good(lmq_presence_tracker_apply(objects.tracker, &event, static_cast<std::int64_t>(input.word()), &presence));
    good(lmq_presence_tracker_find(objects.tracker, body, &presence));
    good(lmq_duplicate_filter_seen_key(objects.filter, body, &seen));
    promise(lmq_duplicate_filter_seen_key(objects.filter, body, &seen) == LMQ_OK && seen != 0, "seen, and not known");
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    Input input(data, size);
    Objects objects;
    while (!input.empty()) {
        switch (input.byte() % 5) {
        case 0:
            use_topics(input);
            break;
        case 1:
            use_signatures(input);
            break;
        case 2:
            use_presence(input, objects);
            break;
        case 3:
            make_client(input, objects.client);
            break;
        default:
            use_client(input, objects.client);
        }
    }
    return 0;
}
