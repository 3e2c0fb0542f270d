/* The functions that need no client, called wrongly. */
#include <string.h>

#include "lmq_c/duplicate_filter.h"
#include "lmq_c/identity.h"
#include "lmq_c/limits.h"
#include "lmq_c/presence.h"
#include "lmq_c/signature.h"
#include "lmq_c/state.h"
#include "lmq_c/token.h"
#include "lmq_c/topic.h"
#include "misuse.h"

static const lmq_parameter parameters[2] = {{{"Action", 6}, {"Do It", 5}}, {{"Id", 2}, {"\xE5\xBE\xAE", 3}}};
static const lmq_view topics[2] = {{"TopicA/x", 8}, {"TopicB", 6}};

#define KEY lmq_view_of("key")
#define DEVICE lmq_view_of("GID_AAA@@@BBB001")
#define WRITER(name, call)                                                                                             \
    static lmq_error name(const void *subject, char *buffer, size_t size, size_t *length)                              \
    {                                                                                                                  \
        (void)subject;                                                                                                 \
        return call;                                                                                                   \
    }

WRITER(detail, lmq_error_detail(buffer, size, length))
WRITER(description, lmq_error_describe(LMQ_ERROR_TOO_LONG, lmq_view_of("topic"), buffer, size, length))
WRITER(hmac, lmq_hmac_sha1_base64(KEY, KEY, buffer, size, length))
WRITER(password, lmq_mqtt_password(KEY, KEY, buffer, size, length))
WRITER(publishing, lmq_publish_signature(KEY, DEVICE, buffer, size, length))
WRITER(subscribing, lmq_subscribe_signature(KEY, topics, 2, DEVICE, buffer, size, length))
WRITER(http_text, lmq_http_string_to_sign(parameters, 2, LMQ_INNER_VALUES_RAW, buffer, size, length))
WRITER(http, lmq_http_signature(KEY, parameters, 2, LMQ_INNER_VALUES_SORTED, buffer, size, length))
WRITER(sorted, lmq_sort_comma_list(lmq_view_of("b,a"), buffer, size, length))
WRITER(encoded, lmq_percent_encode(lmq_view_of("a b/c"), buffer, size, length))
WRITER(pop_query, lmq_pop_canonical_query(parameters, 2, buffer, size, length))
WRITER(pop_text, lmq_pop_string_to_sign(lmq_view_of("GET"), parameters, 2, buffer, size, length))
WRITER(pop, lmq_pop_signature(KEY, lmq_view_of("GET"), parameters, 2, buffer, size, length))
WRITER(fingerprint, lmq_token_fingerprint(KEY, buffer, size, length))
WRITER(p2p, lmq_p2p_topic(lmq_view_of("TopicA"), DEVICE, NULL, buffer, size, length))

static void a_text_fits_or_nothing_is_written(void)
{
    static const text_writer writers[] = {description, hmac,    password,  publishing, subscribing, http_text,   http,
                                          sorted,      encoded, pop_query, pop_text,   pop,         fingerprint, p2p};
    size_t i;
    for (i = 0; i < sizeof writers / sizeof *writers; ++i)
        every_length(writers[i], NULL);
    lmq_fail(LMQ_ERROR_INTERNAL, lmq_view_of("something went wrong"));
    every_length(detail, NULL);
}

static void arrays_that_are_not_there_are_refused(void)
{
    char text[256];
    NULLS(lmq_subscribe_signature(KEY, NULL, 1, DEVICE, text, sizeof text, NULL));
    NULLS(lmq_http_string_to_sign(NULL, 1, LMQ_INNER_VALUES_RAW, text, sizeof text, NULL));
    NULLS(lmq_http_signature(KEY, NULL, 1, LMQ_INNER_VALUES_RAW, text, sizeof text, NULL));
    NULLS(lmq_pop_canonical_query(NULL, 1, text, sizeof text, NULL));
    NULLS(lmq_pop_string_to_sign(lmq_view_of("GET"), NULL, 1, text, sizeof text, NULL));
    NULLS(lmq_pop_signature(KEY, lmq_view_of("GET"), NULL, 1, text, sizeof text, NULL));
    sensible(lmq_subscribe_signature(KEY, NULL, 0, DEVICE, text, sizeof text, NULL));
    sensible(lmq_pop_canonical_query(NULL, 0, text, sizeof text, NULL));
}

