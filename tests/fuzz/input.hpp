#ifndef LMQ_TESTS_FUZZ_INPUT_HPP
#define LMQ_TESTS_FUZZ_INPUT_HPP

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

/// What every target is: `data` as libFuzzer made it up. The result is always 0.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

namespace lmq::fuzz
{

/// Takes an input apart from its start; at its end everything is 0 or empty.
class Input
{
public:
    Input(const std::uint8_t *data, std::size_t size) : rest_(reinterpret_cast<const char *>(data), size) {}
    bool empty() const { return rest_.empty(); }
    unsigned byte()
    {
        if (rest_.empty()) return 0;
        const auto value = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        return value;
    }
    unsigned word() { return byte() << 8U | byte(); }
    /// At most `size` bytes.
    std::string_view text(std::size_t size)
    {
        const std::string_view taken = rest_.substr(0, size);
        rest_.remove_prefix(taken.size());
        return taken;
    }
    /// Up to the next `mark`, which is taken too.
    std::string_view line(char mark = '\n')
    {
        const std::string_view taken =
            text(rest_.find(mark) == std::string_view::npos ? rest_.size() : rest_.find(mark));
        text(1);
        return taken;
    }
    std::string_view rest() { return text(rest_.size()); }

private:
    std::string_view rest_;
};

/// A promise that an interface makes: broken, it is a crash that libFuzzer reports.
inline void promise(bool kept, const char *what)
{
    if (kept) return;
    std::fprintf(stderr, "broken promise: %s\n", what);
    std::abort();
}

/// A heap copy of the exact size, so that AddressSanitizer sees a read behind its end.
class Exact
{
public:
    explicit Exact(std::string_view text) : bytes_(text.begin(), text.end()) {}
    const std::uint8_t *data() const { return bytes_.data(); }
    std::size_t size() const { return bytes_.size(); }
    std::string_view text() const { return {reinterpret_cast<const char *>(bytes_.data()), bytes_.size()}; }

private:
    std::vector<std::uint8_t> bytes_;
};

} // namespace lmq::fuzz

#endif
