#import <LMQObjC/LMQObjC.h>

#include "lmq_c/broker.h"

/* Seconds; longer than anything takes. */
#define PATIENCE 20.0

/* A delegate that keeps what it is told, and a desk that hands out tokens straight from the broker. Thread-safe. */
@interface Recorder : NSObject <LMQClientDelegate> {
@private
    NSCondition *_changed;
    NSMutableDictionary *_told;
    lmq_broker *_desk;
    BOOL _answersLater;
}

/* What there is by now of `messages`, `p2p`, `statuses`, `pulls`, `requests`: the objects; of `published`: arrays of
 * message, context and error; `recovered`: message, error; `subscribed`: outcomes, context; `unsubscribed`: filters,
 * context, error; with NSNull for nil. */
- (NSArray *)told:(NSString *)what;

/* Waits until there are so many; NO when patience ends before. */
- (BOOL)wait:(NSUInteger)count of:(NSString *)what;

/* Token requests are answered with tokens of this broker. */
- (void)handOutTokensOf:(lmq_broker *)desk;
/* Token requests are kept, and nobody answers. */
- (void)keepRequests;

@end

/* The ready-made broker, and the URI of its TCP door. */
lmq_broker *BrokerMake(void);
NSString *BrokerURI(lmq_broker *broker);
BOOL BrokerKnows(lmq_broker *broker, NSString *clientID);
LMQToken *BrokerToken(lmq_broker *broker, LMQTokenNeed *need);

/* GID_AAA@@@<name> with the ready-made key and a back-off of 5 to 50 ms. */
LMQClientOptions *OptionsFor(lmq_broker *broker, NSString *name);

/* A client of OptionsFor, connected; retained. */
LMQClient *ClientMake(lmq_broker *broker, NSString *name, id<LMQClientDelegate> delegate, NSOperationQueue *queue);

/* Closes and releases it: with ARC a release alone does not wait for a delegate's method. */
void ClientEnd(LMQClient *client);

/* Subscribes and waits; the only outcome must be granted. */
void ClientSubscribes(LMQClient *client, NSString *filter);
