/* What is made without a connection: options, messages, errors, and what they tell of themselves. */
#import "Recorder.h"

#import <LMQObjC/LMQNetworkMonitor.h>

#import "../../platform/bindings/apple/src/LMQPathChange.h"
#include "cross/check.h"
#include "lmq_c/client.h"

_Static_assert((int)LMQQoSExactlyOnce == LMQ_QOS_EXACTLY_ONCE && (int)LMQPriorityHigh == LMQ_PRIORITY_HIGH, "numbers");
_Static_assert((int)LMQStateIdle == LMQ_STATE_IDLE && (int)LMQStateAwaitingToken == LMQ_STATE_AWAITING_TOKEN &&
                   (int)LMQStateConnecting == LMQ_STATE_CONNECTING && (int)LMQStateRestoring == LMQ_STATE_RESTORING &&
                   (int)LMQStateReady == LMQ_STATE_READY && (int)LMQStateWaiting == LMQ_STATE_WAITING &&
                   (int)LMQStateDisconnecting == LMQ_STATE_DISCONNECTING && (int)LMQStateRefused == LMQ_STATE_REFUSED,
               "numbers");
_Static_assert((int)LMQPullOrderDescending == LMQ_PULL_DESCENDING && (int)LMQProfileStandard == LMQ_PROFILE_STANDARD,
               "numbers");
_Static_assert((int)LMQTokenTypeRead == LMQ_TOKEN_READ && (int)LMQTokenTypeWrite == LMQ_TOKEN_WRITE &&
                   (int)LMQTokenTypeReadWrite == LMQ_TOKEN_READ_WRITE,
               "numbers");
_Static_assert((int)LMQTokenReasonNoneHeld == LMQ_TOKEN_NONE_HELD && (int)LMQTokenReasonRenewal == LMQ_TOKEN_RENEWAL &&
                   (int)LMQTokenReasonExpired == LMQ_TOKEN_EXPIRED &&
                   (int)LMQTokenReasonRejected == LMQ_TOKEN_REJECTED &&
                   (int)LMQTokenReasonWiderRights == LMQ_TOKEN_WIDER_RIGHTS,
               "numbers");
_Static_assert((int)LMQOutboxPolicyDropOldest == LMQ_OUTBOX_DROP_OLDEST &&
                   (int)LMQOutboxPolicyLatestPerTopic == LMQ_OUTBOX_LATEST_PER_TOPIC,
               "numbers");
_Static_assert((int)LMQLogLevelTrace == LMQ_LOG_TRACE && (int)LMQLogLevelInfo == LMQ_LOG_INFO &&
                   (int)LMQLogLevelOff == LMQ_LOG_OFF,
               "numbers");

static LMQClientOptions *optionsWith(NSString *clientID, LMQCredentials *credentials)
{
    return [[[LMQClientOptions alloc] initWithServerURI:@"tcp://127.0.0.1:1" clientID:clientID
                                            credentials:credentials] autorelease];
}

static NSError *refusalOf(LMQClientOptions *options)
{
    NSError *error = nil;
    LMQClient *client = [[LMQClient alloc] initWithOptions:options delegate:nil delegateQueue:nil error:&error];
    CHECK(client == nil);
    [client release];
    return error;
}

static BOOL has(NSString *text, NSString *part)
{
    return [text rangeOfString:part].location != NSNotFound;
}

static void a_bad_option_is_an_error_with_number_cause_cure_and_detail(void)
{
    LMQClientOptions *options = optionsWith(@"GID_AAA@@@d", [LMQCredentials accessKey:@"a" secretKey:@"s"]);
    [options setKeepAlive:500];
    NSError *error = refusalOf(options);
    CHECK([[error domain] isEqual:LMQErrorDomain] && [error code] == LMQErrorOutOfRange);
    CHECK([[[error userInfo] objectForKey:LMQErrorNameKey] isEqual:@"out_of_range"]);
    CHECK(has([[error userInfo] objectForKey:LMQErrorDetailKey], @"keep_alive"));
    CHECK(has([error localizedDescription], @"keep_alive"));
    CHECK([[[error userInfo] objectForKey:NSLocalizedRecoverySuggestionErrorKey] length] > 0);
}

