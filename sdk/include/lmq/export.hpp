#ifndef LMQ_EXPORT_HPP
#define LMQ_EXPORT_HPP

/// Marks what a shared build of the library exports; everything else is hidden.
#if defined(_WIN32)
#define LMQ_API
#else
#define LMQ_API __attribute__((visibility("default")))
#endif

#endif
