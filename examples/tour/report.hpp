#ifndef TOUR_REPORT_HPP
#define TOUR_REPORT_HPP

#include <chrono>
#include <string_view>

#include <lmq/result.hpp>

/// Prints each step with its verdict, and remembers whether every one held.
class Report
{
public:
    void chapter(std::string_view title);

    /// Prints a tick or a cross; answers `held`.
    bool step(std::string_view what, bool held, std::string_view detail = {});

    /// The same for a result: a cross comes with the error's description.
    template <class T>
    bool step(std::string_view what, const lmq::Result<T> &result)
    {
        return result ? step(what, true) : step(what, false, lmq::describe(result.error()));
    }

    /// Prints the sum; 0 when every step held.
    int finish();

private:
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    int held_ = 0;
    int failed_ = 0;
};

#endif
