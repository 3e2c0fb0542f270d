/* Offline messages, pulled in C. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "device.h"

struct news {
    waiter waiter;
    unsigned long calls;
    unsigned long finished;
    uint64_t received;
    lmq_error error;
};

static void on_pull(void *context, const lmq_pull_progress *progress)
{
    struct news *news = context;
    waiter_lock(&news->waiter);
    CHECK(progress->size == sizeof *progress && progress->version == LMQ_STRUCT_VERSION);
    CHECK((progress->error == LMQ_OK) == (progress->detail.size == 0));
    ++news->calls;
    news->finished += progress->finished ? 1 : 0;
    news->received = progress->received;
    news->error = progress->error;
    waiter_unlock(&news->waiter);
}

static void on_pulled(void *context, lmq_error error, lmq_view detail)
{
    struct news *news = context;
    (void)detail;
    waiter_lock(&news->waiter);
    ++news->finished;
    news->error = error;
    waiter_unlock(&news->waiter);
}

static void reader_setup(setup *made, lmq_broker *broker)
{
    setup_make(made, broker, "reader");
    made->options.clean_session = 0;
}

struct kept {
    lmq_broker *broker;
    size_t count;
};

static int kept_holds(void *context)
{
    const struct kept *kept = context;
    return broker_knows(kept->broker, "GID_AAA@@@reader").offline >= kept->count;
}

/* `count` messages, "0" and up, are kept for the reader, who is away. */
static void keep(lmq_broker *broker, int count)
{
    setup from;
    device made;
    struct kept kept;
    int i;
    reader_setup(&from, broker);
    device_make(&made, &from);
    device_connects(&made);
    device_subscribes(&made, "TopicA/notice/", LMQ_QOS_AT_LEAST_ONCE);
    device_end(&made);
    NEED(broker_has(broker, "GID_AAA@@@reader", 0));
    device_joins(&made, broker, "writer");
    for (i = 0; i < count; ++i) {
        char payload[16];
        sprintf(payload, "%d", i);
        device_publishes(&made, "TopicA/notice/", payload, LMQ_QOS_AT_LEAST_ONCE);
    }
    device_end(&made);
    kept.broker = broker;
    kept.count = (size_t)count;
    NEED(eventually(kept_holds, &kept));
}

static void a_request_brings_no_more_than_it_asks_for_newest_or_oldest_first(void)
{
    lmq_broker *broker = broker_make();
    setup from;
    device made;
    struct news news = {0};
    waiter_make(&news.waiter);
    keep(broker, 6);
    reader_setup(&from, broker);
    device_make(&made, &from);
    device_connects(&made);
    ANSWERS(LMQ_OK, lmq_client_pull(made.client, 2, LMQ_PULL_DESCENDING, on_pulled, &news));
    NEED(device_receives(&made, 2) && waiter_reaches(&news.waiter, &news.finished, 1));
    CHECK(news.error == LMQ_OK);
    CHECK(strcmp(made.messages[0].payload, "5") == 0 && strcmp(made.messages[1].payload, "4") == 0);
    ANSWERS(LMQ_OK, lmq_client_pull(made.client, 30, LMQ_PULL_ASCENDING, NULL, NULL));
    NEED(device_receives(&made, 6));
    CHECK(strcmp(made.messages[2].payload, "0") == 0 && strcmp(made.messages[5].payload, "3") == 0);
    device_end(&made);
    waiter_end(&news.waiter);
    lmq_broker_destroy(broker);
}

static void a_pull_of_everything_tells_its_progress_and_its_end(void)
{
    lmq_broker *broker = broker_make();
    lmq_offline_pull how = LMQ_OFFLINE_PULL_INIT;
    setup from;
    device made;
    struct news news = {0};
    waiter_make(&news.waiter);
    keep(broker, 25);
    reader_setup(&from, broker);
    device_make(&made, &from);
    device_connects(&made);
    how.batch = 10;
    how.idle_ms = 300;
    ANSWERS(LMQ_OK, lmq_client_pull_all(made.client, &how, on_pull, &news));
    ANSWERS(LMQ_ERROR_IN_PROGRESS, lmq_client_pull_all(made.client, NULL, NULL, NULL));
    NEED(waiter_reaches(&news.waiter, &news.finished, 1));
    CHECK(news.received == 25 && news.error == LMQ_OK && news.calls >= 3);
    CHECK(made.message_count == 25);
    device_end(&made);
    CHECK(news.finished == 1);
    waiter_end(&news.waiter);
    lmq_broker_destroy(broker);
}

static void the_configured_pull_runs_after_each_connect(void)
{
    lmq_broker *broker = broker_make();
    lmq_offline_pull how = LMQ_OFFLINE_PULL_INIT;
    setup from;
    device made;
    struct news news = {0};
    waiter_make(&news.waiter);
    keep(broker, 5);
    how.idle_ms = 300;
    reader_setup(&from, broker);
    from.options.offline_pull = &how;
    device_make(&made, &from);
    ANSWERS(LMQ_OK, lmq_client_on_offline(made.client, on_pull, &news));
    device_connects(&made);
    NEED(waiter_reaches(&news.waiter, &news.finished, 1));
    CHECK(news.received == 5);
    broker_kicks(broker, made.id);
    CHECK(waiter_reaches(&news.waiter, &news.finished, 2));
    device_end(&made);
    waiter_end(&news.waiter);
    lmq_broker_destroy(broker);
}

static void a_pull_that_is_cancelled_says_so(void)
{
    lmq_broker *broker = broker_make();
    setup from;
    device made;
    struct news news = {0};
    waiter_make(&news.waiter);
    reader_setup(&from, broker);
    device_make(&made, &from);
    ANSWERS(LMQ_OK, lmq_client_pull_all(made.client, NULL, on_pull, &news)); /* waits for a connection */
    ANSWERS(LMQ_OK, lmq_client_cancel_pulls(made.client));
    NEED(waiter_reaches(&news.waiter, &news.finished, 1));
    CHECK(news.error == LMQ_ERROR_CANCELLED);
    device_end(&made);
    waiter_end(&news.waiter);
    lmq_broker_destroy(broker);
}

int main(void)
{
    RUN(a_request_brings_no_more_than_it_asks_for_newest_or_oldest_first);
    RUN(a_pull_of_everything_tells_its_progress_and_its_end);
    RUN(the_configured_pull_runs_after_each_connect);
    RUN(a_pull_that_is_cancelled_says_so);
    return check_result();
}
