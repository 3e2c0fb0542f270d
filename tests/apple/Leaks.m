#undef NDEBUG /* hides GNUstep's counts of objects */
#import <LMQObjC/LMQObjC.h>

#import <Foundation/NSDebug.h>

#import "Leaks.h"

#include "cross/check.h"
#include "cross/waiter.h"

void LeaksWatch(void)
{
    GSDebugAllocationActive(YES);
}

static int allClientsAreGone(void *nothing)
{
    (void)nothing;
    return GSDebugAllocationCount(NSClassFromString(@"LMQUndertaker")) == 0 &&
           GSDebugAllocationCount([LMQClient class]) == 0;
}

static int allThreadsAreGone(void *nothing)
{
    (void)nothing;
    return GSDebugAllocationCount([NSThread class]) == 0;
}

void no_object_of_the_binding_is_left(void)
{
    CHECK(eventually(allClientsAreGone, NULL));
    NSArray *classes =
        [NSArray arrayWithObjects:@"LMQArena", @"LMQClient", @"LMQClientOptions", @"LMQCredentials", @"LMQDispatcher",
                                  @"LMQEvent", @"LMQMessage", @"LMQPending", @"LMQStatus", @"LMQStatistics",
                                  @"LMQSubscription", @"LMQSubscribeOutcome", @"LMQUndertaker", @"Ender", @"Passing",
                                  @"Publisher", @"Recorder", nil];
    for (NSString *name in classes) {
        int left = GSDebugAllocationCount(NSClassFromString(name));
        if (!CHECK(left == 0)) fprintf(stderr, "%d of %s are left\n", left, [name UTF8String]);
    }
    CHECK(GSDebugAllocationTotal([LMQMessage class]) > 0); /* they were counted */
}

void no_thread_is_left(void)
{
    CHECK(eventually(allThreadsAreGone, NULL));
}
