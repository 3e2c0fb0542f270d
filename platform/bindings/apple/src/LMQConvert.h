#import <LMQObjC/LMQError.h>
#import <LMQObjC/LMQMessage.h>
#import <LMQObjC/LMQOfflinePull.h>
#import <LMQObjC/LMQStatus.h>
#import <LMQObjC/LMQSubscription.h>
#import <LMQObjC/LMQToken.h>

#include "lmq_c/client.h"

/* What the C interface gives, as objects; what objects hold, for the C interface. Objects are autoreleased. */

/* nil for LMQ_OK. */
NSError *LMQErrorMake(lmq_error error, lmq_view detail);

/* The same for the call that just failed on this thread. Writes it to `*error`, unless that is NULL; YES for LMQ_OK. */
BOOL LMQAnswer(lmq_error answer, NSError **error);

/* A text of the library's; bytes that are no UTF-8 are taken one by one. */
NSString *LMQText(lmq_view view);

/* Seconds as milliseconds: what is no number or below 0 becomes -1, which the library refuses; never less than 1 for
 * more than 0. */
int64_t LMQMilliseconds(NSTimeInterval seconds);

@class LMQArena;

@interface LMQMessage (LMQConvert)
+ (LMQMessage *)messageFromReceived:(const lmq_received_message *)received;
+ (LMQMessage *)messageFromRecovered:(const lmq_message *)recovered;
/* Good as long as the arena and the message. */
- (lmq_message)messageInArena:(LMQArena *)arena;
- (lmq_view)payloadView;
@end

@interface LMQStatus (LMQConvert)
+ (LMQStatus *)statusFrom:(const lmq_status *)status;
@end

@interface LMQStatistics (LMQConvert)
+ (LMQStatistics *)statisticsFrom:(const lmq_statistics *)statistics;
@end

@interface LMQSubscribeOutcome (LMQConvert)
+ (LMQ_ARRAY(LMQSubscribeOutcome *))outcomesFrom:(const lmq_subscribe_outcome *)outcomes count:(size_t)count;
@end

@interface LMQOfflinePull (LMQConvert)
- (lmq_offline_pull)pull;
@end

@interface LMQPullProgress (LMQConvert)
+ (LMQPullProgress *)progressFrom:(const lmq_pull_progress *)progress;
@end

@interface LMQTokenRequest (LMQConvert)
/* The request owns `answer`. */
+ (LMQTokenRequest *)requestFrom:(const lmq_token_request *)request answer:(lmq_token_answer *)answer;
@end
