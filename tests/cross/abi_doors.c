/* TLS and WebSocket, in C. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "device.h"

/* A PEM certificate that is nobody's authority here: self-signed, made for this test, its key thrown away. */
static const char foreign_ca[] = "-----BEGIN CERTIFICATE-----\n"
                                 "MIIBgzCCASmgAwIBAgIUICU65FCy+JIGWTyfb9lzaQQE+78wCgYIKoZIzj0EAwIw\n"
                                 "FjEUMBIGA1UEAwwLbm9ib2R5IGhlcmUwIBcNMjYxMTI2MDcyMDQyWhgPMjEyNjEx\n"
                                 "MDIwNzIwNDJaMBYxFDASBgNVBAMMC25vYm9keSBoZXJlMFkwEwYHKoZIzj0CAQYI\n"
                                 "KoZIzj0DAQcDQgAEVggBiDg/6h8RYJVWKqHaQPf3dIQCwQ4ePMs1CC1fT5yJK7n1\n"
                                 "gOg3Ih9xxgwYicoCtbOb/fyAl56CEuZOIV5je6NTMFEwHQYDVR0OBBYEFM1NddXA\n"
                                 "B5mbMlV2EgMnXyhOrkklMB8GA1UdIwQYMBaAFM1NddXAB5mbMlV2EgMnXyhOrkkl\n"
                                 "MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAPoBnoDRuEEG+2TV\n"
                                 "XBdlGQGbQ6q8DgTCLyxUHdOVztAXAiB0pGjNoOzqaXB+GfHPOIO6BM3+FyhJ7WLc\n"
                                 "deR6wECwlg==\n"
                                 "-----END CERTIFICATE-----\n";

static char *file_text(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text = calloc(1, 65536);
    NEED(file != NULL && text != NULL);
    NEED(fread(text, 1, 65535, file) > 0);
    fclose(file);
    return text;
}

struct tls_setup {
    setup from;
    lmq_tls_options tls;
    char ca_file[512];
};

static void through(struct tls_setup *made, lmq_broker *broker, lmq_door door)
{
    const lmq_tls_options tls = LMQ_TLS_OPTIONS_INIT;
    setup_make(&made->from, broker, "d");
    made->tls = tls;
    ANSWERS(LMQ_OK, lmq_broker_uri(broker, door, made->from.uri, sizeof made->from.uri, NULL));
    ANSWERS(LMQ_OK, lmq_broker_ca_file(broker, made->ca_file, sizeof made->ca_file, NULL));
    made->from.options.server_uri = lmq_view_of(made->from.uri);
    if (door == LMQ_DOOR_TLS || door == LMQ_DOOR_WSS) made->from.options.tls = &made->tls;
}

static void each_door_lets_a_device_in_that_trusts_the_file(void)
{
    static const lmq_door doors[] = {LMQ_DOOR_TLS, LMQ_DOOR_WS, LMQ_DOOR_WSS};
    lmq_broker *broker = broker_with_doors();
    size_t i;
    for (i = 0; i < 3; ++i) {
        struct tls_setup made;
        device through_it;
        through(&made, broker, doors[i]);
        made.tls.ca_file = lmq_view_of(made.ca_file);
        device_make(&through_it, &made.from);
        device_connects(&through_it);
        device_subscribes(&through_it, "TopicA/x", LMQ_QOS_AT_LEAST_ONCE);
        device_publishes(&through_it, "TopicA/x", "through", LMQ_QOS_AT_LEAST_ONCE);
        CHECK(device_receives(&through_it, 1));
        device_end(&through_it);
    }
    lmq_broker_destroy(broker);
}

static void an_authority_may_be_given_as_a_text_that_is_gone_after_the_call(void)
{
    lmq_broker *broker = broker_with_doors();
    struct tls_setup made;
    device through_it;
    char *pem;
    through(&made, broker, LMQ_DOOR_TLS);
    pem = file_text(made.ca_file);
    made.tls.ca_pem = lmq_view_of(pem);
    device_make(&through_it, &made.from);
    memset(pem, 'x', 65536);
    free(pem);
    device_connects(&through_it);
    broker_kicks(broker, through_it.id);
    CHECK(device_connected(&through_it, 2));
    device_end(&through_it);
    lmq_broker_destroy(broker);
}

static void a_foreign_authority_and_a_foreign_pin_keep_the_device_out(void)
{
    static const char pin[] = "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    lmq_broker *broker = broker_with_doors();
    lmq_view pins[1];
    struct tls_setup made;
    device through_it;
    through(&made, broker, LMQ_DOOR_TLS);
    made.tls.ca_pem = lmq_view_of(foreign_ca);
    device_make(&through_it, &made.from);
    ANSWERS(LMQ_OK, lmq_client_start(through_it.client));
    CHECK(device_told(&through_it, LMQ_ERROR_TLS_UNKNOWN_CA));
    device_end(&through_it);
    through(&made, broker, LMQ_DOOR_TLS);
    made.tls.ca_file = lmq_view_of(made.ca_file);
    pins[0] = lmq_view_of(pin);
    made.tls.pins = pins;
    made.tls.pin_count = 1;
    device_make(&through_it, &made.from);
    ANSWERS(LMQ_OK, lmq_client_start(through_it.client));
    CHECK(device_told(&through_it, LMQ_ERROR_TLS_PIN_MISMATCH));
    device_end(&through_it);
    CHECK(!broker_knows(broker, through_it.id).exists);
    lmq_broker_destroy(broker);
}

int main(void)
{
    RUN(each_door_lets_a_device_in_that_trusts_the_file);
    RUN(an_authority_may_be_given_as_a_text_that_is_gone_after_the_call);
    RUN(a_foreign_authority_and_a_foreign_pin_keep_the_device_out);
    return check_result();
}