static void an_error_that_nobody_asks_for_is_no_crash(void)
{
    LMQClientOptions *options = optionsWith(@"no separator", [LMQCredentials anonymous]);
    CHECK([[LMQClient alloc] initWithOptions:options delegate:nil delegateQueue:nil error:NULL] == nil);
}

/* `GID_AAA@@@` and half of a surrogate pair, which GNUstep's own strings do not take. */
@interface HalfString : NSString
@end

@implementation HalfString

- (NSUInteger)length
{
    return 11;
}

- (unichar)characterAtIndex:(NSUInteger)index
{
    return index == 10 ? 0xD800 : (unichar) "GID_AAA@@@"[index];
}

- (id)copyWithZone:(NSZone *)zone
{
    return [self retain];
}

@end

static void text_that_is_no_unicode_or_holds_a_nul_is_refused_as_such(void)
{
    HalfString *half = [[[HalfString alloc] init] autorelease];
    const unichar nul[] = {'G', 'I', 'D', '_', 'A', 'A', 'A', '@', '@', '@', 0, 'x'};
    CHECK([refusalOf(optionsWith(half, [LMQCredentials anonymous])) code] == LMQErrorInvalidUTF8);
    CHECK([refusalOf(optionsWith([NSString stringWithCharacters:nul length:12], [LMQCredentials anonymous])) code] ==
          LMQErrorContainsNUL);
    CHECK([refusalOf(optionsWith(@"", [LMQCredentials anonymous])) code] == LMQErrorEmpty);
}

static void times_that_are_no_times_are_refused(void)
{
    LMQClientOptions *options = optionsWith(@"GID_AAA@@@d", [LMQCredentials anonymous]);
    [options setConnectTimeout:-1];
    CHECK([refusalOf(options) code] == LMQErrorOutOfRange);
    [options setConnectTimeout:0.0 / 0.0];
    CHECK([refusalOf(options) code] == LMQErrorOutOfRange);
    [options setConnectTimeout:15];
    [options setKeepAlive:-1];
    CHECK([refusalOf(options) code] == LMQErrorOutOfRange);
}

static void no_description_shows_a_secret(void)
{
    NSString *secret = @"HUSH";
    LMQTLSOptions *tls = [[[LMQTLSOptions alloc] init] autorelease];
    LMQHTTPProxy *proxy = [[[LMQHTTPProxy alloc] initWithHost:@"proxy" port:8080] autorelease];
    [tls setKeyPassword:secret];
    [tls setKeyPEM:secret];
    [proxy setPassword:secret];
    LMQCredentials *key = [LMQCredentials accessKey:@"a" secretKey:secret];
    LMQClientOptions *options = optionsWith(@"GID_AAA@@@d", key);
    [options setTls:tls];
    [options setHttpProxy:proxy];
    LMQToken *token = [[[LMQToken alloc] initWithText:secret type:LMQTokenTypeRead expires:[NSDate date]] autorelease];
    LMQMessage *message = [[[LMQMessage alloc] initWithTopic:@"t" text:secret] autorelease];
    LMQCredentials *password = [LMQCredentials userName:@"u" password:secret];
    NSArray *all = [NSArray arrayWithObjects:key, password, options, tls, proxy, token, message, nil];
    for (id object in all)
        CHECK([[object description] length] > 0 && !has([object description], secret));
    CHECK(has([options description], @"GID_AAA@@@d") && has([message description], @"4 bytes"));
}

