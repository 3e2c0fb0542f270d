/* Some of tests/data/vectors.json by hand; core's own tests go through all of it. */
#include "lmq_c/signature.h"

#include <string.h>

#include "check.h"
#include "lmq_c/token.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char key[] = "SK_test_secret_0001";

static void the_password_is_the_signature_of_the_group(void)
{
    char password[LMQ_SIGNATURE_SIZE];
    size_t length = 0;
    ANSWERS(LMQ_OK, lmq_mqtt_password(lmq_view_of(key), lmq_view_of("GID_AAA"), password, sizeof password, &length));
    CHECK(strcmp(password, "ssReP+eu30aC5+KnUoIuTnSiSXk=") == 0);
    CHECK(length == LMQ_SIGNATURE_SIZE - 1);
    ANSWERS(LMQ_OK, lmq_hmac_sha1_base64(lmq_view_of(key), lmq_view_of("GID_AAA"), password, sizeof password, NULL));
    CHECK(strcmp(password, "ssReP+eu30aC5+KnUoIuTnSiSXk=") == 0);
}

static void a_buffer_of_one_byte_too_few_gets_no_part_of_a_password(void)
{
    char password[LMQ_SIGNATURE_SIZE - 1];
    size_t i, length = 0;
    memset(password, 'x', sizeof password);
    ANSWERS(LMQ_ERROR_BUFFER_TOO_SMALL,
            lmq_mqtt_password(lmq_view_of(key), lmq_view_of("GID_AAA"), password, sizeof password, &length));
    CHECK(length == sizeof password && password[0] == '\0');
    for (i = 1; i < sizeof password; ++i)
        CHECK(password[i] == 'x');
}

static void the_legacy_signatures_are_the_vectors(void)
{
    char signature[LMQ_SIGNATURE_SIZE];
    lmq_view id = lmq_view_of("GID_AAA@@@BBB001");
    lmq_view topics[4];
    topics[0] = lmq_view_of("TopicB");
    topics[1] = lmq_view_of("TopicA/p2p");
    topics[2] = lmq_view_of("TopicA/notice/");
    topics[3] = lmq_view_of("TopicA");
    ANSWERS(LMQ_OK, lmq_publish_signature(lmq_view_of(key), id, signature, sizeof signature, NULL));
    CHECK(strcmp(signature, "BjRO4jzu4sc5A/sulEgJGRVjS0M=") == 0);
    ANSWERS(LMQ_OK, lmq_subscribe_signature(lmq_view_of(key), topics, 4, id, signature, sizeof signature, NULL));
    CHECK(strcmp(signature, "VH5pLaA+z+yQC7kGbjOG3hJJth0=") == 0);
    ANSWERS(LMQ_ERROR_NULL_ARGUMENT,
            lmq_subscribe_signature(lmq_view_of(key), NULL, 1, id, signature, sizeof signature, NULL));
}

static void http_requests_are_signed_in_both_readings(void)
{
    char text[128];
    lmq_parameter given[3];
    given[0].name = lmq_view_of("parama");
    given[0].value = lmq_view_of("a");
    given[1].name = lmq_view_of("paramc");
    given[1].value = lmq_view_of("c2,c1");
    given[2].name = lmq_view_of("paramb");
    given[2].value = lmq_view_of("b2,b1,b3");
    ANSWERS(LMQ_OK, lmq_http_string_to_sign(given, COUNT(given), LMQ_INNER_VALUES_SORTED, text, sizeof text, NULL));
    CHECK(strcmp(text, "parama=a&paramb=b1,b2,b3&paramc=c1,c2") == 0);
    ANSWERS(LMQ_OK, lmq_http_string_to_sign(given, COUNT(given), LMQ_INNER_VALUES_RAW, text, sizeof text, NULL));
    CHECK(strcmp(text, "parama=a&paramb=b2,b1,b3&paramc=c2,c1") == 0);
    ANSWERS(LMQ_OK, lmq_http_signature(lmq_view_of(key), given, COUNT(given), LMQ_INNER_VALUES_SORTED, text,
                                       sizeof text, NULL));
    CHECK(strcmp(text, "g4uOLrgTH3IuEc0twzAHIp5sYpc=") == 0);
    ANSWERS(LMQ_OK,
            lmq_http_signature(lmq_view_of(key), given, COUNT(given), LMQ_INNER_VALUES_RAW, text, sizeof text, NULL));
    CHECK(strcmp(text, "EkTxrnoYQYBv+xZU1hcjzR/z+7k=") == 0);
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_http_string_to_sign(given, COUNT(given), 2, text, sizeof text, NULL));
    ANSWERS(LMQ_ERROR_NULL_ARGUMENT, lmq_http_string_to_sign(NULL, 1, LMQ_INNER_VALUES_RAW, text, sizeof text, NULL));
    ANSWERS(LMQ_OK, lmq_sort_comma_list(lmq_view_of("topic2/2,topic1/1"), text, sizeof text, NULL));
    CHECK(strcmp(text, "topic1/1,topic2/2") == 0);
}

