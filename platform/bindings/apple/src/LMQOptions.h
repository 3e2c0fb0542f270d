#import <LMQObjC/LMQClientOptions.h>

#include "lmq_c/client.h"

@class LMQArena;

/* Options as the C interface takes them; everything is in the arena, and good as long as it and the objects. */

@interface LMQTLSOptions (LMQOptions)
- (const lmq_tls_options *)optionsInArena:(LMQArena *)arena;
@end

@interface LMQHTTPProxy (LMQOptions)
- (const lmq_http_proxy *)proxyInArena:(LMQArena *)arena;
@end

@interface LMQCredentials (LMQOptions)
/* The caller names the contexts, and what `signer` and `provider` call. */
- (const lmq_credentials *)credentialsInArena:(LMQArena *)arena
                                       signer:(lmq_signer)signer
                                     provider:(lmq_token_provider)provider
                                      context:(void *)context;
- (id<LMQSigner>)signer;
@end

@interface LMQClientOptions (LMQOptions)
/* All but credentials and log. */
- (lmq_client_options *)optionsInArena:(LMQArena *)arena;
@end
