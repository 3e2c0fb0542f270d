/* For app servers in C: who is online, and which message was there before. */
#include "lmq_c/presence.h"

#include <string.h>

#include "check.h"
#include "lmq_c/duplicate_filter.h"

static lmq_presence_event event_of(lmq_presence_event_type type, const char *channel_id, int64_t time_ms)
{
    lmq_presence_event event = LMQ_PRESENCE_EVENT_INIT;
    event.type = type;
    event.time_ms = time_ms;
    strcpy(event.client_id, "GID_AAA@@@d");
    strcpy(event.channel_id, channel_id);
    return event;
}

static void an_events_body_is_read(void)
{
    static const char body[] =
        "{\"clientId\":\"GID_AAA@@@d\",\"time\":\"1546272000000\",\"channelId\":\"c1\",\"clientIp\":\"10.0.0.1\"}";
    lmq_presence_event event = LMQ_PRESENCE_EVENT_INIT;
    ANSWERS(LMQ_OK, lmq_presence_event_parse(lmq_view_of(body), lmq_view_of("tcpclean"), &event));
    CHECK(event.type == LMQ_PRESENCE_TCPCLEAN && event.time_ms == 1546272000000);
    CHECK(strcmp(event.client_id, "GID_AAA@@@d") == 0 && strcmp(event.channel_id, "c1") == 0);
    CHECK(strcmp(event.client_ip, "10.0.0.1") == 0);
    ANSWERS(LMQ_ERROR_BAD_JSON, lmq_presence_event_parse(lmq_view_of("{"), lmq_view_of(""), &event));
    ANSWERS(LMQ_ERROR_MISSING_FIELD, lmq_presence_event_parse(lmq_view_of("{}"), lmq_view_of(""), &event));
    ANSWERS(LMQ_ERROR_NULL_ARGUMENT, lmq_presence_event_parse(lmq_view_of(body), lmq_view_of("connect"), NULL));
    event.size = 8;
    ANSWERS(LMQ_ERROR_BAD_STRUCT, lmq_presence_event_parse(lmq_view_of(body), lmq_view_of("connect"), &event));
}

static void a_late_end_of_an_old_connection_takes_nobody_offline(void)
{
    lmq_presence_tracker *tracker = NULL;
    lmq_presence presence = LMQ_PRESENCE_INIT;
    lmq_presence_event event = event_of(LMQ_PRESENCE_CONNECT, "old", 1);
    size_t known = 0, online = 0;
    ANSWERS(LMQ_OK, lmq_presence_tracker_create(NULL, &tracker));
    ANSWERS(LMQ_OK, lmq_presence_tracker_apply(tracker, &event, 0, &presence));
    CHECK(presence.online && strcmp(presence.channel_id, "old") == 0);
    event = event_of(LMQ_PRESENCE_CONNECT, "new", 5);
    ANSWERS(LMQ_OK, lmq_presence_tracker_apply(tracker, &event, 0, NULL));
    event = event_of(LMQ_PRESENCE_TCPCLEAN, "old", 6);
    ANSWERS(LMQ_OK, lmq_presence_tracker_apply(tracker, &event, 0, &presence));
    CHECK(presence.online && strcmp(presence.channel_id, "new") == 0 && presence.time_ms == 5);
    event = event_of(LMQ_PRESENCE_TCPCLEAN, "new", 7);
    ANSWERS(LMQ_OK, lmq_presence_tracker_apply(tracker, &event, 0, NULL));
    ANSWERS(LMQ_OK, lmq_presence_tracker_find(tracker, lmq_view_of("GID_AAA@@@d"), &presence));
    CHECK(!presence.online);
    ANSWERS(LMQ_OK, lmq_presence_tracker_count(tracker, &known, &online));
    CHECK(known == 1 && online == 0);
    event.type = 3;
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_presence_tracker_apply(tracker, &event, 0, NULL));
    lmq_presence_tracker_destroy(tracker);
    lmq_presence_tracker_destroy(NULL);
}

static void a_tracker_is_made_within_its_options_ranges(void)
{
    lmq_presence_options options = LMQ_PRESENCE_OPTIONS_INIT;
    lmq_presence_tracker *tracker = NULL;
    ANSWERS(LMQ_OK, lmq_presence_tracker_create(&options, &tracker));
    lmq_presence_tracker_destroy(tracker);
    options.max_channels = 1;
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_presence_tracker_create(&options, &tracker));
    CHECK(tracker == NULL);
    options.max_channels = 2;
    options.policy = 2;
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_presence_tracker_create(&options, &tracker));
    ANSWERS(LMQ_ERROR_NULL_ARGUMENT, lmq_presence_tracker_create(&options, NULL));
}

static void a_message_is_told_apart_within_the_window(void)
{
    lmq_duplicate_filter *filter = NULL;
    lmq_received_message message = {sizeof message, LMQ_STRUCT_VERSION, LMQ_VIEW_INIT, LMQ_VIEW_INIT, 1, 0, 0};
    int seen = 7;
    message.topic = lmq_view_of("TopicA/x");
    ANSWERS(LMQ_OK, lmq_duplicate_filter_create(2, &filter));
    ANSWERS(LMQ_OK, lmq_duplicate_filter_seen(filter, &message, &seen));
    CHECK(seen == 0);
    ANSWERS(LMQ_OK, lmq_duplicate_filter_seen(filter, &message, &seen));
    CHECK(seen == 1);
    ANSWERS(LMQ_OK, lmq_duplicate_filter_seen_key(filter, lmq_view_of("a"), &seen));
    CHECK(seen == 0);
    ANSWERS(LMQ_OK, lmq_duplicate_filter_seen_key(filter, lmq_view_of("b"), &seen));
    ANSWERS(LMQ_OK, lmq_duplicate_filter_seen(filter, &message, &seen));
    CHECK(seen == 0); /* it had left the window */
    ANSWERS(LMQ_OK, lmq_duplicate_filter_clear(filter));
    ANSWERS(LMQ_OK, lmq_duplicate_filter_seen_key(filter, lmq_view_of("b"), &seen));
    CHECK(seen == 0);
    message.version = 9;
    ANSWERS(LMQ_ERROR_BAD_STRUCT, lmq_duplicate_filter_seen(filter, &message, &seen));
    ANSWERS(LMQ_ERROR_NULL_ARGUMENT, lmq_duplicate_filter_seen_key(filter, message.topic, NULL));
    lmq_duplicate_filter_destroy(filter);
    lmq_duplicate_filter_destroy(NULL);
}

int main(void)
{
    RUN(an_events_body_is_read);
    RUN(a_late_end_of_an_old_connection_takes_nobody_offline);
    RUN(a_tracker_is_made_within_its_options_ranges);
    RUN(a_message_is_told_apart_within_the_window);
    return check_result();
}
