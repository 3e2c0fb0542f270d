#ifndef LMQ_EXPORT_HPP
#define LMQ_EXPORT_HPP

/// @file
/// What makes a symbol visible.

/// @def LMQ_API
/// Marks what a shared build of the library exports; everything else is hidden. LMQ_SHARED and LMQ_BUILDING come from
/// CMake: the first for a shared library and its users, the second while it is built.
#if defined(_WIN32) && defined(LMQ_SHARED) && defined(LMQ_BUILDING)
#define LMQ_API __declspec(dllexport)
#elif defined(_WIN32) && defined(LMQ_SHARED)
#define LMQ_API __declspec(dllimport)
#elif defined(_WIN32)
#define LMQ_API
#else
#define LMQ_API __attribute__((visibility("default")))
#endif

#endif
