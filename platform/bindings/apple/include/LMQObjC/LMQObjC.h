/* All of lmq for Objective-C and Swift. */
#import <LMQObjC/LMQClient.h>
#if defined(__APPLE__)
#import <LMQObjC/LMQNetworkMonitor.h>
#endif
