#import "Recorder.h"

#include <time.h>

#include "cross/check.h"

static NSArray *row(id first, id second, id third)
{
    return [NSArray arrayWithObjects:first, second ? second : [NSNull null], third ? third : [NSNull null], nil];
}

@implementation Recorder

- (instancetype)init
{
    if ((self = [super init]) != nil) {
        _changed = [[NSCondition alloc] init];
        _told = [[NSMutableDictionary alloc] init];
    }
    return self;
}

- (void)dealloc
{
    [_changed release];
    [_told release];
    [super dealloc];
}

- (void)add:(id)object to:(NSString *)what
{
    [_changed lock];
    if ([_told objectForKey:what] == nil) [_told setObject:[NSMutableArray array] forKey:what];
    [[_told objectForKey:what] addObject:object];
    [_changed broadcast];
    [_changed unlock];
}

- (NSArray *)told:(NSString *)what
{
    [_changed lock];
    NSArray *copy = [NSArray arrayWithArray:[_told objectForKey:what]];
    [_changed unlock];
    return copy;
}

- (BOOL)wait:(NSUInteger)count of:(NSString *)what
{
    NSDate *deadline = [NSDate dateWithTimeIntervalSinceNow:PATIENCE];
    BOOL patient = YES;
    [_changed lock];
    while ([[_told objectForKey:what] count] < count && patient)
        patient = [_changed waitUntilDate:deadline];
    BOOL reached = [[_told objectForKey:what] count] >= count;
    [_changed unlock];
    return reached;
}

- (void)handOutTokensOf:(lmq_broker *)desk
{
    _desk = desk;
}

- (void)keepRequests
{
    _answersLater = YES;
}

- (void)client:(LMQClient *)client didChangeStatus:(LMQStatus *)status
{
    [self add:status to:@"statuses"];
}

- (void)client:(LMQClient *)client didReceiveMessage:(LMQMessage *)message
{
    [self add:message to:@"messages"];
}

- (void)client:(LMQClient *)client didReceiveP2PMessage:(LMQMessage *)message
{
    [self add:message to:@"p2p"];
}

- (void)client:(LMQClient *)client didFinishPublishing:(LMQMessage *)message context:(id)context error:(NSError *)error
{
    [self add:row(message, context, error) to:@"published"];
}

- (void)client:(LMQClient *)client didFinishRecovered:(LMQMessage *)message error:(NSError *)error
{
    [self add:row(message, error, nil) to:@"recovered"];
}

- (void)client:(LMQClient *)client didSubscribe:(NSArray *)outcomes context:(id)context
{
    [self add:row(outcomes, context, nil) to:@"subscribed"];
}

- (void)client:(LMQClient *)client didUnsubscribe:(NSArray *)filters context:(id)context error:(NSError *)error
{
    [self add:row(filters, context, error) to:@"unsubscribed"];
}

- (void)client:(LMQClient *)client didPullOffline:(LMQPullProgress *)progress
{
    [self add:progress to:@"pulls"];
}

- (void)client:(LMQClient *)client needsToken:(LMQTokenRequest *)request
{
    [self add:request to:@"requests"];
    if (_answersLater) return;
    if (_desk != NULL)
        [request provideToken:BrokerToken(_desk, [request need])];
    else
        [request failWithReason:@"the desk is closed" retryAfter:-1];
}

@end

lmq_broker *BrokerMake(void)
{
    lmq_broker_options options = LMQ_BROKER_OPTIONS_INIT;
    lmq_broker *broker = NULL;
    ANSWERS(LMQ_OK, lmq_broker_create(&options, &broker));
    return broker;
}

NSString *BrokerURI(lmq_broker *broker)
{
    char uri[128] = "";
    ANSWERS(LMQ_OK, lmq_broker_uri(broker, LMQ_DOOR_TCP, uri, sizeof uri, NULL));
    return [NSString stringWithUTF8String:uri];
}

BOOL BrokerKnows(lmq_broker *broker, NSString *clientID)
{
    lmq_broker_session_info info = LMQ_BROKER_SESSION_INFO_INIT;
    ANSWERS(LMQ_OK, lmq_broker_session(broker, lmq_view_of([clientID UTF8String]), &info));
    return info.connected != 0;
}

LMQToken *BrokerToken(lmq_broker *broker, LMQTokenNeed *need)
{
    static const char *const actions[] = {"R", "W", "R,W"};
    lmq_view all[2] = {lmq_view_of("TopicA/#"), lmq_view_of("TopicB/#")};
    lmq_broker_token_order order = LMQ_BROKER_TOKEN_ORDER_INIT;
    char text[8193] = "";
    int64_t now = (int64_t)time(NULL) * 1000;
    order.actions = lmq_view_of(actions[[need type]]);
    order.resources = all;
    order.resource_count = 2;
    order.expire_time_ms = now + 3600 * 1000;
    ANSWERS(LMQ_OK, lmq_broker_issue_token(broker, &order, text, sizeof text, NULL));
    NSDate *expires = [NSDate dateWithTimeIntervalSince1970:(NSTimeInterval)order.expire_time_ms / 1000];
    return [[[LMQToken alloc] initWithText:[NSString stringWithUTF8String:text] type:[need type]
                                   expires:expires] autorelease];
}

LMQClientOptions *OptionsFor(lmq_broker *broker, NSString *name)
{
    LMQCredentials *key = [LMQCredentials accessKey:@"AK_TEST_0001" secretKey:@"SK_test_secret_0001"];
    LMQClientOptions *options =
        [[[LMQClientOptions alloc] initWithServerURI:BrokerURI(broker)
                                            clientID:[@"GID_AAA@@@" stringByAppendingString:name]
                                         credentials:key] autorelease];
    [options setBackOffMin:0.005];
    [options setBackOffMax:0.05];
    return options;
}

LMQClient *ClientMake(lmq_broker *broker, NSString *name, id<LMQClientDelegate> delegate, NSOperationQueue *queue)
{
    NSError *error = nil;
    LMQClient *client = [[LMQClient alloc] initWithOptions:OptionsFor(broker, name)
                                                  delegate:delegate
                                             delegateQueue:queue
                                                     error:&error];
    NEED(client != nil);
    NEED([client connectWithTimeout:PATIENCE error:&error]);
    return client;
}

void ClientEnd(LMQClient *client)
{
    [client close];
    [client release];
}

void ClientSubscribes(LMQClient *client, NSString *filter)
{
    NSError *error = nil;
    LMQSubscription *wanted = [LMQSubscription subscriptionWithFilter:filter qos:LMQQoSAtLeastOnce];
    NSArray *outcomes = [client subscribeAndWait:[NSArray arrayWithObject:wanted] timeout:PATIENCE error:&error];
    NEED([outcomes count] == 1);
    NEED([[outcomes objectAtIndex:0] error] == nil);
}
