#import <LMQObjC/LMQBase.h>

/*
 * One source for clang with ARC, for clang without, and for GCC, which has neither ARC nor @autoreleasepool nor @[].
 */

#if __has_feature(objc_arc)
#define LMQ_RETAIN(object) (object)
#define LMQ_RELEASE(object) ((void)0)
#define LMQ_AUTORELEASE(object) (object)
#define LMQ_SUPER_DEALLOC() ((void)0)
#define LMQ_BRIDGE __bridge
#define LMQ_HAND_OVER(object) ((__bridge_retained void *)(object)) /* a reference becomes a pointer of C */
#define LMQ_TAKE_OVER(type, pointer) ((__bridge_transfer type *)(pointer))
#define LMQ_WEAK __weak
#else
#define LMQ_RETAIN(object) [(object) retain]
#define LMQ_RELEASE(object) [(object) release]
#define LMQ_AUTORELEASE(object) [(object) autorelease]
#define LMQ_SUPER_DEALLOC() [super dealloc]
#define LMQ_BRIDGE
#define LMQ_HAND_OVER(object) ((void *)[(object) retain])
#define LMQ_TAKE_OVER(type, pointer) [(type *)(pointer) autorelease]
#define LMQ_WEAK
#endif

#if defined(__clang__)
#define LMQ_POOL_BEGIN @autoreleasepool {
#define LMQ_POOL_END }
#else
#define LMQ_POOL_BEGIN                                                                                                 \
    {                                                                                                                  \
        NSAutoreleasePool *pool = [[NSAutoreleasePool alloc] init];
#define LMQ_POOL_END                                                                                                   \
    [pool release];                                                                                                    \
    }
#endif

/* GCC's runtime knows no blocks: there they are copied by functions. */
#if LMQ_BLOCKS
#if __has_feature(objc_arc)
#define LMQ_BLOCK_COPY(block) [(block) copy]
#define LMQ_BLOCK_RELEASE(block) ((void)0)
#else
#include <Block.h>
#define LMQ_BLOCK_COPY(block) Block_copy(block)
#define LMQ_BLOCK_RELEASE(block) Block_release(block)
#endif
#endif
