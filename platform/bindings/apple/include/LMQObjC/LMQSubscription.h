#import <LMQObjC/LMQMessage.h>

NS_ASSUME_NONNULL_BEGIN

/** A topic filter and the quality of service asked for it; does not change. */
@interface LMQSubscription : NSObject {
@private
    NSString *_filter;
    LMQQoS _qos;
}

@property(nonatomic, readonly) NSString *filter;
@property(nonatomic, readonly) LMQQoS qos;

+ (instancetype)subscriptionWithFilter:(NSString *)filter qos:(LMQQoS)qos;

LMQ_NO_INIT

@end

/** What became of one filter of a subscribe call; does not change. */
@interface LMQSubscribeOutcome : NSObject {
@private
    NSString *_filter;
    LMQQoS _granted;
    NSError *_error;
}

@property(nonatomic, readonly) NSString *filter;

/** What the server granted; without meaning after an error. */
@property(nonatomic, readonly) LMQQoS granted;

/** nil, or LMQErrorSubscriptionRefused, LMQErrorSubscribeFailed or LMQErrorCancelled. */
@property(nonatomic, readonly) NSError *_Nullable error;

LMQ_NO_INIT

@end

NS_ASSUME_NONNULL_END
