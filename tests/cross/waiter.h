#ifndef LMQ_TESTS_CROSS_WAITER_H
#define LMQ_TESTS_CROSS_WAITER_H

#include <pthread.h>

/* What handlers tell and a test waits for; every wait ends after 20 s, and none takes that long unless it fails. */
typedef struct waiter {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
} waiter;

void waiter_make(waiter *made);
void waiter_end(waiter *made);

/* Between these a handler changes what somebody waits for. */
void waiter_lock(waiter *made);
void waiter_unlock(waiter *made);

/* Waits until `*count`, which is changed between the calls above, is `least`; 0 when patience ends before. */
int waiter_reaches(waiter *made, const unsigned long *count, unsigned long least);

/* Asks again and again until `holds` answers other than 0; 0 when patience ends before. For what nobody tells of. */
int eventually(int (*holds)(void *context), void *context);

#endif
