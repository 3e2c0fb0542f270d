/* What an app does all day, against the broker in the same process. */
#import "Recorder.h"

#include "cross/check.h"
#include "cross/waiter.h"

static LMQMessage *message(NSString *topic, NSString *text)
{
    return [[[LMQMessage alloc] initWithTopic:topic text:text] autorelease];
}

static id told(Recorder *recorder, NSString *what, NSUInteger index)
{
    NSArray *all = [recorder told:what];
    NEED([all count] > index);
    return [all objectAtIndex:index];
}

static void an_app_with_a_token_publishes_and_receives(void)
{
    lmq_broker *broker = BrokerMake();
    Recorder *recorder = [[Recorder alloc] init];
    LMQClientOptions *options = OptionsFor(broker, @"phone");
    LMQTokenNeed *need = [LMQTokenNeed needWithType:LMQTokenTypeReadWrite resources:nil];
    NSError *error = nil;
    [recorder handOutTokensOf:broker];
    [options setCredentials:[LMQCredentials tokensForNeeds:[NSArray arrayWithObject:need] tokenFile:nil]];
    LMQClient *client = [[LMQClient alloc] initWithOptions:options delegate:recorder delegateQueue:nil error:&error];
    NEED(client != nil);
    NEED([client connectWithTimeout:PATIENCE error:&error]);
    CHECK([[client status] state] == LMQStateReady);
    CHECK([[recorder told:@"requests"] count] == 1);
    LMQTokenRequest *request = told(recorder, @"requests", 0);
    CHECK([request reason] == LMQTokenReasonNoneHeld && [request attempt] == 1);
    CHECK([[request clientID] isEqual:@"GID_AAA@@@phone"]);
    ClientSubscribes(client, @"TopicA/notice/");
    CHECK([client publish:message(@"TopicA/notice/", @"grüße") context:@"first" error:&error]);
    NEED([recorder wait:1 of:@"published"]);
    CHECK([[told(recorder, @"published", 0) objectAtIndex:1] isEqual:@"first"]);
    CHECK([told(recorder, @"published", 0) objectAtIndex:2] == [NSNull null]);
    NEED([recorder wait:1 of:@"messages"]);
    LMQMessage *came = told(recorder, @"messages", 0);
    CHECK([[came topic] isEqual:@"TopicA/notice/"] && [[came text] isEqual:@"grüße"]);
    CHECK([came qos] == LMQQoSAtLeastOnce && ![came retained] && ![came duplicate]);
    CHECK([client closeWithTimeout:PATIENCE error:&error]);
    ClientEnd(client);
    [recorder release];
    lmq_broker_destroy(broker);
}

static void a_message_to_one_device_comes_as_p2p(void)
{
    lmq_broker *broker = BrokerMake();
    Recorder *receiver = [[Recorder alloc] init];
    LMQClient *to = ClientMake(broker, @"to", receiver, nil);
    LMQClient *from = ClientMake(broker, @"from", nil, nil);
    NSError *error = nil;
    CHECK([from publish:message(@"TopicA", @"to you alone") toDevice:@"GID_AAA@@@to" context:nil error:&error]);
    NEED([receiver wait:1 of:@"p2p"]);
    CHECK([[told(receiver, @"p2p", 0) text] isEqual:@"to you alone"]);
    CHECK([[receiver told:@"messages"] count] == 0);
    CHECK(![from publish:message(@"TopicA/x", @"") toDevice:@"GID_AAA@@@to" context:nil error:&error]);
    CHECK([error code] == LMQErrorBadFirstLevel);
    ClientEnd(from);
    ClientEnd(to);
    [receiver release];
    lmq_broker_destroy(broker);
}

