#import <LMQObjC/LMQClientDelegate.h>
#import <LMQObjC/LMQClientOptions.h>

#import "LMQEvent.h"
#import "LMQMemory.h"

/*
 * Brings events from the library's threads to the delegate. It outlives its client, as the library may still complete
 * what has been waiting when the client has gone; all of it is thread-safe.
 */
@interface LMQDispatcher : NSObject {
@private
    NSRecursiveLock *_telling; /* held while the delegate is called, so that it can be taken away for good */
    LMQ_WEAK LMQClient *_client;
    LMQ_WEAK id<LMQClientDelegate> _delegate;
    BOOL _muted;

    NSOperationQueue *_queue;
    NSCondition *_changed; /* guards what follows */
    NSMutableArray *_waiting;
    NSUInteger _untold; /* waiting, and the one that is being told */
    NSUInteger _most;   /* of them, beyond which the library's thread is held */
    BOOL _working;
    BOOL _holdsNobody;

    id<LMQSigner> _signer;
    id<LMQLogger> _logger;
}

@property(nonatomic, readonly) id<LMQSigner> signer;
@property(nonatomic, readonly) id<LMQLogger> logger;

- (instancetype)initWithQueue:(NSOperationQueue *)queue options:(LMQClientOptions *)options;

- (void)setClient:(LMQClient *)client;
- (id<LMQClientDelegate>)delegate;
- (void)setDelegate:(id<LMQClientDelegate>)delegate;

/* Tells it on the queue, or at once. */
- (void)post:(LMQEvent *)event;

/* The same for a message; on a queue it returns when so many are handled that the next may come, or after letGo. */
- (void)postMessage:(LMQEvent *)event;

/* A turn on the queue. */
- (void)work;

/* The client closes: postMessage holds the library's thread no more, which the closing waits for. */
- (void)letGo;

/* From now on blocks are called, but the delegate is told no more but of what has been waiting to end. */
- (void)mute;

/* The client goes: lets go, and waits for a delegate's method that is at work on another thread; none is called any
 * more. */
- (void)end;

/* Whether this thread is the library's, calling one of the handlers. */
- (BOOL)inHandler;

@end

/* Around each handler: makes the thread known to GNUstep, and inHandler true. */
const void *LMQEnterHandler(LMQDispatcher *dispatcher);
void LMQLeaveHandler(const void *before);
