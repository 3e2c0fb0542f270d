#import <LMQObjC/LMQClientOptions.h>

#import "LMQArena.h"
#import "LMQConvert.h"
#import "LMQMemory.h"
#import "LMQOptions.h"

@implementation LMQClientOptions

@synthesize serverURI = _serverURI, clientID = _clientID, credentials = _credentials, profile = _profile;
@synthesize cleanSession = _cleanSession, tls = _tls, httpProxy = _httpProxy, connectTimeout = _connectTimeout;
@synthesize ackTimeout = _ackTimeout, keepAlive = _keepAlive, ordered = _ordered, backOffMin = _backOffMin;
@synthesize backOffMax = _backOffMax, backOffStableAfter = _backOffStableAfter, maxInflight = _maxInflight;
@synthesize maxPublishRate = _maxPublishRate, will = _will, outboxMessages = _outboxMessages;
@synthesize outboxBytes = _outboxBytes, outboxPolicy = _outboxPolicy, outboxMaxAge = _outboxMaxAge;
@synthesize outboxFile = _outboxFile, outboxCommitInterval = _outboxCommitInterval, inboxFile = _inboxFile;
@synthesize offlinePull = _offlinePull, inboxMessages = _inboxMessages, inboxBytes = _inboxBytes;
@synthesize wakeTransport = _wakeTransport, logger = _logger, logLevel = _logLevel;

static NSTimeInterval seconds(int64_t milliseconds)
{
    return (NSTimeInterval)milliseconds / 1000;
}

- (instancetype)initWithServerURI:(NSString *)serverURI
                         clientID:(NSString *)clientID
                      credentials:(LMQCredentials *)credentials
{
    if ((self = [super init]) != nil) {
        const lmq_client_options initial = LMQ_CLIENT_OPTIONS_INIT;
        const lmq_outbox_options outbox = LMQ_OUTBOX_OPTIONS_INIT;
        const lmq_back_off backOff = LMQ_BACK_OFF_INIT;
        _serverURI = [serverURI copy];
        _clientID = [clientID copy];
        _credentials = LMQ_RETAIN(credentials);
        _profile = (LMQProfile)initial.profile;
        _cleanSession = initial.clean_session != 0;
        _connectTimeout = seconds(initial.connect_timeout_ms);
        _ackTimeout = seconds(initial.ack_timeout_ms);
        _keepAlive = initial.keep_alive_s;
        _backOffMin = seconds(backOff.min_ms);
        _backOffMax = seconds(backOff.max_ms);
        _backOffStableAfter = seconds(backOff.stable_after_ms);
        _maxInflight = initial.max_inflight;
        _outboxMessages = outbox.max_messages;
        _outboxBytes = outbox.max_bytes;
        _outboxPolicy = (LMQOutboxPolicy)outbox.policy;
        _outboxCommitInterval = seconds(outbox.commit_interval_ms);
        _inboxMessages = initial.inbox_messages;
        _inboxBytes = initial.inbox_bytes;
        _wakeTransport = initial.wake_transport != 0;
        _logLevel = (LMQLogLevel)initial.log_level;
    }
    return self;
}

- (void)dealloc
{
    LMQ_RELEASE(_serverURI);
    LMQ_RELEASE(_clientID);
    LMQ_RELEASE(_credentials);
    LMQ_RELEASE(_tls);
    LMQ_RELEASE(_httpProxy);
    LMQ_RELEASE(_will);
    LMQ_RELEASE(_outboxFile);
    LMQ_RELEASE(_inboxFile);
    LMQ_RELEASE(_offlinePull);
    LMQ_RELEASE(_logger);
    LMQ_SUPER_DEALLOC();
}

- (id)copyWithZone:(NSZone *)zone
{
    LMQClientOptions *copied = [[[self class] allocWithZone:zone] initWithServerURI:_serverURI
                                                                           clientID:_clientID
                                                                        credentials:_credentials];
    copied.profile = _profile;
    copied.cleanSession = _cleanSession;
    copied.tls = _tls;
    copied.httpProxy = _httpProxy;
    copied.connectTimeout = _connectTimeout;
    copied.ackTimeout = _ackTimeout;
    copied.keepAlive = _keepAlive;
    copied.ordered = _ordered;
    copied.backOffMin = _backOffMin;
    copied.backOffMax = _backOffMax;
    copied.backOffStableAfter = _backOffStableAfter;
    copied.maxInflight = _maxInflight;
    copied.maxPublishRate = _maxPublishRate;
    copied.will = _will;
    copied.outboxMessages = _outboxMessages;
    copied.outboxBytes = _outboxBytes;
    copied.outboxPolicy = _outboxPolicy;
    copied.outboxMaxAge = _outboxMaxAge;
    copied.outboxFile = _outboxFile;
    copied.outboxCommitInterval = _outboxCommitInterval;
    copied.inboxFile = _inboxFile;
    copied.offlinePull = _offlinePull;
    copied.inboxMessages = _inboxMessages;
    copied.inboxBytes = _inboxBytes;
    copied.wakeTransport = _wakeTransport;
    copied.logger = _logger;
    copied.logLevel = _logLevel;
    return copied;
}

