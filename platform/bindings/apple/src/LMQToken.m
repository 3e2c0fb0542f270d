#import "LMQArena.h"
#import "LMQConvert.h"
#import "LMQMemory.h"

@implementation LMQToken

@synthesize text = _text, type = _type, expires = _expires, validFor = _validFor;

- (instancetype)initWithText:(NSString *)text type:(LMQTokenType)type expires:(NSDate *)expires
{
    return [self initWithText:text type:type expires:expires validFor:-1];
}

- (instancetype)initWithText:(NSString *)text
                        type:(LMQTokenType)type
                     expires:(NSDate *)expires
                    validFor:(NSTimeInterval)validFor
{
    if ((self = [super init]) != nil) {
        _text = [text copy];
        _type = type;
        _expires = [expires copy];
        _validFor = validFor;
    }
    return self;
}

- (void)dealloc
{
    LMQ_RELEASE(_text);
    LMQ_RELEASE(_expires);
    LMQ_SUPER_DEALLOC();
}

- (NSString *)description
{
    return [NSString stringWithFormat:@"<LMQToken of type %ld, until %@>", (long)_type, _expires];
}

@end

@implementation LMQTokenNeed

@synthesize type = _type, resources = _resources;

+ (instancetype)needWithType:(LMQTokenType)type resources:(LMQ_ARRAY(NSString *))resources
{
    LMQTokenNeed *made = [[self alloc] init];
    made->_type = type;
    made->_resources = [resources copy];
    return LMQ_AUTORELEASE(made);
}

- (void)dealloc
{
    LMQ_RELEASE(_resources);
    LMQ_SUPER_DEALLOC();
}

@end

@implementation LMQTokenRequest

@synthesize clientID = _clientID, need = _need, reason = _reason, noticeCode = _noticeCode, insteadOf = _insteadOf;
@synthesize attempt = _attempt;

- (lmq_token_answer *)takeAnswer
{
    [_lock lock];
    lmq_token_answer *answer = _answer;
    _answer = NULL;
    [_lock unlock];
    return answer;
}

- (void)dealloc
{
    if (_answer != NULL)
        lmq_token_fail(_answer, LMQ_ERROR_TOKEN_UNAVAILABLE, lmq_view_of("the app has not answered the request"), -1);
    LMQ_RELEASE(_clientID);
    LMQ_RELEASE(_need);
    LMQ_RELEASE(_insteadOf);
    LMQ_RELEASE(_lock);
    LMQ_SUPER_DEALLOC();
}

- (void)provideToken:(LMQToken *)token
{
    lmq_token_answer *answer = [self takeAnswer];
    if (answer == NULL) return;
    LMQArena *arena = [[LMQArena alloc] init];
    lmq_token given = LMQ_TOKEN_INIT;
    given.text = [arena viewOfText:[token text]];
    given.type = (lmq_token_type)[token type];
    given.expire_time_ms = LMQMilliseconds([[token expires] timeIntervalSince1970]);
    given.valid_for_ms = LMQMilliseconds([token validFor]);
    if (lmq_token_deliver(answer, &given) != LMQ_OK)
        lmq_token_fail(answer, LMQ_ERROR_TOKEN_UNAVAILABLE, lmq_view_of("the app's token is none"), -1);
    LMQ_RELEASE(arena);
}

- (void)failWithReason:(NSString *)reason retryAfter:(NSTimeInterval)retryAfter
{
    lmq_token_answer *answer = [self takeAnswer];
    if (answer == NULL) return;
    LMQArena *arena = [[LMQArena alloc] init];
    lmq_token_fail(answer, LMQ_ERROR_TOKEN_UNAVAILABLE, [arena viewOfText:reason], LMQMilliseconds(retryAfter));
    LMQ_RELEASE(arena);
}

- (NSString *)description
{
    return [NSString stringWithFormat:@"<LMQTokenRequest for %@, type %ld, %s, attempt %lu>", _clientID,
                                      (long)[_need type], lmq_token_reason_name((lmq_token_reason)_reason),
                                      (unsigned long)_attempt];
}

@end

@implementation LMQTokenRequest (LMQConvert)

+ (LMQTokenRequest *)requestFrom:(const lmq_token_request *)request answer:(lmq_token_answer *)answer
{
    NSMutableArray *resources = nil;
    if (request->need.resources != NULL) {
        resources = [NSMutableArray array];
        for (size_t i = 0; i < request->need.resource_count; ++i)
            [resources addObject:LMQText(request->need.resources[i])];
    }
    LMQTokenRequest *made = [[LMQTokenRequest alloc] init];
    made->_clientID = LMQ_RETAIN(LMQText(request->client_id));
    made->_need = LMQ_RETAIN([LMQTokenNeed needWithType:(LMQTokenType)request->need.type resources:resources]);
    made->_reason = (LMQTokenReason)request->reason;
    made->_noticeCode = request->notice_code;
    made->_insteadOf = LMQ_RETAIN(LMQText(request->instead_of));
    made->_attempt = request->attempt;
    made->_lock = [[NSLock alloc] init];
    made->_answer = answer;
    return LMQ_AUTORELEASE(made);
}

@end