static void numbers_of_no_enumerator_are_refused_or_named_unknown(void)
{
    static const int32_t numbers[] = {-1, 100, INT32_MIN, INT32_MAX};
    char text[256];
    unsigned i;
    for (i = 0; i < 4; ++i) {
        ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_group_id_check(lmq_view_of("GID_AAA"), numbers[i]));
        ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_topic_name_check(topics[0], numbers[i], NULL));
        ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_topic_filter_check(topics[0], numbers[i], NULL));
        ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_http_string_to_sign(parameters, 2, numbers[i], text, sizeof text, NULL));
        ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_http_signature(KEY, parameters, 2, numbers[i], text, sizeof text, NULL));
        CHECK(strcmp(lmq_state_name(numbers[i]), "unknown") == 0);
        CHECK(strcmp(lmq_token_reason_name(numbers[i]), "unknown") == 0);
        CHECK(strcmp(lmq_error_name(numbers[i]), "ok") != 0);
        CHECK(strlen(lmq_error_cause(numbers[i])) > 0 && strlen(lmq_error_cure(numbers[i])) > 0);
    }
    CHECK(strlen(lmq_version()) > 0);
}

static void limits_of_another_version_are_refused(void)
{
    char text[256];
    lmq_limits limits = LMQ_LIMITS_INIT;
    BAD_STRUCTS(limits, lmq_payload_size_check(1, &limits));
    BAD_STRUCTS(limits, lmq_client_id_check(DEVICE, &limits, NULL, NULL));
    BAD_STRUCTS(limits, lmq_topic_name_check(topics[0], LMQ_TOPIC_RULES_ALIYUN, &limits));
    BAD_STRUCTS(limits, lmq_topic_filter_check(topics[0], LMQ_TOPIC_RULES_ALIYUN, &limits));
    BAD_STRUCTS(limits, lmq_p2p_topic(lmq_view_of("TopicA"), DEVICE, &limits, text, sizeof text, NULL));
    ANSWERS(LMQ_ERROR_PAYLOAD_TOO_LARGE, lmq_payload_size_check((size_t)-1, NULL));
}

static void texts_that_are_none_are_read_without_harm(void)
{
    static char text[4 << 20];
    unsigned i, j;
    for (i = 0; i < ODD_VIEWS; ++i) {
        const lmq_view odd = odd_view(i);
        lmq_view part, rest;
        sensible(lmq_client_id_check(odd, NULL, &part, &rest));
        sensible(lmq_group_id_check(odd, LMQ_GROUP_ID_STRICT));
        sensible(lmq_topic_name_check(odd, LMQ_TOPIC_RULES_ALIYUN, NULL));
        sensible(lmq_topic_filter_check(odd, LMQ_TOPIC_RULES_STANDARD, NULL));
        lmq_topic_split(odd, &part, &rest);
        lmq_topic_split(odd, NULL, NULL);
        CHECK(part.size + rest.size <= (odd.data == NULL ? 0 : odd.size));
        if (lmq_topic_is_p2p(odd, &part)) CHECK(part.size <= odd.size);
        lmq_topic_is_p2p(odd, NULL);
        CHECK(lmq_topic_is_control(odd) == (i == 8));
        sensible(lmq_sort_comma_list(odd, text, sizeof text, NULL));
        sensible(lmq_percent_encode(odd, text, sizeof text, NULL));
        sensible(lmq_token_fingerprint(odd, text, sizeof text, NULL));
        sensible(lmq_fail(LMQ_ERROR_TOO_LONG, odd));
        for (j = 0; j < ODD_VIEWS; ++j) {
            const lmq_view other = odd_view(j);
            sensible(lmq_hmac_sha1_base64(odd, other, text, sizeof text, NULL));
            sensible(lmq_mqtt_password(odd, other, text, sizeof text, NULL));
            sensible(lmq_p2p_topic(odd, other, NULL, text, sizeof text, NULL));
            sensible(lmq_error_describe(LMQ_ERROR_EMPTY, other, text, sizeof text, NULL));
            CHECK(lmq_constant_time_equal(odd, other) == (odd.size == other.size && i == j) || i < 3);
        }
    }
    CHECK(lmq_filter_matches(lmq_view_of(NULL), topics[0]) == 0 && lmq_filter_covers(topics[0], topics[1]) == 0);
}

static void a_token_needs_somebody_to_take_it(void)
{
    lmq_token token = LMQ_TOKEN_INIT;
    NULLS(lmq_token_deliver(NULL, &token));
    NULLS(lmq_token_fail(NULL, LMQ_ERROR_TOKEN_UNAVAILABLE, KEY, -1));
    NULLS(lmq_token_list_add(NULL, &token));
}