static void outcomes_of_filters_come_to_the_delegate_with_their_context(void)
{
    lmq_broker *broker = BrokerMake();
    Recorder *recorder = [[Recorder alloc] init];
    LMQClient *client = ClientMake(broker, @"d", recorder, nil);
    lmq_broker_fault refuse = LMQ_BROKER_FAULT_INIT;
    NSArray *one = [NSArray arrayWithObject:[LMQSubscription subscriptionWithFilter:@"TopicA/+" qos:LMQQoSAtMostOnce]];
    NSArray *bad = [NSArray arrayWithObject:[LMQSubscription subscriptionWithFilter:@"TopicA/#/x" qos:1]];
    NSError *error = nil;
    CHECK([client subscribe:one context:@"mine" error:&error]);
    NEED([recorder wait:1 of:@"subscribed"]);
    LMQSubscribeOutcome *outcome = [[told(recorder, @"subscribed", 0) objectAtIndex:0] objectAtIndex:0];
    CHECK([[outcome filter] isEqual:@"TopicA/+"] && [outcome error] == nil && [outcome granted] == LMQQoSAtMostOnce);
    CHECK([[told(recorder, @"subscribed", 0) objectAtIndex:1] isEqual:@"mine"]);
    CHECK([client unsubscribe:[NSArray arrayWithObject:@"TopicA/+"] context:@"again" error:&error]);
    NEED([recorder wait:1 of:@"unsubscribed"]);
    CHECK([[told(recorder, @"unsubscribed", 0) objectAtIndex:1] isEqual:@"again"]);
    CHECK([client unsubscribeAndWait:[NSArray arrayWithObject:@"TopicA/+"] timeout:PATIENCE error:&error]);

    refuse.packet = LMQ_PACKET_SUBSCRIBE;
    refuse.action = LMQ_FAULT_REFUSE;
    ANSWERS(LMQ_OK, lmq_broker_add_fault(broker, &refuse, NULL));
    CHECK([client subscribe:one context:nil error:&error]);
    NEED([recorder wait:2 of:@"subscribed"]);
    outcome = [[told(recorder, @"subscribed", 1) objectAtIndex:0] objectAtIndex:0];
    CHECK([[outcome error] code] == LMQErrorSubscriptionRefused);
    CHECK(![client subscribe:bad context:nil error:&error] && [error code] == LMQErrorBadWildcard);
    CHECK(![client subscribe:[NSArray array] context:nil error:&error] && [error code] == LMQErrorEmpty);
    CHECK([client subscribeAndWait:bad timeout:PATIENCE error:&error] == nil);
    ClientEnd(client);
    [recorder release];
    lmq_broker_destroy(broker);
}

static void offline_messages_are_pulled_after_a_connect_and_when_wanted(void)
{
    lmq_broker *broker = BrokerMake();
    Recorder *recorder = [[Recorder alloc] init];
    LMQClientOptions *options = OptionsFor(broker, @"away");
    LMQOfflinePull *how = [[[LMQOfflinePull alloc] init] autorelease];
    LMQClient *sender = ClientMake(broker, @"sender", nil, nil);
    NSError *error = nil;
    [how setIdle:0.1];
    [options setCleanSession:NO];
    [options setOfflinePull:how];
    LMQClient *client = [[LMQClient alloc] initWithOptions:options delegate:recorder delegateQueue:nil error:&error];
    NEED([client connectWithTimeout:PATIENCE error:&error]);
    ClientSubscribes(client, @"TopicA/#");
    NEED([recorder wait:1 of:@"pulls"]);
    CHECK([client disconnectWithTimeout:PATIENCE error:&error]);
    for (int i = 0; i < 40; ++i)
        CHECK([sender publishAndWait:message(@"TopicA/x", @"late") timeout:PATIENCE error:&error]);
    CHECK([client connectWithTimeout:PATIENCE error:&error]);
    NEED([recorder wait:40 of:@"messages"]);
    NSUInteger before;
    do
        before = [[recorder told:@"pulls"] count];
    while (![[[recorder told:@"pulls"] lastObject] finished] && [recorder wait:before + 1 of:@"pulls"]);
    CHECK([[[recorder told:@"pulls"] lastObject] finished]);
    CHECK([[[recorder told:@"pulls"] lastObject] received] >= 40);
    before = [[recorder told:@"pulls"] count];
    CHECK([client pullOfflineMessages:how error:&error]);
    NEED([recorder wait:before + 1 of:@"pulls"]);
    [how setBatch:31];
    CHECK(![client pullOfflineMessages:how error:&error] && [error code] == LMQErrorOutOfRange);
    CHECK([client cancelPulls:&error]);
    ClientEnd(client);
    ClientEnd(sender);
    [recorder release];
    lmq_broker_destroy(broker);
}

static void order_mode_is_on_after_the_connect(void)
{
    lmq_broker *broker = BrokerMake();
    LMQClientOptions *options = OptionsFor(broker, @"ordered");
    lmq_broker_session_info info = LMQ_BROKER_SESSION_INFO_INIT;
    NSError *error = nil;
    [options setOrdered:YES];
    [options setMaxInflight:1];
    LMQClient *client = [[LMQClient alloc] initWithOptions:options delegate:nil delegateQueue:nil error:&error];
    NEED([client connectWithTimeout:PATIENCE error:&error]);
    ANSWERS(LMQ_OK, lmq_broker_session(broker, lmq_view_of("GID_AAA@@@ordered"), &info));
    CHECK(info.ordered != 0);
    ClientEnd(client);
    lmq_broker_destroy(broker);
}