static void the_management_apis_published_example_is_signed(void)
{
    static const char *const pairs[][2] = {{"Action", "DescribeRegions"},
                                           {"AccessKeyId", "testid"},
                                           {"Format", "XML"},
                                           {"SignatureMethod", "HMAC-SHA1"},
                                           {"SignatureNonce", "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"},
                                           {"SignatureVersion", "1.0"},
                                           {"Timestamp", "2016-02-23T12:46:24Z"},
                                           {"Version", "2014-05-26"},
                                           {"Signature", "left out"}};
    char text[512];
    lmq_parameter given[COUNT(pairs)];
    size_t i;
    for (i = 0; i < COUNT(pairs); ++i) {
        given[i].name = lmq_view_of(pairs[i][0]);
        given[i].value = lmq_view_of(pairs[i][1]);
    }
    ANSWERS(LMQ_OK, lmq_pop_canonical_query(given, COUNT(given), text, sizeof text, NULL));
    CHECK(strncmp(text, "AccessKeyId=testid&Action=DescribeRegions&Format=XML&", 53) == 0);
    ANSWERS(LMQ_OK, lmq_pop_string_to_sign(lmq_view_of("GET"), given, COUNT(given), text, sizeof text, NULL));
    CHECK(strncmp(text, "GET&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeRegions", 55) == 0);
    ANSWERS(LMQ_OK, lmq_pop_signature(lmq_view_of("testsecret"), lmq_view_of("GET"), given, COUNT(given), text,
                                      sizeof text, NULL));
    CHECK(strcmp(text, "OLeaidS1JvxuMvnyHOwuJ+uX5qY=") == 0);
    ANSWERS(LMQ_OK, lmq_percent_encode(lmq_view_of("\xE4\xB8\xBB +*~"), text, sizeof text, NULL));
    CHECK(strcmp(text, "%E4%B8%BB%20%2B%2A~") == 0);
}

static void texts_are_compared_whole(void)
{
    CHECK(lmq_constant_time_equal(lmq_view_of("abc"), lmq_view_of("abc")));
    CHECK(!lmq_constant_time_equal(lmq_view_of("abc"), lmq_view_of("abd")));
    CHECK(!lmq_constant_time_equal(lmq_view_of("abc"), lmq_view_of("abcd")));
}

static void a_tokens_fingerprint_is_the_beginning_of_its_sha256(void)
{
    char fingerprint[LMQ_TOKEN_FINGERPRINT_SIZE];
    ANSWERS(LMQ_OK, lmq_token_fingerprint(lmq_view_of("abc"), fingerprint, sizeof fingerprint, NULL));
    CHECK(strcmp(fingerprint, "ba7816bf8f01cfea") == 0);
    CHECK(strcmp(lmq_token_reason_name(LMQ_TOKEN_WIDER_RIGHTS), "wider_rights") == 0);
    CHECK(strcmp(lmq_token_reason_name(5), "unknown") == 0);
}

int main(void)
{
    RUN(the_password_is_the_signature_of_the_group);
    RUN(a_buffer_of_one_byte_too_few_gets_no_part_of_a_password);
    RUN(the_legacy_signatures_are_the_vectors);
    RUN(http_requests_are_signed_in_both_readings);
    RUN(the_management_apis_published_example_is_signed);
    RUN(texts_are_compared_whole);
    RUN(a_tokens_fingerprint_is_the_beginning_of_its_sha256);
    return check_result();
}
