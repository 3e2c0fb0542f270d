#ifndef LMQ_BROKER_NET_BROKEN_PIPES_HPP
#define LMQ_BROKER_NET_BROKEN_PIPES_HPP

#include <csignal>

#include <pthread.h>

namespace lmq::broker::net
{

/// Lets this thread's writes to connections that are gone fail, instead of ending the process that the broker is in:
/// OpenSSL writes without asking the system for that. For a thread of ours; other threads and handlers are left alone.
inline void survive_broken_pipes()
{
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &only, nullptr);
}

} // namespace lmq::broker::net

#endif
