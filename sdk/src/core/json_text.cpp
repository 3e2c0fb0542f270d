#include "core/json_text.hpp"

namespace lmq::core
{

void append_json_string(std::string &json, std::string_view text)
{
    constexpr char digits[] = "0123456789abcdef";
    json.push_back('"');
    for (const char c : text) {
        const unsigned byte = static_cast<unsigned char>(c);
        switch (c) {
        case '"':
            json.append("\\\"");
            break;
        case '\\':
            json.append("\\\\");
            break;
        case '\b':
            json.append("\\b");
            break;
        case '\f':
            json.append("\\f");
            break;
        case '\n':
            json.append("\\n");
            break;
        case '\r':
            json.append("\\r");
            break;
        case '\t':
            json.append("\\t");
            break;
        default:
            if (byte < 0x20) {
                json.append("\\u00");
                json.push_back(digits[byte >> 4U]);
                json.push_back(digits[byte & 0xFU]);
            } else {
                json.push_back(c);
            }
        }
    }
    json.push_back('"');
}

} // namespace lmq::core
