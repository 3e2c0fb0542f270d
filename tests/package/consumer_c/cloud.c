/* Uses the app server's calls, as far as that goes without a server. */
#include <stdio.h>
#include <string.h>

#include <lmq_c/cloud.h>

static void take(void *context, const lmq_token *token)
{
    (void)token;
    *(int *)context = 1;
}

int main(void)
{
    int taken = 0;
    char url[128];
    const lmq_view resource = lmq_view_of("TopicA/notice/");
    lmq_token_service *service = NULL;
    lmq_token_service_options options = LMQ_TOKEN_SERVICE_OPTIONS_INIT;
    lmq_token_application application = LMQ_TOKEN_APPLICATION_INIT;
    if (lmq_token_service_url(lmq_view_of("cn-beijing"), url, sizeof url, NULL) != LMQ_OK) return 1;
    options.url = lmq_view_of("https://127.0.0.1:1");
    options.access_key = lmq_view_of("key");
    options.secret_key = lmq_view_of("secret");
    options.attempts = 1;
    if (lmq_token_service_create(&options, &service) != LMQ_OK) return 2;
    application.resources = &resource;
    application.resource_count = 1;
    application.expire_time_ms = 4102444800000; /* 2100 */
    if (lmq_token_service_apply(service, &application, take, &taken) != LMQ_ERROR_HTTP_UNREACHABLE || taken) return 3;
    lmq_token_service_destroy(service);
    printf("lmq %s applies for tokens in C\n", lmq_version());
    return 0;
}
