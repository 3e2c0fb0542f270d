#import <LMQObjC/LMQToken.h>

NS_ASSUME_NONNULL_BEGIN

/** Signs with a key that lives elsewhere, such as a secure element. */
@protocol LMQSigner <NSObject>

/**
 * Answers the 28 characters of spec 7.1 for `text`, the group id, or nil and an error, whose localizedDescription may
 * reach a log. Called before each connect, on the client's own thread, never on the delegate's queue; may block for as
 * long as the app can wait to connect.
 */
- (NSString *_Nullable)signatureOfText:(NSString *)text error:(NSError *_Nullable *_Nullable)error;

@end

/**
 * How a client signs in; does not change. Its description tells the kind and no secret. Secrets are copied into memory
 * that is wiped when the client goes; the NSString that you pass is yours to be rid of.
 */
@interface LMQCredentials : NSObject {
@private
    NSInteger _kind;
    NSString *_name;
    NSString *_secret;
    id<LMQSigner> _signer;
    LMQ_ARRAY(LMQTokenNeed *) _needs;
    NSString *_tokenFile;
    NSTimeInterval _providerTimeout;
}

/** Neither user name nor password; the service closes such a connection. */
+ (instancetype)anonymous;

/** The password is computed before each connect (spec 7.1). An app that is given away must not hold a secret key. */
+ (instancetype)accessKey:(NSString *)accessKey secretKey:(NSString *)secretKey;

/** Sent as they are. */
+ (instancetype)userName:(NSString *)userName password:(NSString *)password;

/** The password comes from `signer`, which is retained as long as the client. */
+ (instancetype)accessKey:(NSString *)accessKey signer:(id<LMQSigner>)signer;

/**
 * Token mode (spec 8): the delegate's client:needsToken: is asked. `needs`: one to three, each of another type.
 * `tokenFile`: of this client alone, in a folder that exists, keeps tokens beyond the end of the app, readable by its
 * owner only; nil: none. `providerTimeout`: seconds from a question to its answer, more than 0.
 */
+ (instancetype)tokensForNeeds:(LMQ_ARRAY(LMQTokenNeed *))needs
                     tokenFile:(NSString *_Nullable)tokenFile
               providerTimeout:(NSTimeInterval)providerTimeout;

/** The same with 30 seconds. */
+ (instancetype)tokensForNeeds:(LMQ_ARRAY(LMQTokenNeed *))needs tokenFile:(NSString *_Nullable)tokenFile;

LMQ_NO_INIT

@end

NS_ASSUME_NONNULL_END
