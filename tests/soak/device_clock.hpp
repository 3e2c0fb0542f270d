#ifndef LMQ_TESTS_SOAK_DEVICE_CLOCK_HPP
#define LMQ_TESTS_SOAK_DEVICE_CLOCK_HPP

#include <chrono>

namespace lmq::test
{

/// Moves both clocks of the device on. The program that links device_clock.cpp has clocks of its own in place of the
/// platform's: real time, and what was added here. A client is to be polled then, not waited for.
void advance_device_clock(std::chrono::milliseconds by);

} // namespace lmq::test

#endif
