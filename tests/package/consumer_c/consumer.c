/* Uses the C interface as a device does, as far as that goes without a server. */
#include <stdio.h>
#include <string.h>

#include <lmq_c/client.h>
#include <lmq_c/signature.h>

int main(void)
{
    char password[LMQ_SIGNATURE_SIZE], text[512];
    lmq_client_options options = LMQ_CLIENT_OPTIONS_INIT;
    lmq_client *client = NULL;
    lmq_error error;
    if (lmq_mqtt_password(lmq_view_of("key"), lmq_view_of("GID_AAA"), password, sizeof password, NULL) != LMQ_OK)
        return 1;
    options.server_uri = lmq_view_of("tcp://127.0.0.1:1");
    options.client_id = lmq_view_of("no-separator");
    error = lmq_client_create(&options, &client);
    if (error != LMQ_ERROR_MISSING_SEPARATOR || client != NULL) return 2;
    if (lmq_error_describe(error, lmq_view_of(""), text, sizeof text, NULL) != LMQ_OK) return 3;
    if (strstr(text, "missing_separator") == NULL) return 4;
    options.client_id = lmq_view_of("GID_AAA@@@BBB001");
    if (lmq_client_create(&options, &client) != LMQ_OK) return 5;
    if (lmq_client_start(client) != LMQ_OK) return 6;
    lmq_client_destroy(client);
    printf("lmq %s is usable from C\n", lmq_version());
    return 0;
}