- (BOOL)keepOutboxInFolder:(NSString *)folder error:(NSError **)error
{
    NSDictionary *mine = [NSDictionary dictionaryWithObject:[NSNumber numberWithUnsignedLong:0700]
                                                     forKey:NSFilePosixPermissions];
    if (![[NSFileManager defaultManager] createDirectoryAtPath:folder
                                   withIntermediateDirectories:YES
                                                    attributes:mine
                                                         error:error])
        return NO;
    [self setOutboxFile:[folder stringByAppendingPathComponent:@"outbox.sqlite"]];
    return YES;
}

- (NSString *)description
{
    return [NSString stringWithFormat:@"<LMQClientOptions %@ at %@, %@>", _clientID, _serverURI, _credentials];
}

@end

@implementation LMQClientOptions (LMQOptions)

- (const lmq_will *)willInArena:(LMQArena *)arena
{
    if (_will == nil) return NULL;
    LMQ_STRUCT(arena, lmq_will, made, LMQ_WILL_INIT)
    made->topic = [arena viewOfText:[_will topic]];
    made->payload = [_will payloadView];
    made->qos = (lmq_qos)[_will qos];
    made->retain = [_will retained];
    return made;
}

- (const lmq_outbox_options *)outboxInArena:(LMQArena *)arena
{
    LMQ_STRUCT(arena, lmq_outbox_options, made, LMQ_OUTBOX_OPTIONS_INIT)
    made->max_messages = _outboxMessages;
    made->max_bytes = _outboxBytes;
    made->policy = (lmq_outbox_policy)_outboxPolicy;
    made->max_age_ms = LMQMilliseconds(_outboxMaxAge);
    made->file = [arena viewOfText:_outboxFile];
    made->commit_interval_ms = LMQMilliseconds(_outboxCommitInterval);
    return made;
}

- (lmq_client_options *)optionsInArena:(LMQArena *)arena
{
    LMQ_STRUCT(arena, lmq_client_options, made, LMQ_CLIENT_OPTIONS_INIT)
    LMQ_STRUCT(arena, lmq_back_off, backOff, LMQ_BACK_OFF_INIT)
    backOff->min_ms = LMQMilliseconds(_backOffMin);
    backOff->max_ms = LMQMilliseconds(_backOffMax);
    backOff->stable_after_ms = LMQMilliseconds(_backOffStableAfter);
    made->server_uri = [arena viewOfText:_serverURI];
    made->client_id = [arena viewOfText:_clientID];
    made->profile = (lmq_profile)_profile;
    made->clean_session = _cleanSession;
    if (_tls != nil) made->tls = [_tls optionsInArena:arena];
    if (_httpProxy != nil) made->http_proxy = [_httpProxy proxyInArena:arena];
    made->connect_timeout_ms = LMQMilliseconds(_connectTimeout);
    made->ack_timeout_ms = LMQMilliseconds(_ackTimeout);
    made->keep_alive_s = _keepAlive < 0 || _keepAlive > INT32_MAX ? -1 : (int32_t)_keepAlive;
    made->ordered = _ordered;
    made->back_off = backOff;
    made->max_inflight = _maxInflight;
    made->max_publish_rate = _maxPublishRate;
    made->will = [self willInArena:arena];
    made->outbox = [self outboxInArena:arena];
    if (_inboxFile != nil) {
        LMQ_STRUCT(arena, lmq_inbox_options, inbox, LMQ_INBOX_OPTIONS_INIT)
        inbox->file = [arena viewOfText:_inboxFile];
        made->inbox = inbox;
    }
    if (_offlinePull != nil) {
        lmq_offline_pull *pull = [arena bytesOfSize:sizeof *pull];
        *pull = [_offlinePull pull];
        made->offline_pull = pull;
    }
    made->inbox_messages = _inboxMessages;
    made->inbox_bytes = _inboxBytes;
    made->wake_transport = _wakeTransport;
    made->log_level = (lmq_log_level)_logLevel;
    return made;
}

@end
