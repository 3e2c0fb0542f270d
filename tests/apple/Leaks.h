/* Objects and threads that a test leaves. */

/* RUN in a pool of its own, so that what the case has left is gone after it. */
#define RUN_IN_POOL(function)                                                                                          \
    {                                                                                                                  \
        NSAutoreleasePool *inner = [[NSAutoreleasePool alloc] init];                                                   \
        RUN(function);                                                                                                 \
        [inner release];                                                                                               \
    }

/* Counts from now on. */
void LeaksWatch(void);

/* A case: no object of the binding or of the tests is left, when those that another thread ends have had their time. */
void no_object_of_the_binding_is_left(void);

/* The same of threads; an NSOperationQueue keeps some for a while. */
void no_thread_is_left(void);
