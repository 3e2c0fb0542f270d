#import "LMQConvert.h"
#import "LMQMemory.h"

#include <math.h>

NSErrorDomain const LMQErrorDomain = @"LMQErrorDomain";
NSString *const LMQErrorNameKey = @"LMQErrorName";
NSString *const LMQErrorDetailKey = @"LMQErrorDetail";

NSString *LMQText(lmq_view view)
{
    if (view.size == 0) return @"";
    NSString *text = [[NSString alloc] initWithBytes:view.data length:view.size encoding:NSUTF8StringEncoding];
    if (text == nil)
        text = [[NSString alloc] initWithBytes:view.data length:view.size encoding:NSISOLatin1StringEncoding];
    return LMQ_AUTORELEASE(text);
}

NSError *LMQErrorMake(lmq_error error, lmq_view detail)
{
    if (error == LMQ_OK) return nil;
    NSString *cause = LMQText(lmq_view_of(lmq_error_cause(error)));
    NSMutableDictionary *info = [NSMutableDictionary dictionary];
    [info setObject:cause forKey:NSLocalizedDescriptionKey];
    [info setObject:LMQText(lmq_view_of(lmq_error_cure(error))) forKey:NSLocalizedRecoverySuggestionErrorKey];
    [info setObject:LMQText(lmq_view_of(lmq_error_name(error))) forKey:LMQErrorNameKey];
    if (detail.size != 0) {
        [info setObject:LMQText(detail) forKey:LMQErrorDetailKey];
        [info setObject:[NSString stringWithFormat:@"%@: %@", cause, LMQText(detail)] forKey:NSLocalizedDescriptionKey];
    }
    return [NSError errorWithDomain:LMQErrorDomain code:error userInfo:info];
}

BOOL LMQAnswer(lmq_error answer, NSError **error)
{
    if (answer == LMQ_OK) return YES;
    if (error != NULL) {
        char detail[LMQ_DETAIL_SIZE] = "";
        lmq_error_detail(detail, sizeof detail, NULL);
        *error = LMQErrorMake(answer, lmq_view_of(detail));
    }
    return NO;
}

int64_t LMQMilliseconds(NSTimeInterval seconds)
{
    if (!(seconds >= 0)) return -1;
    double milliseconds = ceil(seconds * 1000);
    return milliseconds < 9e15 ? (int64_t)milliseconds : (int64_t)9e15; /* as long as makes no difference */
}
