#import "LMQConvert.h"
#import "LMQMemory.h"

@implementation LMQSubscription

@synthesize filter = _filter, qos = _qos;

+ (instancetype)subscriptionWithFilter:(NSString *)filter qos:(LMQQoS)qos
{
    LMQSubscription *made = [[self alloc] init];
    made->_filter = [filter copy];
    made->_qos = qos;
    return LMQ_AUTORELEASE(made);
}

- (void)dealloc
{
    LMQ_RELEASE(_filter);
    LMQ_SUPER_DEALLOC();
}

- (NSString *)description
{
    return [NSString stringWithFormat:@"<LMQSubscription %@, QoS %ld>", _filter, (long)_qos];
}

@end

@implementation LMQSubscribeOutcome

@synthesize filter = _filter, granted = _granted, error = _error;

- (void)dealloc
{
    LMQ_RELEASE(_filter);
    LMQ_RELEASE(_error);
    LMQ_SUPER_DEALLOC();
}

- (NSString *)description
{
    if (_error != nil)
        return [NSString stringWithFormat:@"<LMQSubscribeOutcome %@, %@>", _filter, [_error localizedDescription]];
    return [NSString stringWithFormat:@"<LMQSubscribeOutcome %@, QoS %ld>", _filter, (long)_granted];
}

@end

@implementation LMQSubscribeOutcome (LMQConvert)

+ (LMQ_ARRAY(LMQSubscribeOutcome *))outcomesFrom:(const lmq_subscribe_outcome *)outcomes count:(size_t)count
{
    NSMutableArray *all = [NSMutableArray arrayWithCapacity:count];
    for (size_t i = 0; i < count; ++i) {
        LMQSubscribeOutcome *made = LMQ_AUTORELEASE([[LMQSubscribeOutcome alloc] init]);
        made->_filter = LMQ_RETAIN(LMQText(outcomes[i].filter));
        made->_granted = (LMQQoS)outcomes[i].granted;
        made->_error = LMQ_RETAIN(LMQErrorMake(outcomes[i].error, lmq_view_of(NULL)));
        [all addObject:made];
    }
    return all;
}

@end