static void what_was_published_offline_outlives_the_client_and_is_sent_by_the_next(void)
{
    lmq_broker *broker = BrokerMake();
    Recorder *recorder = [[Recorder alloc] init];
    NSString *folder =
        [NSTemporaryDirectory() stringByAppendingPathComponent:[[NSProcessInfo processInfo] globallyUniqueString]];
    LMQClientOptions *options = OptionsFor(broker, @"durable");
    NSError *error = nil;
    NEED([options keepOutboxInFolder:folder error:&error]);
    LMQClient *first = [[LMQClient alloc] initWithOptions:options delegate:recorder delegateQueue:nil error:&error];
    CHECK([first publish:message(@"TopicA/kept", @"later") context:nil error:&error]);
    CHECK([first flushWithTimeout:PATIENCE error:&error]);
    CHECK([[LMQClient alloc] initWithOptions:options delegate:nil delegateQueue:nil error:&error] == nil);
    CHECK([error code] == LMQErrorStoreBusy);
    [first close];
    NEED([recorder wait:1 of:@"published"]);
    CHECK([[told(recorder, @"published", 0) objectAtIndex:2] code] == LMQErrorCancelled);
    LMQClient *next = [[LMQClient alloc] initWithOptions:options delegate:recorder delegateQueue:nil error:&error];
    NEED(next != nil && [next connectWithTimeout:PATIENCE error:&error]);
    NEED([recorder wait:1 of:@"recovered"]);
    CHECK([[[told(recorder, @"recovered", 0) objectAtIndex:0] text] isEqual:@"later"]);
    CHECK([told(recorder, @"recovered", 0) objectAtIndex:1] == [NSNull null]);
    CHECK([[next statistics] outboxRecovered] == 1);
    ClientEnd(next);
    ClientEnd(first);
    [recorder release];
    [[NSFileManager defaultManager] removeItemAtPath:folder error:NULL];
    lmq_broker_destroy(broker);
}

static void tls_verifies_the_server_by_the_file_it_is_given(void)
{
    lmq_broker_options settings = LMQ_BROKER_OPTIONS_INIT;
    lmq_broker *broker = NULL;
    char ca[512] = "", uri[128] = "";
    NSError *error = nil;
    settings.tls = lmq_view_of("127.0.0.1:0");
    ANSWERS(LMQ_OK, lmq_broker_create(&settings, &broker));
    ANSWERS(LMQ_OK, lmq_broker_ca_file(broker, ca, sizeof ca, NULL));
    ANSWERS(LMQ_OK, lmq_broker_uri(broker, LMQ_DOOR_TLS, uri, sizeof uri, NULL));
    LMQClientOptions *options = OptionsFor(broker, @"tls");
    LMQTLSOptions *tls = [[[LMQTLSOptions alloc] init] autorelease];
    [options setServerURI:[NSString stringWithUTF8String:uri]];
    [options setTls:tls];
    Recorder *stranger = [[Recorder alloc] init];
    LMQClient *refused = [[LMQClient alloc] initWithOptions:options delegate:stranger delegateQueue:nil error:&error];
    CHECK([refused start:&error]);
    while ([[[stranger told:@"statuses"] lastObject] error] == nil)
        NEED([stranger wait:[[stranger told:@"statuses"] count] + 1 of:@"statuses"]);
    CHECK([[[[stranger told:@"statuses"] lastObject] error] code] == LMQErrorTLSUnknownCA);
    ClientEnd(refused);
    [tls setCaFile:[NSString stringWithUTF8String:ca]];
    [options setTls:tls];
    LMQClient *client = [[LMQClient alloc] initWithOptions:options delegate:nil delegateQueue:nil error:&error];
    CHECK([client connectWithTimeout:PATIENCE error:&error]);
    ClientEnd(client);
    [stranger release];
    lmq_broker_destroy(broker);
}

static int connectedAgain(void *client)
{
    LMQStatistics *statistics = [(LMQClient *)client statistics];
    return [statistics connects] >= 2;
}

static void a_changed_network_is_tested_by_reconnecting(void)
{
    lmq_broker *broker = BrokerMake();
    LMQClient *client = ClientMake(broker, @"d", nil, nil);
    NSError *error = nil;
    CHECK([[client statistics] connects] == 1);
    CHECK([client networkChanged:&error]);
    CHECK(eventually(connectedAgain, client));
    CHECK([[[client statistics] description] rangeOfString:@"connects=2"].location != NSNotFound);
    ClientEnd(client);
    lmq_broker_destroy(broker);
}

int main(void)
{
    NSAutoreleasePool *pool = [[NSAutoreleasePool alloc] init];
    RUN(an_app_with_a_token_publishes_and_receives);
    RUN(a_message_to_one_device_comes_as_p2p);
    RUN(outcomes_of_filters_come_to_the_delegate_with_their_context);
    RUN(offline_messages_are_pulled_after_a_connect_and_when_wanted);
    RUN(order_mode_is_on_after_the_connect);
    RUN(what_was_published_offline_outlives_the_client_and_is_sent_by_the_next);
    RUN(tls_verifies_the_server_by_the_file_it_is_given);
    RUN(a_changed_network_is_tested_by_reconnecting);
    [pool release];
    return check_result();
}
