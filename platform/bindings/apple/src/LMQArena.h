#import <LMQObjC/LMQBase.h>

#include "lmq_c/base.h"

/* Memory for the structs and texts that a call of the C interface reads; wiped and freed with the arena. */
@interface LMQArena : NSObject {
@private
    struct LMQArenaBlock *_blocks;
}

/* Borrowed from the arena. */
- (void *)bytesOfSize:(size_t)size;

/* The text as UTF-8; what is no Unicode becomes bytes that the library refuses as such. nil: empty. */
- (lmq_view)viewOfText:(NSString *)text;

/* The texts, of which `*count` gets the number; NULL for none. */
- (const lmq_view *)viewsOfTexts:(LMQ_ARRAY(NSString *))texts count:(size_t *)count;

@end

/* A struct of the C interface in the arena, as its _INIT macro makes it. */
#define LMQ_STRUCT(arena, type, name, initial)                                                                         \
    type *name = [arena bytesOfSize:sizeof(type)];                                                                     \
    {                                                                                                                  \
        const type name##_initial = initial;                                                                           \
        *name = name##_initial;                                                                                        \
    }
