/* On Apple's systems only; written by Apple's documentation of the Network framework, and not compiled elsewhere. */
#import <LMQObjC/LMQNetworkMonitor.h>

#import <Network/Network.h>

#import "LMQMemory.h"
#import "LMQPathChange.h"

/* What the system calls; apart from LMQNetworkMonitor, which may go while a path is being told. */
@interface LMQPathWatch : NSObject {
@private
    LMQ_WEAK LMQClient *_client;
    LMQPathChange *_change;
    nw_path_monitor_t _monitor;
}
@end

@implementation LMQPathWatch

- (instancetype)initWithClient:(LMQClient *)client
{
    if ((self = [super init]) != nil) {
        _client = client;
        _change = [[LMQPathChange alloc] init];
        _monitor = nw_path_monitor_create();
    }
    return self;
}

static LMQInterface interfaceOf(nw_path_t path)
{
    if (nw_path_get_status(path) != nw_path_status_satisfied) return LMQInterfaceNone;
    if (nw_path_uses_interface_type(path, nw_interface_type_wired)) return LMQInterfaceWired;
    if (nw_path_uses_interface_type(path, nw_interface_type_wifi)) return LMQInterfaceWiFi;
    if (nw_path_uses_interface_type(path, nw_interface_type_cellular)) return LMQInterfaceCellular;
    return LMQInterfaceOther;
}

- (void)start
{
    dispatch_queue_t queue = dispatch_queue_create("lmq.network", DISPATCH_QUEUE_SERIAL);
    nw_path_monitor_set_queue(_monitor, queue);
    /* The monitor keeps the watch until it is cancelled. */
    nw_path_monitor_set_update_handler(_monitor, ^(nw_path_t path) {
      if ([self->_change isNews:interfaceOf(path)]) [self->_client networkChanged:NULL];
    });
    nw_path_monitor_start(_monitor);
}

- (void)stop
{
    nw_path_monitor_cancel(_monitor); /* harmless again */
}

@end

@implementation LMQNetworkMonitor

- (instancetype)initWithClient:(LMQClient *)client
{
    if ((self = [super init]) != nil) {
        _watch = [[LMQPathWatch alloc] initWithClient:client];
        [_watch start];
    }
    return self;
}

- (void)dealloc
{
    [_watch stop];
    LMQ_RELEASE(_watch);
    LMQ_SUPER_DEALLOC();
}

- (void)stop
{
    [_watch stop];
}

@end
