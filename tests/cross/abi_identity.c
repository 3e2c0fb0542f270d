#include "lmq_c/identity.h"

#include <string.h>

#include "check.h"
#include "lmq_c/topic.h"

static lmq_error name_check(const char *topic)
{
    return lmq_topic_name_check(lmq_view_of(topic), LMQ_TOPIC_RULES_ALIYUN, NULL);
}

static lmq_error filter_check(const char *filter)
{
    return lmq_topic_filter_check(lmq_view_of(filter), LMQ_TOPIC_RULES_ALIYUN, NULL);
}

static int matches(const char *filter, const char *topic)
{
    return lmq_filter_matches(lmq_view_of(filter), lmq_view_of(topic));
}

static void a_client_id_is_cut_at_its_first_separator(void)
{
    const char *id = "GID_AAA@@@X@@@Y";
    lmq_view group, device;
    ANSWERS(LMQ_OK, lmq_client_id_check(lmq_view_of(id), NULL, &group, &device));
    CHECK(view_is(group, "GID_AAA"));
    CHECK(view_is(device, "X@@@Y"));
    CHECK(group.data == id && device.data == id + 10);
    ANSWERS(LMQ_OK, lmq_client_id_check(lmq_view_of(id), NULL, NULL, NULL));
}

static void a_client_id_that_is_refused_leaves_empty_views(void)
{
    lmq_view group = lmq_view_of("old"), device = lmq_view_of("old");
    char detail[256];
    ANSWERS(LMQ_ERROR_MISSING_SEPARATOR, lmq_client_id_check(lmq_view_of("GID_AAA@@B"), NULL, &group, &device));
    CHECK(group.size == 0 && device.size == 0);
    ANSWERS(LMQ_OK, lmq_error_detail(detail, sizeof detail, NULL));
    CHECK(strstr(detail, "client id") != NULL);
    ANSWERS(LMQ_ERROR_EMPTY, lmq_client_id_check(lmq_view_of(NULL), NULL, NULL, NULL));
    ANSWERS(LMQ_ERROR_TOO_SHORT, lmq_client_id_check(lmq_view_of("GID_AA@@@B"), NULL, NULL, NULL));
    ANSWERS(LMQ_ERROR_BAD_GROUP_PREFIX, lmq_client_id_check(lmq_view_of("group_AAA@@@B"), NULL, NULL, NULL));
    ANSWERS(LMQ_ERROR_CONTAINS_NUL, lmq_client_id_check(lmq_view_from("GID_AAA@@@\0", 11), NULL, NULL, NULL));
    ANSWERS(LMQ_ERROR_INVALID_UTF8, lmq_client_id_check(lmq_view_of("GID_AAA@@@\xFF"), NULL, NULL, NULL));
}

static void limits_of_an_instance_replace_the_services(void)
{
    lmq_limits limits = LMQ_LIMITS_INIT;
    limits.client_id_length = 12;
    limits.topic_length = 7;
    limits.payload_bytes = 10;
    ANSWERS(LMQ_OK, lmq_client_id_check(lmq_view_of("GID_AAA@@@12"), &limits, NULL, NULL));
    ANSWERS(LMQ_ERROR_TOO_LONG, lmq_client_id_check(lmq_view_of("GID_AAA@@@123"), &limits, NULL, NULL));
    ANSWERS(LMQ_OK, lmq_topic_name_check(lmq_view_of("1234567"), LMQ_TOPIC_RULES_ALIYUN, &limits));
    ANSWERS(LMQ_ERROR_TOO_LONG, lmq_topic_name_check(lmq_view_of("12345678"), LMQ_TOPIC_RULES_ALIYUN, &limits));
    ANSWERS(LMQ_OK, lmq_payload_size_check(10, &limits));
    ANSWERS(LMQ_ERROR_PAYLOAD_TOO_LARGE, lmq_payload_size_check(11, &limits));
    ANSWERS(LMQ_OK, lmq_payload_size_check(65536, NULL));
    ANSWERS(LMQ_ERROR_PAYLOAD_TOO_LARGE, lmq_payload_size_check(65537, NULL));
    limits.version = 2;
    ANSWERS(LMQ_ERROR_BAD_STRUCT, lmq_payload_size_check(1, &limits));
    limits.version = LMQ_STRUCT_VERSION;
    limits.size -= 1;
    ANSWERS(LMQ_ERROR_BAD_STRUCT, lmq_client_id_check(lmq_view_of("GID_AAA@@@12"), &limits, NULL, NULL));
}

static void a_group_id_is_checked_by_the_rule_that_is_asked_for(void)
{
    ANSWERS(LMQ_OK, lmq_group_id_check(lmq_view_of("GID_a-b"), LMQ_GROUP_ID_PREFIX_AND_LENGTH));
    ANSWERS(LMQ_ERROR_BAD_GROUP_CHARACTER, lmq_group_id_check(lmq_view_of("GID_a-b"), LMQ_GROUP_ID_STRICT));
    ANSWERS(LMQ_OK, lmq_group_id_check(lmq_view_of("GID_a-b"), LMQ_GROUP_ID_DASH_UNDERSCORE));
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_group_id_check(lmq_view_of("GID_a-b"), 3));
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_group_id_check(lmq_view_of("GID_a-b"), -1));
}