static void presence_is_kept_from_misuse(void)
{
    static const char body[] = "{\"clientId\":\"GID_AAA@@@one\",\"channelId\":\"c\",\"time\":\"1\"}";
    unsigned i;
    size_t known = 0, online = 0;
    lmq_presence_event event = LMQ_PRESENCE_EVENT_INIT;
    lmq_presence presence = LMQ_PRESENCE_INIT;
    lmq_presence_options options = LMQ_PRESENCE_OPTIONS_INIT;
    lmq_presence_tracker *tracker = NULL;
    NULLS(lmq_presence_event_parse(lmq_view_of(body), lmq_view_of("connect"), NULL));
    BAD_STRUCTS(event, lmq_presence_event_parse(lmq_view_of(body), lmq_view_of("connect"), &event));
    for (i = 0; i < ODD_VIEWS; ++i) {
        sensible(lmq_presence_event_parse(odd_view(i), lmq_view_of("connect"), &event));
        sensible(lmq_presence_event_parse(lmq_view_of(body), odd_view(i), &event));
    }
    NULLS(lmq_presence_tracker_create(&options, NULL));
    BAD_STRUCTS(options, lmq_presence_tracker_create(&options, &tracker));
    CHECK(tracker == NULL);
    ANSWERS(LMQ_OK, lmq_presence_tracker_create(&options, &tracker));
    NULLS(lmq_presence_tracker_apply(NULL, &event, 0, &presence));
    NULLS(lmq_presence_tracker_apply(tracker, NULL, 0, &presence));
    BAD_STRUCTS(event, lmq_presence_tracker_apply(tracker, &event, 0, &presence));
    NULLS(lmq_presence_tracker_find(NULL, DEVICE, &presence));
    NULLS(lmq_presence_tracker_find(tracker, DEVICE, NULL));
    BAD_STRUCTS(presence, lmq_presence_tracker_find(tracker, DEVICE, &presence));
    for (i = 0; i < ODD_VIEWS; ++i)
        sensible(lmq_presence_tracker_find(tracker, odd_view(i), &presence));
    NULLS(lmq_presence_tracker_count(NULL, &known, &online));
    sensible(lmq_presence_tracker_count(tracker, NULL, NULL));
    lmq_presence_tracker_destroy(tracker);
    lmq_presence_tracker_destroy(NULL);
}

static void a_duplicate_filter_is_kept_from_misuse(void)
{
    int seen = 0;
    unsigned i;
    lmq_received_message message;
    lmq_duplicate_filter *filter = NULL;
    memset(&message, 0, sizeof message);
    message.size = sizeof message;
    message.version = LMQ_STRUCT_VERSION;
    NULLS(lmq_duplicate_filter_create(8, NULL));
    sensible(lmq_duplicate_filter_create(0, &filter));
    lmq_duplicate_filter_destroy(filter);
    ANSWERS(LMQ_OK, lmq_duplicate_filter_create(8, &filter));
    NULLS(lmq_duplicate_filter_seen_key(NULL, DEVICE, &seen));
    NULLS(lmq_duplicate_filter_seen_key(filter, DEVICE, NULL));
    NULLS(lmq_duplicate_filter_seen(NULL, &message, &seen));
    NULLS(lmq_duplicate_filter_seen(filter, NULL, &seen));
    NULLS(lmq_duplicate_filter_seen(filter, &message, NULL));
    BAD_STRUCTS(message, lmq_duplicate_filter_seen(filter, &message, &seen));
    NULLS(lmq_duplicate_filter_clear(NULL));
    for (i = 0; i < ODD_VIEWS; ++i)
        sensible(lmq_duplicate_filter_seen_key(filter, odd_view(i), &seen));
    lmq_duplicate_filter_destroy(filter);
    lmq_duplicate_filter_destroy(NULL);
}

int main(void)
{
    RUN(a_text_fits_or_nothing_is_written);
    RUN(arrays_that_are_not_there_are_refused);
    RUN(numbers_of_no_enumerator_are_refused_or_named_unknown);
    RUN(limits_of_another_version_are_refused);
    RUN(texts_that_are_none_are_read_without_harm);
    RUN(a_token_needs_somebody_to_take_it);
    RUN(presence_is_kept_from_misuse);
    RUN(a_duplicate_filter_is_kept_from_misuse);
    return check_result();
}
