#include <string.h>

#include "check.h"
#include "lmq_c/broker.h"

/* A broker with the ready-made configuration, a virtual clock and no log. */
static lmq_broker *started(void)
{
    lmq_broker_options options = LMQ_BROKER_OPTIONS_INIT;
    lmq_broker *broker = NULL;
    options.virtual_clock = 1;
    options.http = lmq_view_of("127.0.0.1:0");
    ANSWERS(LMQ_OK, lmq_broker_create(&options, &broker));
    NEED(broker != NULL);
    return broker;
}

static void it_tells_where_it_listens(void)
{
    char text[64];
    lmq_broker *broker = started();
    ANSWERS(LMQ_OK, lmq_broker_address(broker, LMQ_DOOR_TCP, text, sizeof text, NULL));
    CHECK(strncmp(text, "127.0.0.1:", 10) == 0);
    ANSWERS(LMQ_OK, lmq_broker_uri(broker, LMQ_DOOR_TCP, text, sizeof text, NULL));
    CHECK(strncmp(text, "tcp://127.0.0.1:", 16) == 0);
    ANSWERS(LMQ_OK, lmq_broker_uri(broker, LMQ_DOOR_HTTP, text, sizeof text, NULL));
    CHECK(strncmp(text, "http://127.0.0.1:", 17) == 0);
    ANSWERS(LMQ_OK, lmq_broker_address(broker, LMQ_DOOR_TLS, text, sizeof text, NULL));
    CHECK(text[0] == '\0');
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_broker_address(broker, LMQ_DOOR_HTTP + 1, text, sizeof text, NULL));
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_broker_uri(broker, -1, text, sizeof text, NULL));
    lmq_broker_destroy(broker);
}

static void the_test_moves_its_clock(void)
{
    int64_t before = 0, after = 0;
    lmq_broker *broker = started();
    ANSWERS(LMQ_OK, lmq_broker_now_ms(broker, &before));
    ANSWERS(LMQ_OK, lmq_broker_advance(broker, 3 * 24 * 3600 * 1000));
    ANSWERS(LMQ_OK, lmq_broker_now_ms(broker, &after));
    CHECK(after - before == 3 * 24 * 3600 * 1000);
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_broker_advance(broker, -1));
    ANSWERS(LMQ_ERROR_OUT_OF_RANGE, lmq_broker_advance(broker, INT64_MAX));
    lmq_broker_destroy(broker);
}

int main(void)
{
    RUN(it_tells_where_it_listens);
    RUN(the_test_moves_its_clock);
    return check_result();
}
