#import "AppDelegate.h"

#import "ChatViewController.h"

@implementation AppDelegate

- (BOOL)application:(UIApplication *)application didFinishLaunchingWithOptions:(NSDictionary *)options
{
    self.window = [[UIWindow alloc] initWithFrame:UIScreen.mainScreen.bounds];
    self.window.rootViewController = [[ChatViewController alloc] init];
    [self.window makeKeyAndVisible];
    return YES;
}

- (ChatSession *)session
{
    return ((ChatViewController *)self.window.rootViewController).session;
}

- (void)applicationDidBecomeActive:(UIApplication *)application
{
    [self.session join];
}

/* The system lets the app run on for a while, and then freezes it with its sockets: rather say good-bye before. */
- (void)applicationDidEnterBackground:(UIApplication *)application
{
    ChatSession *session = self.session;
    __block UIBackgroundTaskIdentifier task = [application beginBackgroundTaskWithExpirationHandler:^{
      [application endBackgroundTask:task];
      task = UIBackgroundTaskInvalid;
    }];
    dispatch_async(dispatch_get_global_queue(QOS_CLASS_UTILITY, 0), ^{
      [session pause:5];
      dispatch_async(dispatch_get_main_queue(), ^{
        [application endBackgroundTask:task];
        task = UIBackgroundTaskInvalid;
      });
    });
}

@end
