#import <LMQObjC/LMQCredentials.h>
#import <LMQObjC/LMQMessage.h>
#import <LMQObjC/LMQOfflinePull.h>
#import <LMQObjC/LMQTLSOptions.h>

NS_ASSUME_NONNULL_BEGIN

/** Which dialect the server speaks. */
typedef NS_ENUM(NSInteger, LMQProfile) {
    LMQProfileAliyun = 0,  /* MQ for IoT: group rules, `$SYS/` control messages, service limits */
    LMQProfileStandard = 1 /* any MQTT 3.1.1 broker: none of those */
};

/** What the outbox does with a new message when it is full. */
typedef NS_ENUM(NSInteger, LMQOutboxPolicy) {
    LMQOutboxPolicyRefuseNewest = 0,  /* publishing fails with LMQErrorOutboxFull */
    LMQOutboxPolicyDropOldest = 1,    /* the oldest message not yet sent ends with LMQErrorDroppedOldest */
    LMQOutboxPolicyLatestPerTopic = 2 /* one not yet sent on the same topic ends with LMQErrorSuperseded, at any fill */
};

/** Level of a log line. */
typedef NS_ENUM(NSInteger, LMQLogLevel) {
    LMQLogLevelTrace = 0,
    LMQLogLevelDebug = 1,
    LMQLogLevelInfo = 2,
    LMQLogLevelWarning = 3,
    LMQLogLevelError = 4,
    LMQLogLevelOff = 5
};

/** Takes log lines. */
@protocol LMQLogger <NSObject>

/** One line without secrets or payloads. Called on any thread, several at once; must not call the client. */
- (void)logLine:(NSString *)line level:(LMQLogLevel)level;

@end

/**
 * Everything that a client is made from; a client copies it, and checks it against the limits named here (spec 2 to 5).
 * Times are in seconds. Not thread-safe while it is being changed.
 */
@interface LMQClientOptions : NSObject <NSCopying> {
@private
    NSString *_serverURI;
    NSString *_clientID;
    LMQCredentials *_credentials;
    LMQProfile _profile;
    BOOL _cleanSession;
    LMQTLSOptions *_tls;
    LMQHTTPProxy *_httpProxy;
    NSTimeInterval _connectTimeout;
    NSTimeInterval _ackTimeout;
    NSInteger _keepAlive;
    BOOL _ordered;
    NSTimeInterval _backOffMin;
    NSTimeInterval _backOffMax;
    NSTimeInterval _backOffStableAfter;
    NSUInteger _maxInflight;
    double _maxPublishRate;
    LMQMessage *_will;
    NSUInteger _outboxMessages;
    NSUInteger _outboxBytes;
    LMQOutboxPolicy _outboxPolicy;
    NSTimeInterval _outboxMaxAge;
    NSString *_outboxFile;
    NSTimeInterval _outboxCommitInterval;
    NSString *_inboxFile;
    LMQOfflinePull *_offlinePull;
    NSUInteger _inboxMessages;
    NSUInteger _inboxBytes;
    BOOL _wakeTransport;
    id<LMQLogger> _logger;
    LMQLogLevel _logLevel;
}

/** `tcp://host:port`, `ssl://`, `ws://host:port/path` or `wss://` (spec 2). */
@property(nonatomic, copy) NSString *serverURI;

/** `GroupID@@@DeviceID` (spec 3.1); any MQTT client id in the standard profile. */
@property(nonatomic, copy) NSString *clientID;

/** How to sign in; anonymous unless it is set. */
@property(nonatomic, retain) LMQCredentials *credentials;

/** LMQProfileAliyun unless it is set. */
@property(nonatomic, assign) LMQProfile profile;

/** YES unless it is set; fixed for the client's life (spec 5.3). */
@property(nonatomic, assign) BOOL cleanSession;

/** Of `ssl://` and `wss://`, refused with the others; nil: the defaults. */
@property(nonatomic, copy) LMQTLSOptions *_Nullable tls;

/** nil: none, whatever the system says. */
@property(nonatomic, copy) LMQHTTPProxy *_Nullable httpProxy;

