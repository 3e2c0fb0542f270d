/* Tokens, signers and the log. */
#import "Recorder.h"

#include "cross/check.h"
#include "cross/waiter.h"
#include "lmq_c/signature.h"

static LMQClient *clientWith(lmq_broker *broker, LMQCredentials *credentials, Recorder *delegate)
{
    LMQClientOptions *options = OptionsFor(broker, @"phone");
    NSError *error = nil;
    [options setCredentials:credentials];
    LMQClient *client = [[LMQClient alloc] initWithOptions:options delegate:delegate delegateQueue:nil error:&error];
    NEED(client != nil);
    return client;
}

static LMQCredentials *tokens(NSString *file)
{
    LMQTokenNeed *need = [LMQTokenNeed needWithType:LMQTokenTypeReadWrite
                                          resources:[NSArray arrayWithObjects:@"TopicA/#", @"TopicB/#", nil]];
    return [LMQCredentials tokensForNeeds:[NSArray arrayWithObject:need] tokenFile:file providerTimeout:PATIENCE];
}

static LMQStatus *statusWithTokenError(Recorder *recorder)
{
    for (NSUInteger seen = 0;; ++seen) {
        NEED([recorder wait:seen + 1 of:@"statuses"]);
        LMQStatus *status = [[recorder told:@"statuses"] objectAtIndex:seen];
        if ([status tokenError] != nil) return status;
    }
}

static void a_failed_request_is_told_and_asked_again(void)
{
    lmq_broker *broker = BrokerMake();
    Recorder *recorder = [[Recorder alloc] init];
    LMQClient *client = clientWith(broker, tokens(nil), recorder);
    CHECK([client start:NULL]);
    NSError *error = [statusWithTokenError(recorder) tokenError];
    CHECK([error code] == LMQErrorTokenUnavailable);
    CHECK([[error localizedDescription] rangeOfString:@"the desk is closed"].location != NSNotFound);
    [recorder handOutTokensOf:broker];
    CHECK([client connectWithTimeout:PATIENCE error:NULL]);
    LMQTokenRequest *last = [[recorder told:@"requests"] lastObject];
    CHECK([last attempt] >= 2 && [[[last need] resources] count] == 2);
    CHECK([[client status] tokenError] == nil);
    ClientEnd(client);
    [recorder release];
    lmq_broker_destroy(broker);
}

static void a_request_may_be_answered_later_once_and_after_the_clients_end(void)
{
    lmq_broker *broker = BrokerMake();
    Recorder *recorder = [[Recorder alloc] init];
    LMQClient *client = clientWith(broker, tokens(nil), recorder);
    [recorder keepRequests];
    CHECK([client start:NULL]);
    NEED([recorder wait:1 of:@"requests"]);
    LMQTokenRequest *request = [[recorder told:@"requests"] objectAtIndex:0];
    [request provideToken:BrokerToken(broker, [request need])];
    [request failWithReason:@"too late" retryAfter:0];
    CHECK([client connectWithTimeout:PATIENCE error:NULL]);
    ClientEnd(client);

    LMQClient *gone = clientWith(broker, tokens(nil), recorder);
    CHECK([gone start:NULL]);
    NEED([recorder wait:2 of:@"requests"]);
    ClientEnd(gone);
    request = [[recorder told:@"requests"] objectAtIndex:1];
    [request provideToken:BrokerToken(broker, [request need])];
    [recorder release];
    lmq_broker_destroy(broker);
}

/* Has no client:needsToken:, and drops what it is told. */
@interface Deaf : NSObject <LMQClientDelegate> {
@public
    Recorder *recorder;
}
@end

@implementation Deaf

- (void)client:(LMQClient *)client didChangeStatus:(LMQStatus *)status
{
    [recorder client:client didChangeStatus:status];
}

@end

static void a_request_that_nobody_answers_fails(void)
{
    lmq_broker *broker = BrokerMake();
    Deaf *deaf = [[Deaf alloc] init];
    deaf->recorder = [[Recorder alloc] init];
    LMQClient *client = clientWith(broker, tokens(nil), (Recorder *)deaf);
    CHECK([client start:NULL]);
    NSError *error = [statusWithTokenError(deaf->recorder) tokenError];
    CHECK([error code] == LMQErrorTokenUnavailable);
    CHECK([[error localizedDescription] rangeOfString:@"not answered"].location != NSNotFound);
    ClientEnd(client);
    [deaf->recorder release];
    [deaf release];
    lmq_broker_destroy(broker);
}

static void what_the_needs_do_not_cover_is_refused_at_once(void)
{
    lmq_broker *broker = BrokerMake();
    NSError *error = nil;
    LMQClient *client = clientWith(broker, tokens(nil), nil);
    LMQMessage *message = [[[LMQMessage alloc] initWithTopic:@"TopicC/x" text:@"m"] autorelease];
    CHECK(![client publish:message context:nil error:&error] && [error code] == LMQErrorTokenResource);
    ClientEnd(client);
    lmq_broker_destroy(broker);
}

static void a_token_file_spares_the_next_life_from_asking(void)
{
    lmq_broker *broker = BrokerMake();
    NSString *file =
        [NSTemporaryDirectory() stringByAppendingPathComponent:[[NSProcessInfo processInfo] globallyUniqueString]];
    Recorder *recorder = [[Recorder alloc] init];
    [recorder handOutTokensOf:broker];
    for (int life = 0; life < 2; ++life) {
        LMQClient *client = clientWith(broker, tokens(file), recorder);
        CHECK([client connectWithTimeout:PATIENCE error:NULL]);
        CHECK([client closeWithTimeout:PATIENCE error:NULL]);
        ClientEnd(client);
    }
    CHECK([[recorder told:@"requests"] count] == 1);
    [[NSFileManager defaultManager] removeItemAtPath:file error:NULL];
    [recorder release];
    lmq_broker_destroy(broker);
}

