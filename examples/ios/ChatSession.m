#import "ChatSession.h"

/* The app is compiled with ARC; the tests' GCC has none. */
#if __has_feature(objc_arc)
#define LET_GO(object) ((void)0)
#define SUPER_DEALLOC() ((void)0)
#else
#define LET_GO(object) [(object) release]
#define SUPER_DEALLOC() [super dealloc]
#endif

static NSString *const room = @"TopicA/chat/";

@implementation ChatSession

- (instancetype)initWithServer:(NSString *)server
                        device:(NSString *)device
                     secretKey:(NSString *)secretKey
                      observer:(id<ChatSessionObserver>)observer
                         queue:(NSOperationQueue *)queue
                         error:(NSError **)error
{
    if ((self = [super init]) != nil) {
        LMQCredentials *key = [LMQCredentials accessKey:@"AK_TEST_0001" secretKey:secretKey];
        LMQClientOptions *options =
            [[LMQClientOptions alloc] initWithServerURI:server
                                               clientID:[@"GID_AAA@@@" stringByAppendingString:device]
                                            credentials:key];
        _observer = observer;
        _client = [[LMQClient alloc] initWithOptions:options delegate:self delegateQueue:queue error:error];
        LET_GO(options);
        if (_client == nil) {
            LET_GO(self);
            return nil;
        }
        /* Taken into the set now, and sent after every connect. */
        LMQSubscription *all = [LMQSubscription subscriptionWithFilter:room qos:LMQQoSAtLeastOnce];
        [_client subscribe:[NSArray arrayWithObject:all] context:nil error:NULL];
    }
    return self;
}

- (void)dealloc
{
    [self leave];
    LET_GO(_client);
    SUPER_DEALLOC();
}

- (void)join
{
    [_client start:NULL];
}

- (void)say:(NSString *)line
{
    NSError *error = nil;
    LMQMessage *message = [[LMQMessage alloc] initWithTopic:room text:line];
    if (![_client publish:message context:nil error:&error]) [_observer chatShows:[error localizedDescription]];
    LET_GO(message);
}

- (void)pause:(NSTimeInterval)timeout
{
    [_client disconnectWithTimeout:timeout error:NULL];
}

- (void)leave
{
    [_client setDelegate:nil];
    [_client close];
}

- (LMQClient *)client
{
    return _client;
}

- (void)client:(LMQClient *)client didChangeStatus:(LMQStatus *)status
{
    NSString *why = [status error] == nil ? @"" : [@": " stringByAppendingString:[[status error] localizedDescription]];
    [_observer chatShows:[NSString stringWithFormat:@"[%@%@]", [status stateName], why]];
}

- (void)client:(LMQClient *)client didReceiveMessage:(LMQMessage *)message
{
    NSString *text = [message text];
    [_observer chatShows:text == nil ? @"(no text)" : text];
}

- (void)client:(LMQClient *)client didFinishPublishing:(LMQMessage *)message context:(id)context error:(NSError *)error
{
    if (error != nil) [_observer chatShows:[@"not sent: " stringByAppendingString:[error localizedDescription]]];
}

@end
