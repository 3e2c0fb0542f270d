#import "LMQConvert.h"
#import "LMQMemory.h"

@implementation LMQOfflinePull

@synthesize order = _order, batch = _batch, idle = _idle;

- (instancetype)init
{
    if ((self = [super init]) != nil) {
        const lmq_offline_pull initial = LMQ_OFFLINE_PULL_INIT;
        _order = (LMQPullOrder)initial.order;
        _batch = initial.batch;
        _idle = (NSTimeInterval)initial.idle_ms / 1000;
    }
    return self;
}

- (id)copyWithZone:(NSZone *)zone
{
    LMQOfflinePull *copied = [[[self class] allocWithZone:zone] init];
    copied->_order = _order;
    copied->_batch = _batch;
    copied->_idle = _idle;
    return copied;
}

@end

@implementation LMQOfflinePull (LMQConvert)

- (lmq_offline_pull)pull
{
    lmq_offline_pull made = LMQ_OFFLINE_PULL_INIT;
    made.order = (lmq_pull_order)_order;
    made.batch = _batch < 0 || _batch > INT32_MAX ? -1 : (int32_t)_batch;
    made.idle_ms = LMQMilliseconds(_idle);
    return made;
}

@end

@implementation LMQPullProgress

@synthesize received = _received, requests = _requests, finished = _finished, error = _error;

- (void)dealloc
{
    LMQ_RELEASE(_error);
    LMQ_SUPER_DEALLOC();
}

@end

@implementation LMQPullProgress (LMQConvert)

+ (LMQPullProgress *)progressFrom:(const lmq_pull_progress *)progress
{
    LMQPullProgress *made = [[LMQPullProgress alloc] init];
    made->_received = progress->received;
    made->_requests = progress->requests;
    made->_finished = progress->finished != 0;
    made->_error = LMQ_RETAIN(LMQErrorMake(progress->error, progress->detail));
    return LMQ_AUTORELEASE(made);
}

@end