static void options_begin_with_the_defaults_of_the_c_interface(void)
{
    const lmq_client_options c = LMQ_CLIENT_OPTIONS_INIT;
    const lmq_outbox_options outbox = LMQ_OUTBOX_OPTIONS_INIT;
    LMQClientOptions *options = optionsWith(@"GID_AAA@@@d", [LMQCredentials anonymous]);
    CHECK([options connectTimeout] * 1000 == c.connect_timeout_ms && [options ackTimeout] * 1000 == c.ack_timeout_ms);
    CHECK([options keepAlive] == c.keep_alive_s && [options maxInflight] == c.max_inflight);
    CHECK([options cleanSession] && ![options ordered] && [options wakeTransport]);
    CHECK([options outboxMessages] == outbox.max_messages && [options outboxBytes] == outbox.max_bytes);
    CHECK([options inboxMessages] == c.inbox_messages && [options inboxBytes] == c.inbox_bytes);
    CHECK([options backOffMin] == 1 && [options backOffMax] == 120 && [options logLevel] == LMQLogLevelInfo);
}

static void copies_are_apart_from_their_originals(void)
{
    LMQClientOptions *options = optionsWith(@"GID_AAA@@@d", [LMQCredentials anonymous]);
    LMQMessage *will = [[[LMQMessage alloc] initWithTopic:@"TopicA/will" text:@"gone"] autorelease];
    [options setWill:will];
    [options setMaxPublishRate:2.5];
    [will setTopic:@"TopicA/other"];
    LMQClientOptions *copy = [[options copy] autorelease];
    [options setOrdered:YES];
    CHECK(![copy ordered] && [copy maxPublishRate] == 2.5);
    CHECK([[[copy will] topic] isEqual:@"TopicA/will"] && [[[copy will] text] isEqual:@"gone"]);
}

static void a_folder_for_the_outbox_is_made_for_its_owner_only(void)
{
    NSFileManager *files = [NSFileManager defaultManager];
    NSString *top =
        [NSTemporaryDirectory() stringByAppendingPathComponent:[[NSProcessInfo processInfo] globallyUniqueString]];
    NSString *folder = [top stringByAppendingPathComponent:@"lmq"];
    LMQClientOptions *options = optionsWith(@"GID_AAA@@@d", [LMQCredentials anonymous]);
    NSError *error = nil;
    CHECK([options keepOutboxInFolder:folder error:&error]);
    CHECK([options keepOutboxInFolder:folder error:&error]);
    CHECK([[options outboxFile] hasPrefix:folder]);
    NSDictionary *attributes = [files attributesOfItemAtPath:folder error:NULL];
    CHECK(([attributes filePosixPermissions] & 0777) == 0700);
    CHECK([files createFileAtPath:[top stringByAppendingPathComponent:@"file"] contents:[NSData data] attributes:nil]);
    CHECK(![options keepOutboxInFolder:[top stringByAppendingPathComponent:@"file/lmq"] error:&error]);
    CHECK(error != nil);
    [files removeItemAtPath:top error:NULL];
}

static void only_another_interface_or_a_network_that_is_back_is_news(void)
{
    LMQPathChange *path = [[LMQPathChange alloc] init];
    CHECK(![path isNews:LMQInterfaceWiFi]); /* what there was when one began to watch */
    CHECK(![path isNews:LMQInterfaceWiFi]);
    CHECK([path isNews:LMQInterfaceCellular]);
    CHECK(![path isNews:LMQInterfaceNone]);
    CHECK(![path isNews:LMQInterfaceNone]);
    CHECK([path isNews:LMQInterfaceCellular]);
    [path release];
}

int main(void)
{
    NSAutoreleasePool *pool = [[NSAutoreleasePool alloc] init];
    RUN(a_bad_option_is_an_error_with_number_cause_cure_and_detail);
    RUN(an_error_that_nobody_asks_for_is_no_crash);
    RUN(text_that_is_no_unicode_or_holds_a_nul_is_refused_as_such);
    RUN(times_that_are_no_times_are_refused);
    RUN(no_description_shows_a_secret);
    RUN(options_begin_with_the_defaults_of_the_c_interface);
    RUN(copies_are_apart_from_their_originals);
    RUN(a_folder_for_the_outbox_is_made_for_its_owner_only);
    RUN(only_another_interface_or_a_network_that_is_back_is_news);
    [pool release];
    return check_result();
}
