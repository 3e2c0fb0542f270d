#include <string.h>

#include "check.h"

static void an_error_has_a_name_a_cause_and_a_cure(void)
{
    CHECK(strcmp(lmq_error_name(LMQ_OK), "ok") == 0);
    CHECK(strcmp(lmq_error_cause(LMQ_OK), "") == 0);
    CHECK(strcmp(lmq_error_name(LMQ_ERROR_TOO_LONG), "too_long") == 0);
    CHECK(strlen(lmq_error_cause(LMQ_ERROR_TOO_LONG)) > 10);
    CHECK(strlen(lmq_error_cure(LMQ_ERROR_TOO_LONG)) > 10);
}

static void a_number_that_is_no_errors_is_a_defect(void)
{
    CHECK(strcmp(lmq_error_name(-1), "internal") == 0);
    CHECK(strcmp(lmq_error_name(65536 + LMQ_ERROR_TOO_LONG), "internal") == 0);
    CHECK(strcmp(lmq_error_name(7), "internal") == 0);
}

static void the_detail_of_a_failure_stays_until_the_next_one(void)
{
    char text[256];
    size_t length = 0;
    ANSWERS(LMQ_ERROR_SIGNER_FAILED, lmq_fail(LMQ_ERROR_SIGNER_FAILED, lmq_view_of("the element is locked")));
    ANSWERS(LMQ_OK, lmq_error_detail(text, sizeof text, &length));
    CHECK(strcmp(text, "the element is locked") == 0);
    CHECK(length == strlen(text));
    ANSWERS(LMQ_OK, lmq_fail(LMQ_OK, lmq_view_of("nothing failed")));
    ANSWERS(LMQ_OK, lmq_error_detail(text, sizeof text, NULL));
    CHECK(strcmp(text, "the element is locked") == 0);
}

static void a_detail_too_long_is_cut_between_characters(void)
{
    char text[256], long_text[600];
    size_t i, length = 0;
    for (i = 0; i + 3 <= sizeof long_text; i += 3)
        memcpy(long_text + i, "\xE5\xBE\xAE", 3);
    lmq_fail(LMQ_ERROR_INTERNAL, lmq_view_from(long_text, 599));
    ANSWERS(LMQ_OK, lmq_error_detail(text, sizeof text, &length));
    CHECK(length == 255);
    lmq_fail(LMQ_ERROR_INTERNAL, lmq_view_from(long_text + 1, 598));
    ANSWERS(LMQ_OK, lmq_error_detail(text, sizeof text, &length));
    CHECK(length == 254);
}

static void a_buffer_too_small_gets_nothing_but_the_length_that_is_needed(void)
{
    char text[300] = "untouched";
    size_t length = 0;
    lmq_view detail = lmq_view_of("topic: 65 code points, at most 64");
    ANSWERS(LMQ_ERROR_BUFFER_TOO_SMALL, lmq_error_describe(LMQ_ERROR_TOO_LONG, detail, NULL, 0, &length));
    CHECK(length > 50 && length < sizeof text);
    ANSWERS(LMQ_ERROR_BUFFER_TOO_SMALL, lmq_error_describe(LMQ_ERROR_TOO_LONG, detail, text, length, NULL));
    CHECK(text[0] == '\0');
    ANSWERS(LMQ_OK, lmq_error_describe(LMQ_ERROR_TOO_LONG, detail, text, length + 1, NULL));
    CHECK(strlen(text) == length);
    CHECK(strncmp(text, "too_long (102): topic: 65 code points, at most 64. ", 51) == 0);
}

static void views_take_null_for_an_empty_text(void)
{
    CHECK(lmq_view_of(NULL).size == 0);
    CHECK(view_is(lmq_view_of("abc"), "abc"));
    lmq_fail(LMQ_ERROR_INTERNAL, lmq_view_from(NULL, 17));
    {
        char text[8];
        ANSWERS(LMQ_OK, lmq_error_detail(text, sizeof text, NULL));
        CHECK(text[0] == '\0');
    }
}

static void the_version_is_told(void)
{
    CHECK(strchr(lmq_version(), '.') != NULL);
}

int main(void)
{
    RUN(an_error_has_a_name_a_cause_and_a_cure);
    RUN(a_number_that_is_no_errors_is_a_defect);
    RUN(the_detail_of_a_failure_stays_until_the_next_one);
    RUN(a_detail_too_long_is_cut_between_characters);
    RUN(a_buffer_too_small_gets_nothing_but_the_length_that_is_needed);
    RUN(views_take_null_for_an_empty_text);
    RUN(the_version_is_told);
    return check_result();
}
