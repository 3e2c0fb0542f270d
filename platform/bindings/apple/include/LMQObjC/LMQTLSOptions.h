#import <LMQObjC/LMQBase.h>

NS_ASSUME_NONNULL_BEGIN

/**
 * How `ssl://` and `wss://` are spoken (spec 2.1, sdk/docs/tls.md): TLS 1.2 or later, SNI, certificate and host
 * verified. OpenSSL does the work, and it does not look into Apple's keychains: on iOS give caFile or caPEM. Files are
 * read when the client is made and again before each attempt. Its description shows no key.
 */
@interface LMQTLSOptions : NSObject <NSCopying> {
@private
    NSString *_caFile;
    NSString *_caDirectory;
    NSString *_caPEM;
    NSString *_certificateFile;
    NSString *_certificatePEM;
    NSString *_keyFile;
    NSString *_keyPEM;
    NSString *_keyPassword;
    LMQ_ARRAY(NSString *) _pins;
    NSString *_ciphers;
    NSString *_cipherSuites;
    LMQ_ARRAY(NSString *) _alpn;
    BOOL _dangerAcceptAnyCertificate;
}

/** PEM certificates to trust; any of the three replaces OpenSSL's own store, and they add up. */
@property(nonatomic, copy) NSString *_Nullable caFile;
@property(nonatomic, copy) NSString *_Nullable caDirectory; /* named by hash, as `openssl rehash` does */
@property(nonatomic, copy) NSString *_Nullable caPEM;

/** The client's certificate and its chain up to the CA; nil: none is shown. */
@property(nonatomic, copy) NSString *_Nullable certificateFile;
@property(nonatomic, copy) NSString *_Nullable certificatePEM;

/** The key of that certificate; nil: looked for beside it. The text and the password are secrets. */
@property(nonatomic, copy) NSString *_Nullable keyFile;
@property(nonatomic, copy) NSString *_Nullable keyPEM;
@property(nonatomic, copy) NSString *_Nullable keyPassword;

/** SHA-256 of public keys, base64 or hex, at most 100: one certificate of the chain must have one of them. */
@property(nonatomic, copy) LMQ_ARRAY(NSString *) _Nullable pins;

/** TLS 1.2 suites as `openssl ciphers` takes them; nil: OpenSSL's default. */
@property(nonatomic, copy) NSString *_Nullable ciphers;

/** TLS 1.3 suites with colons between them; nil: OpenSSL's default. */
@property(nonatomic, copy) NSString *_Nullable cipherSuites;

/** Protocol names to offer; nil: the extension is not sent. */
@property(nonatomic, copy) LMQ_ARRAY(NSString *) _Nullable alpn;

/** Talks to whoever answers, who can read and change everything; pins still hold. NO unless it is set. */
@property(nonatomic, assign) BOOL dangerAcceptAnyCertificate;

@end

/** An HTTP proxy that is asked for a tunnel (CONNECT) to the server. Its description shows no password. */
@interface LMQHTTPProxy : NSObject <NSCopying> {
@private
    NSString *_host;
    NSInteger _port;
    NSString *_user;
    NSString *_password;
}

@property(nonatomic, readonly) NSString *host;
@property(nonatomic, readonly) NSInteger port; /* 1 to 65535 */

/** Sent as Basic, which whoever sees the traffic to the proxy can read; nil: no Proxy-Authorization. */
@property(nonatomic, copy) NSString *_Nullable user;
@property(nonatomic, copy) NSString *_Nullable password;

- (instancetype)initWithHost:(NSString *)host port:(NSInteger)port;

LMQ_NO_INIT

@end

NS_ASSUME_NONNULL_END
