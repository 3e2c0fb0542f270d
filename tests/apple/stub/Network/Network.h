/* What LMQNetworkMonitor.m names of Apple's Network framework and libdispatch, as their documentation declares it: lets
 * a Linux machine compile that file. Nothing of it runs. */
#import <Foundation/Foundation.h>

typedef NSObject *nw_path_monitor_t;
typedef NSObject *nw_path_t;
typedef NSObject *dispatch_queue_t;
typedef enum { nw_path_status_invalid, nw_path_status_satisfied } nw_path_status_t;
typedef enum {
    nw_interface_type_other,
    nw_interface_type_wifi,
    nw_interface_type_cellular,
    nw_interface_type_wired
} nw_interface_type_t;
typedef void (^nw_path_monitor_update_handler_t)(nw_path_t path);

#define DISPATCH_QUEUE_SERIAL NULL

dispatch_queue_t dispatch_queue_create(const char *label, void *attributes);
nw_path_monitor_t nw_path_monitor_create(void);
void nw_path_monitor_set_queue(nw_path_monitor_t monitor, dispatch_queue_t queue);
void nw_path_monitor_set_update_handler(nw_path_monitor_t monitor, nw_path_monitor_update_handler_t handler);
void nw_path_monitor_start(nw_path_monitor_t monitor);
void nw_path_monitor_cancel(nw_path_monitor_t monitor);
nw_path_status_t nw_path_get_status(nw_path_t path);
bool nw_path_uses_interface_type(nw_path_t path, nw_interface_type_t type);
