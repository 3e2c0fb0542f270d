#include "cloud/retry_after.hpp"

#include <algorithm>
#include <ctime>
#include <string>

#include <curl/curl.h>

namespace lmq::cloud
{

std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view value)
{
    constexpr std::int64_t most = 24 * 3600;
    const std::size_t begin = value.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return std::nullopt;
    value = value.substr(begin, value.find_last_not_of(" \t\r\n") + 1 - begin);
    if (value.find_first_not_of("0123456789") == std::string_view::npos && !value.empty()) {
        std::int64_t seconds = 0;
        for (const char digit : value)
            seconds = std::min(seconds * 10 + (digit - '0'), most);
        return std::chrono::seconds(seconds);
    }
    const std::time_t date = curl_getdate(std::string(value).c_str(), nullptr);
    const std::int64_t seconds = static_cast<std::int64_t>(date) - static_cast<std::int64_t>(std::time(nullptr));
    if (date == -1 || seconds <= 0 || seconds > most) return std::nullopt;
    return std::chrono::seconds(seconds);
}

} // namespace lmq::cloud
