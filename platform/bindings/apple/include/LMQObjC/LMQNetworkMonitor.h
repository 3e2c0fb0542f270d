#import <LMQObjC/LMQClient.h>

NS_ASSUME_NONNULL_BEGIN

/**
 * Tells a client of network changes (NWPathMonitor, iOS 12, macOS 10.14): when the network came back, or moved to
 * another interface, networkChanged: is called. Not on GNUstep. Thread-safe; neither it nor the client retains the
 * other.
 */
@interface LMQNetworkMonitor : NSObject {
@private
    id _watch;
}

/** Watches until stop or dealloc; `client` may go before. */
- (instancetype)initWithClient:(LMQClient *)client;

/** Again is harmless. */
- (void)stop;

LMQ_NO_INIT

@end

NS_ASSUME_NONNULL_END
