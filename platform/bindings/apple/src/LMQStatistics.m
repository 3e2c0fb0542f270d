#import "LMQConvert.h"
#import "LMQMemory.h"

/* Where each counter is in the array. */
#define LMQ_COUNTERS(counter)                                                                                          \
    counter(0, publishesAccepted, publishes_accepted) counter(1, publishesCompleted, publishes_completed)              \
        counter(2, publishesFailed, publishes_failed) counter(3, publishesSent, publishes_sent)                        \
            counter(4, messagesReceived, messages_received) counter(5, messagesDropped, messages_dropped)              \
                counter(6, bytesPublished, bytes_published) counter(7, bytesReceived, bytes_received)                  \
                    counter(8, connects, connects) counter(9, connectionLosses, connection_losses)                     \
                        counter(10, outboxRecovered, outbox_recovered) counter(11, storeCommits, store_commits)        \
                            counter(12, storeErrors, store_errors) counter(13, outboxMessagesNow, outbox_messages)     \
                                counter(14, outboxBytesNow, outbox_bytes) counter(15, inflightNow, inflight)           \
                                    counter(16, subscriptionsNow, subscriptions)

@implementation LMQStatistics

#define LMQ_GETTER(index, name, member)                                                                                \
    -(uint64_t)name                                                                                                    \
    {                                                                                                                  \
        return _counters[index];                                                                                       \
    }
LMQ_COUNTERS(LMQ_GETTER)

- (NSString *)description
{
    NSMutableString *text = [NSMutableString stringWithString:@"<LMQStatistics"];
#define LMQ_APPEND(index, name, member) [text appendFormat:@" " #name "=%llu", (unsigned long long)_counters[index]];
    LMQ_COUNTERS(LMQ_APPEND)
    [text appendString:@">"];
    return text;
}

@end

@implementation LMQStatistics (LMQConvert)

+ (LMQStatistics *)statisticsFrom:(const lmq_statistics *)statistics
{
    LMQStatistics *made = [[LMQStatistics alloc] init];
#define LMQ_STORE(index, name, member) made->_counters[index] = statistics->member;
    LMQ_COUNTERS(LMQ_STORE)
    return LMQ_AUTORELEASE(made);
}

@end
