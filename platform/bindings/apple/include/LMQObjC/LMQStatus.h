#import <LMQObjC/LMQBase.h>

NS_ASSUME_NONNULL_BEGIN

/** Where a client's connection stands. Be ready for numbers that you don't know. */
typedef NS_ENUM(NSInteger, LMQState) {
    LMQStateIdle = 0,          /* not started, or closed by the user */
    LMQStateAwaitingToken = 1, /* token mode: no usable token; the delegate is being asked, or will be again */
    LMQStateConnecting = 2,    /* waiting for TCP, TLS or CONNACK */
    LMQStateRestoring = 3,     /* connected; tokens, order mode and subscriptions are being put back */
    LMQStateReady = 4,         /* publishes flow */
    LMQStateWaiting = 5,       /* between two attempts */
    LMQStateDisconnecting = 6, /* closing at the user's request */
    LMQStateRefused = 7        /* the server refused for good: only the user can start again */
};

/** A state and what led to it; does not change. */
@interface LMQStatus : NSObject {
@private
    LMQState _state;
    NSUInteger _attempt;
    NSTimeInterval _retryIn;
    BOOL _sessionPresent;
    BOOL _possibleDuplicateClientID;
    NSError *_error;
    NSError *_tokenError;
}

@property(nonatomic, readonly) LMQState state;

/** `ready` for LMQStateReady. */
@property(nonatomic, readonly) NSString *stateName;

/** Attempts since the connection was last ready; 1 is the first. */
@property(nonatomic, readonly) NSUInteger attempt;

/** Seconds to the next attempt (LMQStateWaiting) or to the next question to the delegate (LMQStateAwaitingToken). */
@property(nonatomic, readonly) NSTimeInterval retryIn;

/** CONNACK's flag of this connection, in LMQStateRestoring and LMQStateReady. */
@property(nonatomic, readonly) BOOL sessionPresent;

/** Lost again and again right after connecting: perhaps another device has this client id (spec 3.2). */
@property(nonatomic, readonly) BOOL possibleDuplicateClientID;

/** Why the last connection or attempt ended; nil: it did not. */
@property(nonatomic, readonly) NSError *_Nullable error;

/** Token mode: why there was no token at the last try, or what is wrong with the file; nil with the next success. */
@property(nonatomic, readonly) NSError *_Nullable tokenError;

LMQ_NO_INIT

@end

/** Counters since the client was made, taken at one moment; those that end in Now tell what there is. */
@interface LMQStatistics : NSObject {
@private
    uint64_t _counters[17];
}

@property(nonatomic, readonly) uint64_t publishesAccepted;
@property(nonatomic, readonly) uint64_t publishesCompleted; /* acknowledged, or handed to the socket for QoS 0 */
@property(nonatomic, readonly) uint64_t publishesFailed;
@property(nonatomic, readonly) uint64_t publishesSent; /* handed to the transport, repeats included */
@property(nonatomic, readonly) uint64_t messagesReceived;
@property(nonatomic, readonly) uint64_t messagesDropped; /* QoS 0, beyond LMQClientOptions.inboxBytes */
@property(nonatomic, readonly) uint64_t bytesPublished;  /* payloads */
@property(nonatomic, readonly) uint64_t bytesReceived;   /* payloads */
@property(nonatomic, readonly) uint64_t connects;
@property(nonatomic, readonly) uint64_t connectionLosses;
@property(nonatomic, readonly) uint64_t outboxRecovered; /* found in the outbox's file when the client was made */
@property(nonatomic, readonly) uint64_t storeCommits;
@property(nonatomic, readonly) uint64_t storeErrors;
@property(nonatomic, readonly) uint64_t outboxMessagesNow;
@property(nonatomic, readonly) uint64_t outboxBytesNow;
@property(nonatomic, readonly) uint64_t inflightNow;
@property(nonatomic, readonly) uint64_t subscriptionsNow;

LMQ_NO_INIT

@end

NS_ASSUME_NONNULL_END
