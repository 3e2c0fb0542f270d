#import <LMQObjC/LMQObjC.h>

/** What the screen shows; called on the queue that the session was made with. */
@protocol ChatSessionObserver <NSObject>
- (void)chatShows:(NSString *)line;
@end

/** The app's connection: signs in, subscribes once, says and hears. Knows nothing of UIKit. */
@interface ChatSession : NSObject <LMQClientDelegate> {
@private
    LMQClient *_client;
    id<ChatSessionObserver> _observer;
}

/**
 * `server`: such as `tcp://192.168.1.2:1883`; `device`: the last part of the client id; `secretKey`: of the reference
 * broker's test account - an app that is given away signs in with tokens instead. The observer is not retained, and
 * must not go before `leave`. nil when the client cannot be made.
 */
- (instancetype)initWithServer:(NSString *)server
                        device:(NSString *)device
                     secretKey:(NSString *)secretKey
                      observer:(id<ChatSessionObserver>)observer
                         queue:(NSOperationQueue *)queue
                         error:(NSError **)error;

/** The app has come to the foreground, or begins. */
- (void)join;

/** Publishes a line to everyone. */
- (void)say:(NSString *)line;

/** The app goes to the background: the server is told, and what has not gone out does after the next join. Waits for up
 * to `timeout` seconds: call it on a thread of a background task. */
- (void)pause:(NSTimeInterval)timeout;

/** Ends it all; the observer hears no more. */
- (void)leave;

/** For LMQNetworkMonitor. */
- (LMQClient *)client;

@end