/** From the look-up to CONNACK, all together: 0.1 and up, by default 15. */
@property(nonatomic, assign) NSTimeInterval connectTimeout;

/** For SUBACK and control messages, after which the connection is dropped: 0.001 and up, by default 20. */
@property(nonatomic, assign) NSTimeInterval ackTimeout;

/** Seconds: 1 to 120 in the aliyun profile, 0 (off) to 65535 else; by default 90. */
@property(nonatomic, assign) NSInteger keepAlive;

/** Order mode (spec 13): one publish in flight; wants maxInflight 1. NO unless it is set. */
@property(nonatomic, assign) BOOL ordered;

/** Time between attempts, with full jitter: by default 1 to 120, beginning anew after 60 of a ready connection. */
@property(nonatomic, assign) NSTimeInterval backOffMin;
@property(nonatomic, assign) NSTimeInterval backOffMax;
@property(nonatomic, assign) NSTimeInterval backOffStableAfter;

/** QoS 1 and 2 publishes unacknowledged at once: 1 to 65535, by default 100; 1 in order mode. */
@property(nonatomic, assign) NSUInteger maxInflight;

/** Messages a second; 0, the default: unlimited. */
@property(nonatomic, assign) double maxPublishRate;

/** Left by the server if the connection ends without a DISCONNECT; nil: none. */
@property(nonatomic, copy) LMQMessage *_Nullable will;

/** Caps of what waits to be published: by default 1,000 messages, 8 MiB of topics and payloads. */
@property(nonatomic, assign) NSUInteger outboxMessages;
@property(nonatomic, assign) NSUInteger outboxBytes;

/** LMQOutboxPolicyRefuseNewest unless it is set. */
@property(nonatomic, assign) LMQOutboxPolicy outboxPolicy;

/** Time to live of messages that have none of their own; 0, the default: for ever. */
@property(nonatomic, assign) NSTimeInterval outboxMaxAge;

/** A file of this client alone that keeps the outbox beyond the end of the app (sdk/docs/durability.md); nil: memory.
 */
@property(nonatomic, copy) NSString *_Nullable outboxFile;

/** With a file: how long a publish may be in memory only, at most 60, by default 0.2; 0: until publish returns. */
@property(nonatomic, assign) NSTimeInterval outboxCommitInterval;

/**
 * A file of this client alone, not the outbox's: a QoS 1 or 2 message is acknowledged when it is in it, and stays there
 * until the delegate's method has returned, so only without a delegateQueue; nil: memory.
 */
@property(nonatomic, copy) NSString *_Nullable inboxFile;

/** After each connect offline messages are pulled until none are left; nil: the service pushes them (spec 9.3). */
@property(nonatomic, copy) LMQOfflinePull *_Nullable offlinePull;

/** Received and not yet handled, by default 1,000 messages, 8 MiB; beyond it the server waits, QoS 0 is dropped. */
@property(nonatomic, assign) NSUInteger inboxMessages;
@property(nonatomic, assign) NSUInteger inboxBytes;

/** Lets the app keep one connection to itself, without which a second client takes up to 2 s longer to connect. */
@property(nonatomic, assign) BOOL wakeTransport;

/** Gets log lines, retained as long as the client; nil: nobody. */
@property(nonatomic, retain) id<LMQLogger> _Nullable logger;

/** Lines below it are not made; LMQLogLevelInfo unless it is set. */
@property(nonatomic, assign) LMQLogLevel logLevel;

- (instancetype)initWithServerURI:(NSString *)serverURI
                         clientID:(NSString *)clientID
                      credentials:(LMQCredentials *)credentials;

/**
 * Makes `folder` if it is not there, for its owner only, and names a file in it as outboxFile. One folder belongs to
 * one client. Fails with what NSFileManager says.
 */
- (BOOL)keepOutboxInFolder:(NSString *)folder error:(NSError *_Nullable *_Nullable)error;

LMQ_NO_INIT

@end

NS_ASSUME_NONNULL_END
