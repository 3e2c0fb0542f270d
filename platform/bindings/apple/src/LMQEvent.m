#import "LMQEvent.h"

#import <LMQObjC/LMQClientDelegate.h>

#import "LMQMemory.h"

@implementation LMQEvent

@synthesize subject = _subject, context = _context, error = _error;

- (instancetype)initWithKind:(LMQEventKind)kind subject:(id)subject
{
    if ((self = [super init]) != nil) {
        _kind = kind;
        _subject = LMQ_RETAIN(subject);
    }
    return self;
}

- (void)dealloc
{
    LMQ_RELEASE(_subject);
    LMQ_RELEASE(_context);
    LMQ_RELEASE(_error);
#if LMQ_BLOCKS
    if (_block != NULL) LMQ_BLOCK_RELEASE(_block);
#endif
    LMQ_SUPER_DEALLOC();
}

- (BOOL)isCompletion
{
    return _kind == LMQEventPublished || _kind == LMQEventSubscribed || _kind == LMQEventUnsubscribed;
}

#if LMQ_BLOCKS

- (void)setBlock:(void (^)(id subject, NSError *error))block
{
    _block = LMQ_BLOCK_COPY(block);
}

- (BOOL)tellBlock
{
    if (_block == NULL) return NO;
    _block(_subject, _error);
    return YES;
}

#else

- (BOOL)tellBlock
{
    return NO;
}

#endif

- (void)tellDelegate:(id)delegate of:(LMQClient *)client
{
    id<LMQClientDelegate> told = delegate;
    switch (_kind) {
    case LMQEventStatus:
        if ([told respondsToSelector:@selector(client:didChangeStatus:)]) [told client:client didChangeStatus:_subject];
        break;
    case LMQEventP2P:
        if ([told respondsToSelector:@selector(client:didReceiveP2PMessage:)]) {
            [told client:client didReceiveP2PMessage:_subject];
            break;
        }
        /* fall through */
    case LMQEventMessage:
        if ([told respondsToSelector:@selector(client:didReceiveMessage:)])
            [told client:client didReceiveMessage:_subject];
        break;
    case LMQEventPublished:
        if ([told respondsToSelector:@selector(client:didFinishPublishing:context:error:)])
            [told client:client didFinishPublishing:_subject context:_context error:_error];
        break;
    case LMQEventRecovered:
        if ([told respondsToSelector:@selector(client:didFinishRecovered:error:)])
            [told client:client didFinishRecovered:_subject error:_error];
        break;
    case LMQEventSubscribed:
        if ([told respondsToSelector:@selector(client:didSubscribe:context:)])
            [told client:client didSubscribe:_subject context:_context];
        break;
    case LMQEventUnsubscribed:
        if ([told respondsToSelector:@selector(client:didUnsubscribe:context:error:)])
            [told client:client didUnsubscribe:_subject context:_context error:_error];
        break;
    case LMQEventPulled:
        if ([told respondsToSelector:@selector(client:didPullOffline:)]) [told client:client didPullOffline:_subject];
        break;
    case LMQEventToken:
        if ([told respondsToSelector:@selector(client:needsToken:)]) [told client:client needsToken:_subject];
        break;
    }
}

@end
