#import "LMQDispatcher.h"

#import "LMQOptions.h"

/* The dispatcher whose handler this thread is in. */
static _Thread_local const void *current;

const void *LMQEnterHandler(LMQDispatcher *dispatcher)
{
    const void *before = current;
#if defined(GNUSTEP)
    GSRegisterCurrentThread();
#endif
    current = (LMQ_BRIDGE const void *)dispatcher;
    return before;
}

void LMQLeaveHandler(const void *before)
{
    current = before;
}

/* What one turn on the queue tells, before other operations have theirs. */
static const NSUInteger mostATurn = 64;

/* A turn. The queue may be the app's for other things too, which it cancels; what a client has to tell stays. */
@interface LMQTurn : NSOperation {
@private
    LMQDispatcher *_dispatcher;
}
@end

@implementation LMQTurn

- (instancetype)initWithDispatcher:(LMQDispatcher *)dispatcher
{
    if ((self = [super init]) != nil) _dispatcher = LMQ_RETAIN(dispatcher);
    return self;
}

- (void)dealloc
{
    LMQ_RELEASE(_dispatcher);
    LMQ_SUPER_DEALLOC();
}

- (void)main
{
    [_dispatcher work];
}

- (void)cancel
{
}

@end

@implementation LMQDispatcher

@synthesize signer = _signer, logger = _logger;

- (instancetype)initWithQueue:(NSOperationQueue *)queue options:(LMQClientOptions *)options
{
    if ((self = [super init]) != nil) {
        _telling = [[NSRecursiveLock alloc] init];
        _queue = LMQ_RETAIN(queue);
        _changed = [[NSCondition alloc] init];
        _waiting = [[NSMutableArray alloc] init];
        _most = MAX([options inboxMessages], 1U);
        _logger = LMQ_RETAIN([options logger]);
        _signer = LMQ_RETAIN([[options credentials] signer]);
    }
    return self;
}

- (void)dealloc
{
    LMQ_RELEASE(_telling);
    LMQ_RELEASE(_queue);
    LMQ_RELEASE(_changed);
    LMQ_RELEASE(_waiting);
    LMQ_RELEASE(_signer);
    LMQ_RELEASE(_logger);
    LMQ_SUPER_DEALLOC();
}

- (BOOL)inHandler
{
    return current == (LMQ_BRIDGE const void *)self;
}

- (void)setClient:(LMQClient *)client
{
    [_telling lock];
    _client = client;
    [_telling unlock];
}

- (id<LMQClientDelegate>)delegate
{
    [_changed lock];
    id<LMQClientDelegate> delegate = _delegate;
    [_changed unlock];
    return delegate;
}

- (void)setDelegate:(id<LMQClientDelegate>)delegate
{
    [_telling lock];
    [_changed lock];
    _delegate = delegate;
    [_changed unlock];
    [_telling unlock];
}

- (void)mute
{
    [_telling lock];
    _muted = YES;
    [_telling unlock];
}

- (void)letGo
{
    [_changed lock];
    _holdsNobody = YES;
    [_changed broadcast];
    [_changed unlock];
}

- (void)end
{
    [self letGo];
    [self setClient:nil];
}

- (void)tell:(LMQEvent *)event
{
    LMQ_POOL_BEGIN
    if (![event tellBlock]) {
        [_telling lock];
        LMQClient *client = _client;
        id<LMQClientDelegate> delegate = _delegate;
        if (client != nil && delegate != nil && (!_muted || [event isCompletion]))
            [event tellDelegate:delegate of:client];
        [_telling unlock];
    }
    LMQ_POOL_END
}

- (void)schedule
{
    NSOperation *operation = [[LMQTurn alloc] initWithDispatcher:self];
    [_queue addOperation:operation];
    LMQ_RELEASE(operation);
}

- (void)work
{
    for (NSUInteger told = 0;; ++told) {
        [_changed lock];
        LMQEvent *event = nil;
        if ([_waiting count] == 0) {
            _working = NO;
        } else if (told < mostATurn && ![_queue isSuspended]) {
            event = LMQ_RETAIN([_waiting objectAtIndex:0]);
            [_waiting removeObjectAtIndex:0];
        }
        BOOL again = event == nil && _working;
        [_changed unlock];
        if (event == nil) {
            if (again) [self schedule];
            return;
        }
        [self tell:event];
        LMQ_RELEASE(event);
        [_changed lock];
        --_untold;
        [_changed broadcast];
        [_changed unlock];
    }
}

- (void)post:(LMQEvent *)event
{
    if (_queue == nil) {
        [self tell:event];
        return;
    }
    [_changed lock];
    [_waiting addObject:event];
    ++_untold;
    BOOL first = !_working;
    _working = YES;
    [_changed unlock];
    if (first) [self schedule];
}

- (void)postMessage:(LMQEvent *)event
{
    [self post:event];
    [_changed lock];
    while (_untold >= _most && !_holdsNobody)
        [_changed wait];
    [_changed unlock];
}

@end
