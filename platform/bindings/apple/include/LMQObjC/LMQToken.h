#import <LMQObjC/LMQBase.h>

NS_ASSUME_NONNULL_BEGIN

/** What a token allows (spec 8.4). */
typedef NS_ENUM(NSInteger, LMQTokenType) { LMQTokenTypeRead = 0, LMQTokenTypeWrite = 1, LMQTokenTypeReadWrite = 2 };

/** Why a client asks for a token. */
typedef NS_ENUM(NSInteger, LMQTokenReason) {
    LMQTokenReasonNoneHeld = 0,   /* it has none of this type */
    LMQTokenReasonRenewal = 1,    /* the one it has is about to expire */
    LMQTokenReasonExpired = 2,    /* the one it has has expired, by its own reckoning */
    LMQTokenReasonRejected = 3,   /* the server said that the one it has is no good (spec 8.5) */
    LMQTokenReasonWiderRights = 4 /* the server said that the one it has does not cover what was asked */
};

/** A temporary credential of the service (spec 8); does not change. Its description does not show its text. */
@interface LMQToken : NSObject {
@private
    NSString *_text;
    LMQTokenType _type;
    NSDate *_expires;
    NSTimeInterval _validFor;
}

/** Opaque, at most 8,192 bytes; a secret. */
@property(nonatomic, readonly) NSString *text;
@property(nonatomic, readonly) LMQTokenType type;

/** By the service's clock. */
@property(nonatomic, readonly) NSDate *expires;

/** Seconds that it is still good for, as the app server reckoned; negative: not known, and the phone's clock decides.
 */
@property(nonatomic, readonly) NSTimeInterval validFor;

/** A token whose end is told by the phone's clock. */
- (instancetype)initWithText:(NSString *)text type:(LMQTokenType)type expires:(NSDate *)expires;

/** The same; `validFor`, in seconds from now, spares a phone whose clock is wrong from guessing. */
- (instancetype)initWithText:(NSString *)text
                        type:(LMQTokenType)type
                     expires:(NSDate *)expires
                    validFor:(NSTimeInterval)validFor;

LMQ_NO_INIT

@end

/** One token that an app needs, at most one of each type (spec 8.4); does not change. */
@interface LMQTokenNeed : NSObject {
@private
    LMQTokenType _type;
    LMQ_ARRAY(NSString *) _resources;
}

@property(nonatomic, readonly) LMQTokenType type;

/** Topics and filters it is to cover, at most 100; what none of them covers is refused locally. nil: the app server
 * knows by itself. */
@property(nonatomic, readonly) LMQ_ARRAY(NSString *) _Nullable resources;

+ (instancetype)needWithType:(LMQTokenType)type resources:(LMQ_ARRAY(NSString *)_Nullable)resources;

LMQ_NO_INIT

@end

/**
 * A question for a token: ask your app server (spec 8.1), then answer by one of the two methods, from any thread, once.
 * A request that is dropped without an answer fails with LMQErrorTokenUnavailable. Thread-safe.
 */
@interface LMQTokenRequest : NSObject {
@private
    NSString *_clientID;
    LMQTokenNeed *_need;
    LMQTokenReason _reason;
    NSInteger _noticeCode;
    NSString *_insteadOf;
    NSUInteger _attempt;
    NSLock *_lock;
    void *_answer;
}

@property(nonatomic, readonly) NSString *clientID;
@property(nonatomic, readonly) LMQTokenNeed *need;
@property(nonatomic, readonly) LMQTokenReason reason;

/** The server's code with LMQTokenReasonRejected and LMQTokenReasonWiderRights, else 0. */
@property(nonatomic, readonly) NSInteger noticeCode;

/** The first 16 hex digits of the SHA-256 of the token that is to be replaced; empty: none is held. */
@property(nonatomic, readonly) NSString *insteadOf;

/** 1, and one more after each failure in a row. */
@property(nonatomic, readonly) NSUInteger attempt;

/** Answers with a token; without effect after an answer, or when the client is gone or waits no more. */
- (void)provideToken:(LMQToken *)token NS_SWIFT_NAME(provide(_:));

/**
 * Answers with a failure; without effect as above. `reason`: for logs, without secrets. `retryAfter`: seconds until the
 * next question at the earliest; negative: after the client's own back-off.
 */
- (void)failWithReason:(NSString *)reason retryAfter:(NSTimeInterval)retryAfter NS_SWIFT_NAME(fail(reason:retryAfter:));

LMQ_NO_INIT

@end

NS_ASSUME_NONNULL_END
