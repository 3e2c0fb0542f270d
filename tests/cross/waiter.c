#include "waiter.h"

#include <errno.h>
#include <time.h>

#include "check.h"

enum { PATIENCE_S = 20 };

static struct timespec after(long seconds, long nanoseconds)
{
    struct timespec at;
    clock_gettime(CLOCK_REALTIME, &at);
    at.tv_sec += seconds;
    at.tv_nsec += nanoseconds;
    if (at.tv_nsec >= 1000000000L) {
        at.tv_nsec -= 1000000000L;
        ++at.tv_sec;
    }
    return at;
}

void waiter_make(waiter *made)
{
    NEED(pthread_mutex_init(&made->mutex, NULL) == 0);
    NEED(pthread_cond_init(&made->changed, NULL) == 0);
}

void waiter_end(waiter *made)
{
    pthread_cond_destroy(&made->changed);
    pthread_mutex_destroy(&made->mutex);
}

void waiter_lock(waiter *made)
{
    pthread_mutex_lock(&made->mutex);
}

void waiter_unlock(waiter *made)
{
    pthread_cond_broadcast(&made->changed);
    pthread_mutex_unlock(&made->mutex);
}

int waiter_reaches(waiter *made, const unsigned long *count, unsigned long least)
{
    struct timespec deadline = after(PATIENCE_S, 0);
    int waited = 0, reached;
    waiter_lock(made);
    while (*count < least && waited != ETIMEDOUT)
        waited = pthread_cond_timedwait(&made->changed, &made->mutex, &deadline);
    reached = *count >= least;
    waiter_unlock(made);
    return reached;
}

int eventually(int (*holds)(void *context), void *context)
{
    time_t deadline = after(PATIENCE_S, 0).tv_sec;
    waiter nobody;
    int held;
    waiter_make(&nobody);
    while (!(held = holds(context)) && after(0, 0).tv_sec <= deadline) {
        struct timespec soon = after(0, 1000000L); /* leaves the core to the others */
        waiter_lock(&nobody);
        pthread_cond_timedwait(&nobody.changed, &nobody.mutex, &soon);
        waiter_unlock(&nobody);
    }
    waiter_end(&nobody);
    return held;
}
