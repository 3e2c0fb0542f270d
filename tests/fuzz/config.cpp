// The TOML configuration: refused with a line that names what is wrong, or good for a round trip.

#include "fuzz/input.hpp"
#include "lmq_broker/config_file.hpp"

using lmq::fuzz::promise;

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const lmq::fuzz::Exact text({reinterpret_cast<const char *>(data), size});
    const auto config = lmq::broker::parse_config(text.text(), "fuzz.toml");
    if (!config) {
        promise(config.error().detail.find("fuzz.toml") != std::string::npos, "a complaint does not name the file");
        return 0;
    }
    const std::string printed = lmq::broker::print_config(*config);
    const auto again = lmq::broker::parse_config(printed, "printed");
    promise(again.has_value(), "what was printed is refused");
    // Secrets are not printed, and an account without one comes back disabled: what holds, holds from then on.
    const std::string without_secrets = lmq::broker::print_config(*again);
    const auto third = lmq::broker::parse_config(without_secrets, "printed");
    promise(third.has_value(), "what was printed is refused");
    promise(lmq::broker::print_config(*third) == without_secrets, "what was printed reads back as something else");
    return 0;
}
