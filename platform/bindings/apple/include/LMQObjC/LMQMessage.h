#import <LMQObjC/LMQBase.h>

NS_ASSUME_NONNULL_BEGIN

/** MQTT's quality of service. */
typedef NS_ENUM(NSInteger, LMQQoS) { LMQQoSAtMostOnce = 0, LMQQoSAtLeastOnce = 1, LMQQoSExactlyOnce = 2 };

/** What leaves the outbox first; messages of one priority leave in the order of the calls. */
typedef NS_ENUM(NSInteger, LMQPriority) { LMQPriorityLow = 0, LMQPriorityNormal = 1, LMQPriorityHigh = 2 };

/**
 * A message to publish, one that came in, or a will. Not thread-safe while it is being changed; publishing copies what
 * it holds. Its description tells topic and length, never the payload.
 */
@interface LMQMessage : NSObject <NSCopying> {
@private
    NSString *_topic;
    NSData *_payload;
    LMQQoS _qos;
    BOOL _retained;
    BOOL _duplicate;
    NSTimeInterval _timeToLive;
    LMQPriority _priority;
}

/** Whole topic, such as `TopicA/notice/` (spec 3.4). */
@property(nonatomic, copy) NSString *topic;

/** Any bytes, at most 65,536 (spec 4). */
@property(nonatomic, copy) NSData *payload;

/** LMQQoSAtLeastOnce unless it is set. */
@property(nonatomic, assign) LMQQoS qos;

/** MQTT's RETAIN flag; NO unless it is set. */
@property(nonatomic, assign) BOOL retained;

/** Seconds it may wait to be acknowledged before it ends with LMQErrorExpired; 0, the default: outboxMaxAge. */
@property(nonatomic, assign) NSTimeInterval timeToLive;

/** LMQPriorityNormal unless it is set, and always in order mode. */
@property(nonatomic, assign) LMQPriority priority;

/** MQTT's DUP of one that came in: it may have been delivered before. */
@property(nonatomic, readonly) BOOL duplicate;

/** The payload as UTF-8; nil when it is none. */
@property(nonatomic, readonly) NSString *_Nullable text;

/** A message with these bytes. */
- (instancetype)initWithTopic:(NSString *)topic payload:(NSData *)payload;

/** A message with this text, as UTF-8. */
- (instancetype)initWithTopic:(NSString *)topic text:(NSString *)text;

LMQ_NO_INIT

@end

NS_ASSUME_NONNULL_END
