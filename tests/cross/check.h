#ifndef LMQ_TESTS_CROSS_CHECK_H
#define LMQ_TESTS_CROSS_CHECK_H

#include "lmq_c/error.h"

/* What the C programs are tested with: a named case that goes on after a failed check, and ends after a failed need. */

/* Runs `function`, which is a `void function(void)`, as one case under its name. */
#define RUN(function) check_case(#function, function)

/* True or a line on stderr; the program will exit with 1. */
#define CHECK(condition) check_that((condition) ? 1 : 0, #condition, __FILE__, __LINE__)

/* CHECK, and ends the program where going on makes no sense. */
#define NEED(condition) check_need((condition) ? 1 : 0, #condition, __FILE__, __LINE__)

/* The answer of a call must be `expected`; else both names and the thread's detail are printed. Ends the program when
 * LMQ_OK was expected. */
#define ANSWERS(expected, call) check_answers((expected), (call), #call, __FILE__, __LINE__)

void check_case(const char *name, void (*function)(void));
int check_that(int holds, const char *condition, const char *file, int line);
void check_need(int holds, const char *condition, const char *file, int line);
int check_answers(lmq_error expected, lmq_error got, const char *call, const char *file, int line);

/* True when `view` holds just `text`. */
int view_is(lmq_view view, const char *text);

/* What main() returns: prints the counts; 0 when every check held and there was one. */
int check_result(void);

#endif
