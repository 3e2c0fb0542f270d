#import <Foundation/Foundation.h>

/*
 * What lets one header serve Xcode's clang, with ARC or without, and GCC's gobjc with GNUstep, which knows no blocks,
 * generics, nullability or zeroing references.
 */

#ifndef __has_feature
#define __has_feature(feature) 0
#endif

/* Methods that complete by a block are there only where the compiler has blocks. */
#define LMQ_BLOCKS __has_feature(blocks)

#if !__has_feature(nullability)
#ifndef _Nullable
#define _Nullable
#endif
#ifndef _Nonnull
#define _Nonnull
#endif
#endif

/* An array of `type`. */
#if __has_feature(objc_generics)
#define LMQ_ARRAY(type) NSArray<type> *
#else
#define LMQ_ARRAY(type) NSArray *
#endif

/* A reference that does not own, and becomes nil where the compiler can see to that. */
#if __has_feature(objc_arc_weak)
#define LMQ_WEAK_PROPERTY weak
#else
#define LMQ_WEAK_PROPERTY assign
#endif

#ifndef NS_SWIFT_NAME
#define NS_SWIFT_NAME(name)
#endif

/* Swift makes an error type of it. */
#ifndef NS_ERROR_ENUM
#define NS_ERROR_ENUM(domain, name) NS_ENUM(NSInteger, name)
#endif

/* Takes away an initializer that makes no sense; the binding itself starts from it. */
#if defined(LMQ_OBJC_BUILD) || !defined(__clang__)
#define LMQ_NO_INIT
#else
#define LMQ_NO_INIT -(instancetype)init __attribute__((unavailable));
#endif