static void a_topic_is_cut_at_its_first_slash(void)
{
    lmq_view parent, second, target;
    lmq_topic_split(lmq_view_of("TopicA/notice/"), &parent, &second);
    CHECK(view_is(parent, "TopicA"));
    CHECK(view_is(second, "/notice/"));
    lmq_topic_split(lmq_view_of("TopicA"), &parent, &second);
    CHECK(view_is(parent, "TopicA") && second.size == 0);
    CHECK(lmq_topic_is_p2p(lmq_view_of("TopicA/p2p/GID_AAA@@@BBB001/x"), &target));
    CHECK(view_is(target, "GID_AAA@@@BBB001"));
    CHECK(!lmq_topic_is_p2p(lmq_view_of("TopicA/p2p/"), &target));
    CHECK(target.size == 0);
    CHECK(lmq_topic_is_control(lmq_view_of("$SYS/uploadToken")));
    CHECK(!lmq_topic_is_control(lmq_view_of("TopicA/$SYS/")));
}

static void topics_and_filters_are_checked_by_the_rules_that_are_asked_for(void)
{
    char long_topic[66];
    memset(long_topic, 'a', sizeof long_topic - 1);
    long_topic[65] = '\0';
    ANSWERS(LMQ_OK, name_check("TopicA/notice/"));
    ANSWERS(LMQ_ERROR_WILDCARD_IN_NAME, name_check("TopicA/+"));
    ANSWERS(LMQ_ERROR_TOO_LONG, name_check(long_topic));
    ANSWERS(LMQ_OK, lmq_topic_name_check(lmq_view_of(long_topic), LMQ_TOPIC_RULES_STANDARD, NULL));
    ANSWERS(LMQ_ERROR_BAD_FIRST_LEVEL, name_check("/TopicA"));
    ANSWERS(LMQ_OK, filter_check("TopicA/+/x"));
    ANSWERS(LMQ_ERROR_BAD_WILDCARD, filter_check("TopicA/#/x"));
    ANSWERS(LMQ_ERROR_BAD_FIRST_LEVEL, filter_check("+/x"));
    ANSWERS(LMQ_OK, lmq_topic_filter_check(lmq_view_of("+/x"), LMQ_TOPIC_RULES_STANDARD, NULL));
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_topic_filter_check(lmq_view_of("x"), 2, NULL));
}

static void a_p2p_topic_is_made_of_parent_and_target(void)
{
    char topic[64];
    size_t length = 0;
    lmq_view parent = lmq_view_of("TopicA"), target = lmq_view_of("GID_AAA@@@BBB001");
    ANSWERS(LMQ_OK, lmq_p2p_topic(parent, target, NULL, topic, sizeof topic, &length));
    CHECK(strcmp(topic, "TopicA/p2p/GID_AAA@@@BBB001") == 0);
    CHECK(length == strlen(topic));
    ANSWERS(LMQ_ERROR_BUFFER_TOO_SMALL, lmq_p2p_topic(parent, target, NULL, topic, length, NULL));
    ANSWERS(LMQ_ERROR_BAD_FIRST_LEVEL, lmq_p2p_topic(lmq_view_of("A/b"), target, NULL, topic, sizeof topic, NULL));
    ANSWERS(LMQ_ERROR_BAD_COMBINATION,
            lmq_p2p_topic(parent, lmq_view_of("GID_AAA@@@B/1"), NULL, topic, sizeof topic, NULL));
}

static void filters_match_and_cover_as_mqtt_has_it(void)
{
    CHECK(matches("TopicA/#", "TopicA"));
    CHECK(matches("TopicA/+/x", "TopicA/1/x"));
    CHECK(!matches("TopicA/+", "TopicA/1/x"));
    CHECK(!matches("#", "$SYS/x"));
    CHECK(lmq_filter_covers(lmq_view_of("TopicA/#"), lmq_view_of("TopicA/+/x")));
    CHECK(!lmq_filter_covers(lmq_view_of("TopicA/+/x"), lmq_view_of("TopicA/#")));
}

int main(void)
{
    RUN(a_client_id_is_cut_at_its_first_separator);
    RUN(a_client_id_that_is_refused_leaves_empty_views);
    RUN(limits_of_an_instance_replace_the_services);
    RUN(a_group_id_is_checked_by_the_rule_that_is_asked_for);
    RUN(a_topic_is_cut_at_its_first_slash);
    RUN(topics_and_filters_are_checked_by_the_rules_that_are_asked_for);
    RUN(a_p2p_topic_is_made_of_parent_and_target);
    RUN(filters_match_and_cover_as_mqtt_has_it);
    return check_result();
}
