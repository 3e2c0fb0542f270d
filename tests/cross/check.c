#include "check.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *running = "";
static unsigned long cases, checks, failures;
static pthread_mutex_t counts = PTHREAD_MUTEX_INITIALIZER; /* handlers check too */

static void count(int holds)
{
    pthread_mutex_lock(&counts);
    ++checks;
    if (!holds) ++failures;
    pthread_mutex_unlock(&counts);
}

void check_case(const char *name, void (*function)(void))
{
    running = name;
    ++cases;
    function();
}

int check_that(int holds, const char *condition, const char *file, int line)
{
    count(holds);
    if (!holds) fprintf(stderr, "%s:%d: in %s: does not hold: %s\n", file, line, running, condition);
    return holds;
}

void check_need(int holds, const char *condition, const char *file, int line)
{
    if (check_that(holds, condition, file, line)) return;
    exit(check_result());
}

int check_answers(lmq_error expected, lmq_error got, const char *call, const char *file, int line)
{
    char detail[256] = "";
    count(got == expected);
    if (got == expected) return 1;
    if (got != LMQ_OK) lmq_error_detail(detail, sizeof detail, NULL);
    fprintf(stderr, "%s:%d: in %s: %s answered %s (%s), not %s\n", file, line, running, call, lmq_error_name(got),
            detail, lmq_error_name(expected));
    if (expected == LMQ_OK) exit(check_result());
    return 0;
}

int view_is(lmq_view view, const char *text)
{
    return view.size == strlen(text) && (view.size == 0 || memcmp(view.data, text, view.size) == 0);
}

int check_result(void)
{
    printf("%lu cases, %lu checks, %lu failed\n", cases, checks, failures);
    fflush(stdout);
    return checks == 0 || failures != 0;
}
