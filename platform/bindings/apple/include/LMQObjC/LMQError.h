#import <LMQObjC/LMQBase.h>
#import <LMQObjC/LMQErrorCode.h>

NS_ASSUME_NONNULL_BEGIN

/*
 * Every error of this binding is an NSError of LMQErrorDomain with a number of LMQErrorCode.h, the same as in C and C++
 * (sdk/docs/errors.md). Its localizedDescription is the cause and what led to it, its localizedRecoverySuggestion the
 * cure; both are English and for logs. No secret is in any of it.
 */

/** The short name of the error, `too_long` for LMQErrorTooLong: an NSString in userInfo. */
extern NSString *const LMQErrorNameKey;

/** What led to it - the option, its limit, the peer's answer: an NSString in userInfo; absent when there is nothing. */
extern NSString *const LMQErrorDetailKey;

NS_ASSUME_NONNULL_END
