#import "LMQPathChange.h"

@implementation LMQPathChange

- (BOOL)isNews:(LMQInterface)now
{
    BOOL news = _known && now != LMQInterfaceNone && now != _last;
    _known = YES;
    _last = now;
    return news;
}

@end
