#import <LMQObjC/LMQBase.h>

NS_ASSUME_NONNULL_BEGIN

/** Order of an offline pull (spec 9.4). */
typedef NS_ENUM(NSInteger, LMQPullOrder) { LMQPullOrderAscending = 0, LMQPullOrderDescending = 1 };

/** How offline messages are pulled (spec 9.4). */
@interface LMQOfflinePull : NSObject <NSCopying> {
@private
    LMQPullOrder _order;
    NSInteger _batch;
    NSTimeInterval _idle;
}

/** LMQPullOrderAscending, the oldest first, unless it is set. */
@property(nonatomic, assign) LMQPullOrder order;

/** Messages asked for at once: 1 to 30, by default 30. */
@property(nonatomic, assign) NSInteger batch;

/** Seconds after which a request that brought nothing found nothing more: 0.1 and up, by default 2. */
@property(nonatomic, assign) NSTimeInterval idle;

@end

/** How far a pull of everything is; does not change. */
@interface LMQPullProgress : NSObject {
@private
    uint64_t _received;
    uint64_t _requests;
    BOOL _finished;
    NSError *_error;
}

/** QoS 1 and 2 messages handled since it began, those of the online traffic among them. */
@property(nonatomic, readonly) uint64_t received;

/** Requests that were acknowledged. */
@property(nonatomic, readonly) uint64_t requests;

/** The last news of this pull: nothing more was there, or `error` says why it ended. */
@property(nonatomic, readonly) BOOL finished;

/** When finished: nil or LMQErrorCancelled. */
@property(nonatomic, readonly) NSError *_Nullable error;

LMQ_NO_INIT

@end

NS_ASSUME_NONNULL_END
