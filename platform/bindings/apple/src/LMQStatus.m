#import "LMQConvert.h"
#import "LMQMemory.h"

@implementation LMQStatus

@synthesize state = _state, attempt = _attempt, retryIn = _retryIn, sessionPresent = _sessionPresent;
@synthesize possibleDuplicateClientID = _possibleDuplicateClientID, error = _error, tokenError = _tokenError;

- (void)dealloc
{
    LMQ_RELEASE(_error);
    LMQ_RELEASE(_tokenError);
    LMQ_SUPER_DEALLOC();
}

- (NSString *)stateName
{
    return LMQText(lmq_view_of(lmq_state_name((lmq_state)_state)));
}

- (NSString *)description
{
    return [NSString
        stringWithFormat:@"<LMQStatus %@%@%@>", [self stateName],
                         _error ? [@", " stringByAppendingString:[_error localizedDescription]] : @"",
                         _tokenError ? [@", " stringByAppendingString:[_tokenError localizedDescription]] : @""];
}

@end

@implementation LMQStatus (LMQConvert)

+ (LMQStatus *)statusFrom:(const lmq_status *)status
{
    LMQStatus *made = [[LMQStatus alloc] init];
    made->_state = (LMQState)status->state;
    made->_attempt = status->attempt;
    made->_retryIn = (NSTimeInterval)status->retry_in_ms / 1000;
    made->_sessionPresent = status->session_present != 0;
    made->_possibleDuplicateClientID = status->possible_duplicate_client_id != 0;
    made->_error = LMQ_RETAIN(LMQErrorMake(status->error, lmq_view_of(status->detail)));
    made->_tokenError = LMQ_RETAIN(LMQErrorMake(status->token_error, lmq_view_of(status->token_detail)));
    return LMQ_AUTORELEASE(made);
}

@end
