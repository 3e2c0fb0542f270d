#import <LMQObjC/LMQClientDelegate.h>
#import <LMQObjC/LMQClientOptions.h>
#import <LMQObjC/LMQError.h>

NS_ASSUME_NONNULL_BEGIN

/**
 * An app's connection to the service: signs in, keeps the connection, restores order mode and subscriptions after every
 * connect, and owns each publish until it is done.
 *
 * All calls are thread-safe. Those that take a timeout, in seconds, wait: not for the main thread, and not for delegate
 * methods of a client without a queue (LMQErrorWouldDeadlock); they fail with LMQErrorOutOfRange for a negative one.
 * After close all calls fail with LMQErrorClosed. The client does not retain its delegate.
 */
@interface LMQClient : NSObject {
@private
    void *_handle;
    id _dispatcher;
    NSString *_clientID;
}

/**
 * Without ARC's zeroing references (GNUstep's gobjc) it must be set to nil, or the client closed, before the delegate
 * goes: in its dealloc is early enough. That waits for a delegate method that is at work on another thread.
 */
@property(nonatomic, LMQ_WEAK_PROPERTY) id<LMQClientDelegate> _Nullable delegate;

@property(nonatomic, readonly) NSString *clientID;

/** Where the connection stands now; the delegate may not have been told yet. */
@property(nonatomic, readonly) LMQStatus *status;
@property(nonatomic, readonly) LMQStatistics *statistics;

/** "major.minor.patch" of the library. */
+ (NSString *)version;

/**
 * Checks `options`, opens the files they name, and makes a client; connects nothing. `delegateQueue`: where the
 * delegate is called and blocks are run, [NSOperationQueue mainQueue] for an app's interface; events run one at a time
 * and in order on any queue, and one that is suspended holds the server back; nil: the client's own thread, at once.
 * Errors: a bad option, named with its limit; LMQErrorBadCombination for a queue with an inboxFile; a file that cannot
 * be used, LMQErrorTLS… and LMQErrorStore….
 */
- (instancetype _Nullable)initWithOptions:(LMQClientOptions *)options
                                 delegate:(id<LMQClientDelegate> _Nullable)delegate
                            delegateQueue:(NSOperationQueue *_Nullable)delegateQueue
                                    error:(NSError *_Nullable *_Nullable)error;

/** Starts connecting and keeps at it until disconnect; starts again after LMQStateRefused. */
- (BOOL)start:(NSError *_Nullable *_Nullable)error;

/** start:, then waits until LMQStateReady. Errors: the final refusal; LMQErrorTimeout, and the client goes on trying.
 */
- (BOOL)connectWithTimeout:(NSTimeInterval)timeout
                     error:(NSError *_Nullable *_Nullable)error NS_SWIFT_NAME(connect(timeout:));

/**
 * Pulls offline messages until none are left (spec 9.4); they come as any others do, and client:didPullOffline: tells
 * how far it is. `how`: nil for the defaults. Errors: LMQErrorInProgress while there is one already; OutOfRange;
 * WrongMode in the standard profile.
 */
- (BOOL)pullOfflineMessages:(LMQOfflinePull *_Nullable)how
                      error:(NSError *_Nullable *_Nullable)error NS_SWIFT_NAME(pullOfflineMessages(_:));

/** Ends pulls that are at work; messages already asked for still come. */
- (BOOL)cancelPulls:(NSError *_Nullable *_Nullable)error;

/** Returns when everything accepted so far is on the disk; at once without outboxFile. */
- (BOOL)flushWithTimeout:(NSTimeInterval)timeout
                   error:(NSError *_Nullable *_Nullable)error NS_SWIFT_NAME(flush(timeout:));

/** Tells that the network came back or changed: an attempt is made at once, and a connection tested by reconnecting. */
- (BOOL)networkChanged:(NSError *_Nullable *_Nullable)error;

/** Waits for the outbox to empty, sends DISCONNECT, and ends in LMQStateIdle. LMQErrorTimeout: something was left,
 * which goes out after the next start. */
- (BOOL)disconnectWithTimeout:(NSTimeInterval)timeout
                        error:(NSError *_Nullable *_Nullable)error NS_SWIFT_NAME(disconnect(timeout:));

/** disconnect, then ends the client; what is left ends with LMQErrorCancelled, files keep what they hold and are free.
 * LMQErrorTimeout: something was left; the client is closed all the same. Answers YES when it was closed already. */
