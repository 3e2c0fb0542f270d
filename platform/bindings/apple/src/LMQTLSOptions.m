#import "LMQArena.h"
#import "LMQMemory.h"
#import "LMQOptions.h"

@implementation LMQTLSOptions

@synthesize caFile = _caFile, caDirectory = _caDirectory, caPEM = _caPEM, certificateFile = _certificateFile;
@synthesize certificatePEM = _certificatePEM, keyFile = _keyFile, keyPEM = _keyPEM, keyPassword = _keyPassword;
@synthesize pins = _pins, ciphers = _ciphers, cipherSuites = _cipherSuites, alpn = _alpn;
@synthesize dangerAcceptAnyCertificate = _dangerAcceptAnyCertificate;

- (void)dealloc
{
    LMQ_RELEASE(_caFile);
    LMQ_RELEASE(_caDirectory);
    LMQ_RELEASE(_caPEM);
    LMQ_RELEASE(_certificateFile);
    LMQ_RELEASE(_certificatePEM);
    LMQ_RELEASE(_keyFile);
    LMQ_RELEASE(_keyPEM);
    LMQ_RELEASE(_keyPassword);
    LMQ_RELEASE(_pins);
    LMQ_RELEASE(_ciphers);
    LMQ_RELEASE(_cipherSuites);
    LMQ_RELEASE(_alpn);
    LMQ_SUPER_DEALLOC();
}

- (id)copyWithZone:(NSZone *)zone
{
    LMQTLSOptions *copied = [[[self class] allocWithZone:zone] init];
    copied.caFile = _caFile;
    copied.caDirectory = _caDirectory;
    copied.caPEM = _caPEM;
    copied.certificateFile = _certificateFile;
    copied.certificatePEM = _certificatePEM;
    copied.keyFile = _keyFile;
    copied.keyPEM = _keyPEM;
    copied.keyPassword = _keyPassword;
    copied.pins = _pins;
    copied.ciphers = _ciphers;
    copied.cipherSuites = _cipherSuites;
    copied.alpn = _alpn;
    copied.dangerAcceptAnyCertificate = _dangerAcceptAnyCertificate;
    return copied;
}

@end

@implementation LMQTLSOptions (LMQOptions)

- (const lmq_tls_options *)optionsInArena:(LMQArena *)arena
{
    LMQ_STRUCT(arena, lmq_tls_options, made, LMQ_TLS_OPTIONS_INIT)
    made->ca_file = [arena viewOfText:_caFile];
    made->ca_directory = [arena viewOfText:_caDirectory];
    made->ca_pem = [arena viewOfText:_caPEM];
    made->certificate_file = [arena viewOfText:_certificateFile];
    made->certificate_pem = [arena viewOfText:_certificatePEM];
    made->key_file = [arena viewOfText:_keyFile];
    made->key_pem = [arena viewOfText:_keyPEM];
    made->key_password = [arena viewOfText:_keyPassword];
    made->pins = [arena viewsOfTexts:_pins count:&made->pin_count];
    made->ciphers = [arena viewOfText:_ciphers];
    made->cipher_suites = [arena viewOfText:_cipherSuites];
    made->alpn = [arena viewsOfTexts:_alpn count:&made->alpn_count];
    made->danger_accept_any_certificate = _dangerAcceptAnyCertificate;
    return made;
}

@end

@implementation LMQHTTPProxy

@synthesize host = _host, port = _port, user = _user, password = _password;

- (instancetype)initWithHost:(NSString *)host port:(NSInteger)port
{
    if ((self = [super init]) != nil) {
        _host = [host copy];
        _port = port;
    }
    return self;
}

- (void)dealloc
{
    LMQ_RELEASE(_host);
    LMQ_RELEASE(_user);
    LMQ_RELEASE(_password);
    LMQ_SUPER_DEALLOC();
}

- (id)copyWithZone:(NSZone *)zone
{
    LMQHTTPProxy *copied = [[[self class] allocWithZone:zone] initWithHost:_host port:_port];
    copied.user = _user;
    copied.password = _password;
    return copied;
}

- (NSString *)description
{
    return [NSString stringWithFormat:@"<LMQHTTPProxy %@:%ld>", _host, (long)_port];
}

@end

@implementation LMQHTTPProxy (LMQOptions)

- (const lmq_http_proxy *)proxyInArena:(LMQArena *)arena
{
    LMQ_STRUCT(arena, lmq_http_proxy, made, LMQ_HTTP_PROXY_INIT)
    made->host = [arena viewOfText:_host];
    made->port = _port < 0 || _port > UINT16_MAX ? 0 : (uint16_t)_port; /* 0 is refused by name */
    made->user = [arena viewOfText:_user];
    made->password = [arena viewOfText:_password];
    return made;
}

@end
