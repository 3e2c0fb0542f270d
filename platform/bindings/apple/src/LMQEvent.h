#import <LMQObjC/LMQBase.h>

@class LMQClient;

/* What there is to tell. */
typedef NS_ENUM(NSInteger, LMQEventKind) {
    LMQEventStatus,       /* LMQStatus */
    LMQEventMessage,      /* LMQMessage */
    LMQEventP2P,          /* LMQMessage */
    LMQEventPublished,    /* LMQMessage, context, NSError */
    LMQEventRecovered,    /* LMQMessage, NSError */
    LMQEventSubscribed,   /* outcomes, context, NSError: to blocks only */
    LMQEventUnsubscribed, /* filters, context, NSError */
    LMQEventPulled,       /* LMQPullProgress */
    LMQEventToken         /* LMQTokenRequest */
};

/* One thing to tell the delegate or a block, once. */
@interface LMQEvent : NSObject {
@private
    LMQEventKind _kind;
    id _subject;
    id _context;
    NSError *_error;
#if LMQ_BLOCKS
    void (^_block)(id subject, NSError *error);
#endif
}

- (instancetype)initWithKind:(LMQEventKind)kind subject:(id)subject;

@property(nonatomic, retain) id subject;
@property(nonatomic, retain) id context;
@property(nonatomic, retain) NSError *error;

#if LMQ_BLOCKS
/* Instead of the delegate; copied. */
- (void)setBlock:(void (^)(id subject, NSError *error))block;
#endif

/* Whether it ends something that the app has begun, so that it is told even when the client has been closed. */
- (BOOL)isCompletion;

/* Calls the block; NO when there is none, and it is the delegate who is to be told. */
- (BOOL)tellBlock;

/* Calls the delegate's method, if it has it. */
- (void)tellDelegate:(id)delegate of:(LMQClient *)client;

@end
