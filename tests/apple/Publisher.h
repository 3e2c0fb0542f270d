#import <LMQObjC/LMQObjC.h>

#include <pthread.h>

enum { EACH = 250 };

/* Publishes EACH messages, numbered from 0, to `TopicA/<number>`, from a thread of its own. */
@interface Publisher : NSObject {
@public
    LMQClient *client;
    int number;
    int refused;
    pthread_t thread;
}

- (void)start;
/* Waits for the thread's end. */
- (void)join;

@end
