#import <LMQObjC/LMQMessage.h>
#import <LMQObjC/LMQOfflinePull.h>
#import <LMQObjC/LMQStatus.h>
#import <LMQObjC/LMQSubscription.h>
#import <LMQObjC/LMQToken.h>

@class LMQClient;

NS_ASSUME_NONNULL_BEGIN

/**
 * What a client tells. All methods are optional; they are called one at a time, in the order of the events, on the
 * client's delegateQueue, or without one on the client's own thread, inside an autorelease pool. There they may call
 * all of the client, but without a queue nothing that takes a timeout: that fails with LMQErrorWouldDeadlock. The
 * delegate may let go of the client and close it. Exceptions must not leave a method.
 */
@protocol LMQClientDelegate <NSObject>
@optional

/** Every change of state, in order. */
- (void)client:(LMQClient *)client didChangeStatus:(LMQStatus *)status NS_SWIFT_NAME(client(_:didChangeStatus:));

/** A message came in; also of P2P, when the delegate does not have the next method. */
- (void)client:(LMQClient *)client didReceiveMessage:(LMQMessage *)message NS_SWIFT_NAME(client(_:didReceiveMessage:));

/** A message on `<parent>/p2p/<own client id>` (spec 6). */
- (void)client:(LMQClient *)client
    didReceiveP2PMessage:(LMQMessage *)message NS_SWIFT_NAME(client(_:didReceiveP2PMessage:));

/**
 * A message that publish:context:error: took is done, exactly once. `error`: nil when it was acknowledged (QoS 1, 2) or
 * handed to the socket (QoS 0), else LMQErrorExpired, DroppedOldest, Superseded, Cancelled or PublishFailed.
 */
- (void)client:(LMQClient *)client
    didFinishPublishing:(LMQMessage *)message
                context:(id _Nullable)context
                  error:(NSError *_Nullable)error NS_SWIFT_NAME(client(_:didFinishPublishing:context:error:));

/** A message that an earlier life of the client left in outboxFile is done. */
- (void)client:(LMQClient *)client
    didFinishRecovered:(LMQMessage *)message
                 error:(NSError *_Nullable)error NS_SWIFT_NAME(client(_:didFinishRecovered:error:));

/** The server answered for each filter of subscribe:context:error:, in the order of the call. */
- (void)client:(LMQClient *)client
    didSubscribe:(LMQ_ARRAY(LMQSubscribeOutcome *))outcomes
         context:(id _Nullable)context NS_SWIFT_NAME(client(_:didSubscribe:context:));

/** unsubscribe:context:error: is done: nil, LMQErrorCancelled or LMQErrorSubscribeFailed. */
- (void)client:(LMQClient *)client
    didUnsubscribe:(LMQ_ARRAY(NSString *))filters
           context:(id _Nullable)context
             error:(NSError *_Nullable)error NS_SWIFT_NAME(client(_:didUnsubscribe:context:error:));

/** News of LMQClientOptions.offlinePull or of pullOfflineMessages:error:. */
- (void)client:(LMQClient *)client didPullOffline:(LMQPullProgress *)progress NS_SWIFT_NAME(client(_:didPullOffline:));

/**
 * Token mode: answer `request`, now or later, from any thread. Should not block: ask the app server asynchronously.
 * Without this method every question fails.
 */
- (void)client:(LMQClient *)client needsToken:(LMQTokenRequest *)request NS_SWIFT_NAME(client(_:needsToken:));

@end

NS_ASSUME_NONNULL_END
