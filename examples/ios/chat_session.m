/* What the app does, without a screen: chat_session SERVER LINE; ends when it has heard its own line. */
#import "ChatSession.h"

#include <stdio.h>
#include <stdlib.h>

@interface Screen : NSObject <ChatSessionObserver> {
@public
    NSCondition *changed;
    NSString *awaited;
    BOOL heard;
}
@end

@implementation Screen

- (void)chatShows:(NSString *)line
{
    printf("%s\n", [line UTF8String]);
    [changed lock];
    if ([line isEqual:awaited]) heard = YES;
    [changed broadcast];
    [changed unlock];
}

@end

static int chat(NSString *server, NSString *line, NSString *secretKey)
{
    NSError *error = nil;
    NSDate *deadline = [NSDate dateWithTimeIntervalSinceNow:20];
    NSOperationQueue *queue = [[NSOperationQueue alloc] init]; /* the app's is the main queue */
    Screen *screen = [[Screen alloc] init];
    screen->changed = [[NSCondition alloc] init];
    screen->awaited = line;
    ChatSession *session = [[ChatSession alloc] initWithServer:server
                                                        device:@"phone"
                                                     secretKey:secretKey
                                                      observer:screen
                                                         queue:queue
                                                         error:&error];
    if (session == nil) {
        fprintf(stderr, "%s\n", [[error localizedDescription] UTF8String]);
        return 1;
    }
    [session join];
    [session say:line]; /* waits in the outbox until the connection is there */
    [screen->changed lock];
    while (!screen->heard && [screen->changed waitUntilDate:deadline])
        continue;
    BOOL heard = screen->heard;
    [screen->changed unlock];
    [session pause:5];
    [session leave];
    return heard ? 0 : 1;
}

int main(int argc, char **argv)
{
    NSAutoreleasePool *pool = [[NSAutoreleasePool alloc] init];
    const char *key = getenv("LMQ_SECRET_KEY");
    int result = chat([NSString stringWithUTF8String:argc > 1 ? argv[1] : "tcp://127.0.0.1:1883"],
                      [NSString stringWithUTF8String:argc > 2 ? argv[2] : "hello"],
                      [NSString stringWithUTF8String:key != NULL ? key : ""]);
    [pool release];
    return result;
}
