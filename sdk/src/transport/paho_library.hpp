#ifndef LMQ_TRANSPORT_PAHO_LIBRARY_HPP
#define LMQ_TRANSPORT_PAHO_LIBRARY_HPP

#include <atomic>
#include <mutex>

#include <MQTTAsync.h>

#include "lmq/platform/lifeline.hpp"

namespace lmq::transport
{

/// Paho's state is one per process; so is this. Lives until the process ends.
///
/// Initialises Paho exactly once, and keeps one handle of its own: Paho ends its threads with its last handle, in a
/// wait of up to 10 s during which it forgets handles that others create.
///
/// That handle is connected to the process itself. Paho has one receive thread, which takes up new sockets only after
/// its poll() of up to 1 s; a packet on this connection ends that poll.
class PahoLibrary
{
public:
    static PahoLibrary &instance();

    /// Makes the wake-up connection, if that was not tried before. May wait some milliseconds, the first time.
    void enable_wake();

    /// Ends the receive thread's poll, so that it looks at all sockets again. Does nothing without enable_wake() or
    /// where there is no loopback. Thread-safe; does not block.
    void wake();

    /// Paho looks after keep-alives as often as the last connect of any client asked for, at most every 5 s: too seldom
    /// for another client that needs it sooner. Call after each connect. Does nothing where wake() does nothing.
    void check_keep_alive_often();

private:
    PahoLibrary();
    int connect_keeper(char *uri);

    MQTTAsync keeper_ = nullptr;
    std::once_flag wake_tried_;
    std::atomic<bool> can_wake_{false};
    platform::Lifeline lifeline_;
};

} // namespace lmq::transport

#endif
