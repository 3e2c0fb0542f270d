#import "LMQArena.h"
#import "LMQConvert.h"
#import "LMQMemory.h"

@implementation LMQMessage

@synthesize topic = _topic, payload = _payload, qos = _qos, retained = _retained, timeToLive = _timeToLive;
@synthesize priority = _priority, duplicate = _duplicate;

- (instancetype)initWithTopic:(NSString *)topic payload:(NSData *)payload
{
    if ((self = [super init]) != nil) {
        _topic = [topic copy];
        _payload = [payload copy];
        _qos = LMQQoSAtLeastOnce;
        _priority = LMQPriorityNormal;
    }
    return self;
}

- (instancetype)initWithTopic:(NSString *)topic text:(NSString *)text
{
    return [self initWithTopic:topic payload:[text dataUsingEncoding:NSUTF8StringEncoding allowLossyConversion:YES]];
}

- (void)dealloc
{
    LMQ_RELEASE(_topic);
    LMQ_RELEASE(_payload);
    LMQ_SUPER_DEALLOC();
}

- (id)copyWithZone:(NSZone *)zone
{
    LMQMessage *copied = [[[self class] allocWithZone:zone] initWithTopic:_topic payload:_payload];
    copied->_qos = _qos;
    copied->_retained = _retained;
    copied->_duplicate = _duplicate;
    copied->_timeToLive = _timeToLive;
    copied->_priority = _priority;
    return copied;
}

- (NSString *)text
{
    return LMQ_AUTORELEASE([[NSString alloc] initWithData:_payload encoding:NSUTF8StringEncoding]);
}

- (NSString *)description
{
    return [NSString
        stringWithFormat:@"<LMQMessage %@, %lu bytes, QoS %ld>", _topic, (unsigned long)[_payload length], (long)_qos];
}

@end

@implementation LMQMessage (LMQConvert)

+ (LMQMessage *)messageWithTopic:(lmq_view)topic payload:(lmq_view)payload qos:(lmq_qos)qos
{
    LMQMessage *made = [[LMQMessage alloc] initWithTopic:LMQText(topic)
                                                 payload:[NSData dataWithBytes:payload.data length:payload.size]];
    made->_qos = (LMQQoS)qos;
    return LMQ_AUTORELEASE(made);
}

+ (LMQMessage *)messageFromReceived:(const lmq_received_message *)received
{
    LMQMessage *made = [self messageWithTopic:received->topic payload:received->payload qos:received->qos];
    made->_retained = received->retained != 0;
    made->_duplicate = received->duplicate != 0;
    return made;
}

+ (LMQMessage *)messageFromRecovered:(const lmq_message *)recovered
{
    LMQMessage *made = [self messageWithTopic:recovered->topic payload:recovered->payload qos:recovered->qos];
    made->_retained = recovered->retain != 0;
    made->_timeToLive = (NSTimeInterval)recovered->time_to_live_ms / 1000;
    made->_priority = (LMQPriority)recovered->priority;
    return made;
}

- (lmq_view)payloadView
{
    return lmq_view_from([_payload bytes], [_payload length]);
}

- (lmq_message)messageInArena:(LMQArena *)arena
{
    lmq_message made = LMQ_MESSAGE_INIT;
    made.topic = [arena viewOfText:_topic];
    made.payload = [self payloadView];
    made.qos = (lmq_qos)_qos;
    made.retain = _retained;
    made.time_to_live_ms = LMQMilliseconds(_timeToLive);
    made.priority = (lmq_priority)_priority;
    return made;
}

@end
