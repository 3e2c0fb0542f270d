#import "LMQArena.h"
#import "LMQConvert.h"
#import "LMQMemory.h"
#import "LMQOptions.h"

static const NSTimeInterval defaultProviderTimeout = 30;

@implementation LMQCredentials

+ (LMQCredentials *)kind:(lmq_credentials_kind)kind name:(NSString *)name secret:(NSString *)secret
{
    LMQCredentials *made = [[self alloc] init];
    made->_kind = kind;
    made->_name = [name copy];
    made->_secret = [secret copy];
    return LMQ_AUTORELEASE(made);
}

+ (instancetype)anonymous
{
    return [self kind:LMQ_CREDENTIALS_ANONYMOUS name:nil secret:nil];
}

+ (instancetype)accessKey:(NSString *)accessKey secretKey:(NSString *)secretKey
{
    return [self kind:LMQ_CREDENTIALS_ACCESS_KEY name:accessKey secret:secretKey];
}

+ (instancetype)userName:(NSString *)userName password:(NSString *)password
{
    return [self kind:LMQ_CREDENTIALS_PASSWORD name:userName secret:password];
}

+ (instancetype)accessKey:(NSString *)accessKey signer:(id<LMQSigner>)signer
{
    LMQCredentials *made = [self kind:LMQ_CREDENTIALS_SIGNER name:accessKey secret:nil];
    made->_signer = LMQ_RETAIN(signer);
    return made;
}

+ (instancetype)tokensForNeeds:(LMQ_ARRAY(LMQTokenNeed *))needs
                     tokenFile:(NSString *)tokenFile
               providerTimeout:(NSTimeInterval)providerTimeout
{
    LMQCredentials *made = [self kind:LMQ_CREDENTIALS_TOKENS name:nil secret:nil];
    made->_needs = [needs copy];
    made->_tokenFile = [tokenFile copy];
    made->_providerTimeout = providerTimeout;
    return made;
}

+ (instancetype)tokensForNeeds:(LMQ_ARRAY(LMQTokenNeed *))needs tokenFile:(NSString *)tokenFile
{
    return [self tokensForNeeds:needs tokenFile:tokenFile providerTimeout:defaultProviderTimeout];
}

- (void)dealloc
{
    LMQ_RELEASE(_name);
    LMQ_RELEASE(_secret);
    LMQ_RELEASE(_signer);
    LMQ_RELEASE(_needs);
    LMQ_RELEASE(_tokenFile);
    LMQ_SUPER_DEALLOC();
}

- (NSString *)description
{
    static const char *const kinds[] = {"anonymous", "access key", "password", "signer", "tokens"};
    return [NSString stringWithFormat:@"<LMQCredentials: %s>", kinds[_kind]];
}

@end

@implementation LMQCredentials (LMQOptions)

- (id<LMQSigner>)signer
{
    return _signer;
}

- (const lmq_credentials *)credentialsInArena:(LMQArena *)arena
                                       signer:(lmq_signer)signer
                                     provider:(lmq_token_provider)provider
                                      context:(void *)context
{
    LMQ_STRUCT(arena, lmq_credentials, made, LMQ_CREDENTIALS_INIT)
    made->kind = (lmq_credentials_kind)_kind;
    made->access_key = made->user_name = [arena viewOfText:_name];
    made->secret_key = made->password = [arena viewOfText:_secret];
    if (_signer != nil) made->signer = signer; /* none is refused by name */
    made->signer_context = context;
    if (_kind != LMQ_CREDENTIALS_TOKENS) return made;

    LMQ_STRUCT(arena, lmq_token_options, tokens, LMQ_TOKEN_OPTIONS_INIT)
    lmq_token_need *needs = [arena bytesOfSize:[_needs count] * sizeof(lmq_token_need)];
    for (LMQTokenNeed *need in _needs) {
        lmq_token_need *one = &needs[tokens->need_count++];
        one->type = (lmq_token_type)[need type];
        one->resources = [arena viewsOfTexts:[need resources] count:&one->resource_count];
    }
    tokens->needs = needs;
    tokens->provider = provider;
    tokens->provider_context = context;
    tokens->file = [arena viewOfText:_tokenFile];
    tokens->provider_timeout_ms = LMQMilliseconds(_providerTimeout);
    made->tokens = tokens;
    return made;
}

@end