static void a_token_is_renewed_in_the_same_connection_ahead_of_its_end(void)
{
    lmq_broker_options settings = LMQ_BROKER_OPTIONS_INIT;
    lmq_broker *broker = NULL;
    settings.virtual_clock = 1;
    settings.virtual_start_ms = (int64_t)([[NSDate date] timeIntervalSince1970] * 1000);
    ANSWERS(LMQ_OK, lmq_broker_create(&settings, &broker));
    Recorder *recorder = [[Recorder alloc] init];
    [recorder handOutTokensOf:broker];
    LMQClient *client = clientWith(broker, tokens(nil), recorder);
    CHECK([client connectWithTimeout:PATIENCE error:NULL]);
    LMQMessage *message = [[[LMQMessage alloc] initWithTopic:@"TopicA/x" text:@"m"] autorelease];
    for (int minute = 0; minute < 56; ++minute) { /* within the keep-alive of 90 s */
        ANSWERS(LMQ_OK, lmq_broker_advance(broker, 60000));
        CHECK([client publishAndWait:message timeout:PATIENCE error:NULL]);
    }
    NEED([recorder wait:2 of:@"requests"]);
    LMQTokenRequest *renewal = [[recorder told:@"requests"] objectAtIndex:1];
    CHECK([renewal reason] == LMQTokenReasonRenewal);
    CHECK([[client statistics] connects] == 1);
    ClientEnd(client);
    [recorder release];
    lmq_broker_destroy(broker);
}

/* Signs as a secure element would, or refuses. */
@interface Element : NSObject <LMQSigner> {
@public
    BOOL locked;
}
@end

@implementation Element

- (NSString *)signatureOfText:(NSString *)text error:(NSError **)error
{
    char password[64] = "";
    if (locked) {
        NSDictionary *info = [NSDictionary dictionaryWithObject:@"the element is locked"
                                                         forKey:NSLocalizedDescriptionKey];
        *error = [NSError errorWithDomain:@"Element" code:1 userInfo:info];
        return nil;
    }
    ANSWERS(LMQ_OK, lmq_mqtt_password(lmq_view_of("SK_test_secret_0001"), lmq_view_of([text UTF8String]), password,
                                      sizeof password, NULL));
    return [NSString stringWithUTF8String:password];
}

@end

static int isReady(void *client)
{
    return [[(LMQClient *)client status] state] == LMQStateReady;
}

static void a_signer_signs_and_its_refusal_is_told(void)
{
    lmq_broker *broker = BrokerMake();
    Recorder *recorder = [[Recorder alloc] init];
    Element *element = [[Element alloc] init];
    element->locked = YES;
    LMQClient *client = clientWith(broker, [LMQCredentials accessKey:@"AK_TEST_0001" signer:element], recorder);
    CHECK([client start:NULL]);
    NSError *error = nil;
    for (NSUInteger seen = 0; error == nil; ++seen) {
        NEED([recorder wait:seen + 1 of:@"statuses"]);
        error = [[[recorder told:@"statuses"] objectAtIndex:seen] error];
    }
    CHECK([error code] == LMQErrorSignerFailed);
    CHECK([[error localizedDescription] rangeOfString:@"locked"].location != NSNotFound);
    element->locked = NO;
    CHECK(eventually(isReady, client));
    ClientEnd(client);
    [element release];
    [recorder release];
    lmq_broker_destroy(broker);
}

@interface Lines : NSObject <LMQLogger> {
@public
    NSLock *lock;
    NSMutableString *all;
}
@end

@implementation Lines

- (void)logLine:(NSString *)line level:(LMQLogLevel)level
{
    [lock lock];
    [all appendFormat:@"%ld %@\n", (long)level, line];
    [lock unlock];
}

- (void)dealloc
{
    [lock release];
    [all release];
    [super dealloc];
}

@end

static void a_logger_gets_lines_and_no_secrets(void)
{
    lmq_broker *broker = BrokerMake();
    Lines *lines = [[Lines alloc] init];
    LMQClientOptions *options = OptionsFor(broker, @"logs");
    lines->lock = [[NSLock alloc] init];
    lines->all = [[NSMutableString alloc] init];
    [options setLogger:lines];
    [options setLogLevel:LMQLogLevelTrace];
    LMQClient *client = [[LMQClient alloc] initWithOptions:options delegate:nil delegateQueue:nil error:NULL];
    CHECK([client connectWithTimeout:PATIENCE error:NULL]);
    ClientEnd(client);
    CHECK([lines->all length] > 0);
    CHECK([lines->all rangeOfString:@"SK_test_secret_0001"].location == NSNotFound);
    [lines release];
    lmq_broker_destroy(broker);
}

int main(void)
{
    NSAutoreleasePool *pool = [[NSAutoreleasePool alloc] init];
    RUN(a_failed_request_is_told_and_asked_again);
    RUN(a_request_may_be_answered_later_once_and_after_the_clients_end);
    RUN(a_request_that_nobody_answers_fails);
    RUN(what_the_needs_do_not_cover_is_refused_at_once);
    RUN(a_token_file_spares_the_next_life_from_asking);
    RUN(a_token_is_renewed_in_the_same_connection_ahead_of_its_end);
    RUN(a_signer_signs_and_its_refusal_is_told);
    RUN(a_logger_gets_lines_and_no_secrets);
    [pool release];
    return check_result();
}
