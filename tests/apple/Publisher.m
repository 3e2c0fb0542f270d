#import "Publisher.h"

#include "cross/check.h"

@implementation Publisher

- (void)publish
{
    for (int i = 0; i < EACH; ++i) {
        NSAutoreleasePool *pool = [[NSAutoreleasePool alloc] init];
        NSString *topic = [NSString stringWithFormat:@"TopicA/%d", number];
        NSString *text = [NSString stringWithFormat:@"%d", i];
        LMQMessage *message = [[LMQMessage alloc] initWithTopic:topic text:text];
        if (![client publish:message context:nil error:NULL]) ++refused;
        [message release];
        [pool release];
    }
}

static void *publisherRun(void *publisher)
{
    GSRegisterCurrentThread();
    NSAutoreleasePool *pool = [[NSAutoreleasePool alloc] init];
    [(Publisher *)publisher publish];
    [pool release];
    GSUnregisterCurrentThread();
    return NULL;
}

- (void)start
{
    NEED(pthread_create(&thread, NULL, publisherRun, self) == 0);
}

- (void)join
{
    pthread_join(thread, NULL);
}

@end
