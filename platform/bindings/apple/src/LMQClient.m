#import <LMQObjC/LMQClient.h>

#import "LMQArena.h"
#import "LMQConvert.h"
#import "LMQHandlers.h"
#import "LMQOptions.h"

/* Destroys a client that was let go in one of its own handlers, on a thread that may wait for that handler's end: until
 * then the library may use the dispatcher. */
@interface LMQUndertaker : NSObject {
@private
    lmq_client *_handle;
    LMQDispatcher *_dispatcher;
}
@end

@implementation LMQUndertaker

+ (void)buryHandle:(lmq_client *)handle dispatcher:(LMQDispatcher *)dispatcher
{
    LMQUndertaker *made = [[LMQUndertaker alloc] init];
    made->_handle = handle;
    made->_dispatcher = LMQ_RETAIN(dispatcher);
    [NSThread detachNewThreadSelector:@selector(bury) toTarget:made withObject:nil];
    LMQ_RELEASE(made);
}

- (void)bury
{
    lmq_client_destroy(_handle);
}

- (void)dealloc
{
    LMQ_RELEASE(_dispatcher);
    LMQ_SUPER_DEALLOC();
}

@end

/* In LMQClientTransfer.m: a linker takes a category from a static library only where something of its file is named, or
 * the app links with -ObjC. */
void LMQTransferIsLinked(void);

@implementation LMQClient

@synthesize clientID = _clientID;

+ (void)initialize
{
    LMQTransferIsLinked();
}

+ (NSString *)version
{
    return LMQText(lmq_view_of(lmq_version()));
}

- (instancetype)initWithOptions:(LMQClientOptions *)options
                       delegate:(id<LMQClientDelegate>)delegate
                  delegateQueue:(NSOperationQueue *)delegateQueue
                          error:(NSError **)error
{
    if ((self = [super init]) == nil) return nil;
    lmq_client *handle = NULL;
    LMQArena *arena = [[LMQArena alloc] init];
    LMQDispatcher *dispatcher = [[LMQDispatcher alloc] initWithQueue:delegateQueue options:options];
    void *context = (LMQ_BRIDGE void *)dispatcher;
    lmq_client_options *made = [options optionsInArena:arena];
    made->credentials = [[options credentials] credentialsInArena:arena
                                                           signer:LMQHandleSigning
                                                         provider:LMQHandleTokenRequest
                                                          context:context];
    if ([options logger] != nil) {
        made->log = LMQHandleLog;
        made->log_context = context;
    }
    /* A message that waits on a queue when the client goes would count as handled. */
    lmq_error answer = delegateQueue != nil && [options inboxFile] != nil
                           ? lmq_fail(LMQ_ERROR_BAD_COMBINATION, lmq_view_of("inboxFile: not with a delegateQueue"))
                           : lmq_client_create(made, &handle);
    BOOL answered = LMQAnswer(answer, error);
    _handle = handle;
    _dispatcher = dispatcher;
    _clientID = [[options clientID] copy];
    LMQ_RELEASE(arena);
    if (!answered) {
        LMQ_RELEASE(self);
        return nil;
    }
    [dispatcher setClient:self];
    [dispatcher setDelegate:delegate];
    LMQHandleEvents(handle, dispatcher);
    return self;
}

- (void)dealloc
{
    [_dispatcher end];
    if ([_dispatcher inHandler])
        [LMQUndertaker buryHandle:_handle dispatcher:_dispatcher];
    else
        lmq_client_destroy(_handle);
    LMQ_RELEASE(_dispatcher);
    LMQ_RELEASE(_clientID);
    LMQ_SUPER_DEALLOC();
}

- (id<LMQClientDelegate>)delegate
{
    return [_dispatcher delegate];
}

- (void)setDelegate:(id<LMQClientDelegate>)delegate
{
    [_dispatcher setDelegate:delegate];
}

- (LMQStatus *)status
{
    lmq_status status = LMQ_STATUS_INIT;
    lmq_client_status(_handle, &status);
    return [LMQStatus statusFrom:&status];
}

- (LMQStatistics *)statistics
{
    lmq_statistics statistics = LMQ_STATISTICS_INIT;
    lmq_client_statistics(_handle, &statistics);
    return [LMQStatistics statisticsFrom:&statistics];
}

- (BOOL)start:(NSError **)error
{
    return LMQAnswer(lmq_client_start(_handle), error);
}

- (BOOL)connectWithTimeout:(NSTimeInterval)timeout error:(NSError **)error
{
    return LMQAnswer(lmq_client_connect(_handle, LMQMilliseconds(timeout)), error);
}

- (BOOL)flushWithTimeout:(NSTimeInterval)timeout error:(NSError **)error
{
    return LMQAnswer(lmq_client_flush(_handle, LMQMilliseconds(timeout)), error);
}

- (BOOL)disconnectWithTimeout:(NSTimeInterval)timeout error:(NSError **)error
{
    return LMQAnswer(lmq_client_disconnect(_handle, LMQMilliseconds(timeout)), error);
}

- (BOOL)closeWithTimeout:(NSTimeInterval)timeout error:(NSError **)error
{
    [_dispatcher letGo];
    lmq_error closed = lmq_client_close(_handle, LMQMilliseconds(timeout));
    return closed == LMQ_ERROR_CLOSED || LMQAnswer(closed, error);
}

- (void)closeNow
{
    [_dispatcher letGo];
    lmq_client_close(_handle, 0);
}

- (void)close
{
    [_dispatcher mute];
    if ([_dispatcher inHandler]) /* where the library cannot wait for the handler's end */
        [NSThread detachNewThreadSelector:@selector(closeNow) toTarget:self withObject:nil];
    else
        [self closeNow];
}

- (BOOL)pullOfflineMessages:(LMQOfflinePull *)how error:(NSError **)error
{
    lmq_offline_pull pull = LMQ_OFFLINE_PULL_INIT;
    if (how != nil) pull = [how pull];
    return LMQAnswer(lmq_client_pull_all(_handle, &pull, LMQHandleProgress, (LMQ_BRIDGE void *)_dispatcher), error);
}

- (BOOL)cancelPulls:(NSError **)error
{
    return LMQAnswer(lmq_client_cancel_pulls(_handle), error);
}

- (BOOL)networkChanged:(NSError **)error
{
    return LMQAnswer(lmq_client_network_changed(_handle), error);
}

- (NSString *)description
{
    return [NSString stringWithFormat:@"<LMQClient %@, %@>", _clientID, [[self status] stateName]];
}

@end