- (BOOL)closeWithTimeout:(NSTimeInterval)timeout
                   error:(NSError *_Nullable *_Nullable)error NS_SWIFT_NAME(close(timeout:));

/**
 * Ends the client without waiting for what is in flight: that ends with LMQErrorCancelled. From anywhere, again too: it
 * waits for a delegate's method that is at work on another thread, and no other is called after it but for what has
 * been waiting to end. A delegate's method may call it. dealloc does the same, but with ARC not before a delegate's
 * method that is at work has returned: close where it matters that nothing runs any more.
 */
- (void)close;

LMQ_NO_INIT

@end

/* Publishing and subscribing. */
@interface LMQClient (LMQTransfer)

/**
 * Takes a message into the outbox, in any state; the delegate is told with `context`, which is retained until then, by
 * client:didFinishPublishing:context:error:, unless NO is answered here. Errors: LMQErrorPayloadTooLarge, BadQoS,
 * OutOfRange, OutboxFull, TokenResource, those of a topic; with a file StoreFailed and StoreFull.
 */
- (BOOL)publish:(LMQMessage *)message context:(id _Nullable)context error:(NSError *_Nullable *_Nullable)error;

/** The same, to one device: on `<parent>/p2p/<clientID>` (spec 6), from the message's payload and QoS alone; its topic
 * is the parent, one level. */
- (BOOL)publish:(LMQMessage *)message
       toDevice:(NSString *)clientID
        context:(id _Nullable)context
          error:(NSError *_Nullable *_Nullable)error;

/** Publishes and waits until it is done. Errors: also those of the delegate's method; LMQErrorTimeout, and the message
 * stays in the outbox. */
- (BOOL)publishAndWait:(LMQMessage *)message timeout:(NSTimeInterval)timeout error:(NSError *_Nullable *_Nullable)error;

/**
 * Adds filters to the set, at most 30 (spec 4), that is sent after every connect; the same filter again replaces its
 * QoS. The delegate is told by client:didSubscribe:context:. Errors: those of a filter, LMQErrorEmpty, BadQoS,
 * TooManySubscriptions, TokenResource; after one nothing of the call is taken.
 */
- (BOOL)subscribe:(LMQ_ARRAY(LMQSubscription *))subscriptions
          context:(id _Nullable)context
            error:(NSError *_Nullable *_Nullable)error;

/** Subscribes and waits for the outcomes: look at each. nil after an error, LMQErrorTimeout among them. */
- (LMQ_ARRAY(LMQSubscribeOutcome *)_Nullable)subscribeAndWait:(LMQ_ARRAY(LMQSubscription *))subscriptions
                                                      timeout:(NSTimeInterval)timeout
                                                        error:(NSError *_Nullable *_Nullable)error;

/** Takes filters out of the set, and tells the server when connected; the delegate is told by
 * client:didUnsubscribe:context:error:. */
- (BOOL)unsubscribe:(LMQ_ARRAY(NSString *))filters
            context:(id _Nullable)context
              error:(NSError *_Nullable *_Nullable)error;

/** Unsubscribes and waits. */
- (BOOL)unsubscribeAndWait:(LMQ_ARRAY(NSString *))filters
                   timeout:(NSTimeInterval)timeout
                     error:(NSError *_Nullable *_Nullable)error;

#if LMQ_BLOCKS

/*
 * Completion by blocks, which are called exactly once, on the delegateQueue, or without one on the client's own thread
 * - or the caller's, when the call is refused at once. Swift sees them as async functions.
 */

/** publish:context:error:, and all of its errors reach `completion`. */
- (void)publish:(LMQMessage *)message completion:(void (^)(NSError *_Nullable error))completion;

/** publish:toDevice:context:error:, likewise. */
- (void)publish:(LMQMessage *)message
       toDevice:(NSString *)clientID
     completion:(void (^)(NSError *_Nullable error))completion;

/** subscribe:context:error:, likewise; `outcomes` is nil after an error. */
- (void)subscribe:(LMQ_ARRAY(LMQSubscription *))subscriptions
       completion:(void (^)(LMQ_ARRAY(LMQSubscribeOutcome *)_Nullable outcomes, NSError *_Nullable error))completion;

/** unsubscribe:context:error:, likewise. */
- (void)unsubscribe:(LMQ_ARRAY(NSString *))filters completion:(void (^)(NSError *_Nullable error))completion;

#endif

@end

NS_ASSUME_NONNULL_END
