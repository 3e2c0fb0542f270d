#include <atomic>
#include <string>

#include "device.hpp"
#include "lmq_c/client.h"
#include "own_heap.hpp"

using namespace lmq::test;

namespace
{

void count(void *context, lmq_error, lmq_view)
{
    ++*static_cast<std::atomic<int> *>(context);
}

} // namespace

TEST_CASE("a small publish through the C interface allocates nothing of the client's own once it is warm")
{
    Service service;
    const lmq::ClientOptions device = service.over_tcp("c");
    lmq_credentials credentials = LMQ_CREDENTIALS_INIT;
    credentials.kind = LMQ_CREDENTIALS_ACCESS_KEY;
    credentials.access_key = lmq_view_of("AK_TEST_0001");
    credentials.secret_key = lmq_view_of("SK_test_secret_0001");
    lmq_client_options options = LMQ_CLIENT_OPTIONS_INIT;
    options.server_uri = lmq_view_of(device.server_uri.c_str());
    options.client_id = lmq_view_of(device.client_id.c_str());
    options.credentials = &credentials;
    lmq_client *client = nullptr;
    REQUIRE(lmq_client_create(&options, &client) == LMQ_OK);
    REQUIRE(lmq_client_connect(client, 20000) == LMQ_OK);

    const std::string payload(64, 'x');
    lmq_message message = LMQ_MESSAGE_INIT;
    message.topic = lmq_view_of("TopicA/a-topic/longer-than-what-a-string-keeps-inside");
    message.payload = lmq_view_from(payload.data(), payload.size());
    message.qos = LMQ_QOS_AT_MOST_ONCE;
    bool none = false;
    for (int round = 0; round < 10 && !none; ++round) {
        std::atomic<int> done{0};
        const std::int64_t before = own_heap().calls;
        bool taken = true;
        for (int i = 0; i < 500 && taken; ++i)
            taken = lmq_client_publish(client, &message, count, &done) == LMQ_OK &&
                    eventually([&] { return done == i + 1; });
        none = own_heap().calls == before;
        REQUIRE(taken);
    }
    CHECK(none);
    CHECK(lmq_client_close(client, 20000) == LMQ_OK);
    lmq_client_destroy(client);
}
