#include "transport/paho_error.hpp"

#include <string>

#include <MQTTAsync.h>

namespace lmq::transport
{

Error paho_error(Errc code, const char *what, int paho_code, const char *paho_text)
{
    std::string detail = what;
    detail += ": ";
    // The library's generic failure says less than its text, where there is one.
    if (paho_text != nullptr && *paho_text != '\0')
        detail += paho_text;
    else if (const char *name = MQTTAsync_strerror(paho_code); name != nullptr)
        detail += name;
    detail += " (" + std::to_string(paho_code) + ")";
    return {code, detail};
}

} // namespace lmq::transport
