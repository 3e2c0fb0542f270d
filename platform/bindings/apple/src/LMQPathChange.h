#import <LMQObjC/LMQBase.h>

/* What a path to the network goes over, by the one that the system prefers. */
typedef NS_ENUM(NSInteger, LMQInterface) {
    LMQInterfaceNone = 0, /* there is no way out */
    LMQInterfaceWiFi = 1,
    LMQInterfaceCellular = 2,
    LMQInterfaceWired = 3,
    LMQInterfaceOther = 4
};

/* Tells the changes that a connection suffers from apart from those that it doesn't: a system tells of each small one,
 * and of the path there is when one begins to watch. Not thread-safe. */
@interface LMQPathChange : NSObject {
@private
    BOOL _known;
    LMQInterface _last;
}

/* Whether a client should be told: the network is back, or goes over another interface. */
- (BOOL)isNews:(LMQInterface)now;

@end
