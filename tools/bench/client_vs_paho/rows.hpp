#ifndef LMQ_BENCH_ROWS_HPP
#define LMQ_BENCH_ROWS_HPP

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace lmq::bench
{

/// What one row measures: named numbers, e.g. cpu_us and allocations a message.
using Measured = std::map<std::string, double>;

struct Row {
    std::string name;
    std::string what;
    Measured (*run)(bool plain, std::uint16_t port, int messages);
};

const std::vector<Row> &rows();

} // namespace lmq::bench

#endif
