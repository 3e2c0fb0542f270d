#include "vectors.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

namespace lmq::test
{

std::string read_text_file(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    REQUIRE_MESSAGE(file.good(), "cannot read " << path);
    std::stringstream content;
    content << file.rdbuf();
    return content.str();
}

const cJSON *vectors()
{
    static const Json root(cJSON_Parse(read_text_file(LMQ_TEST_DATA_DIR "/vectors.json").c_str()), cJSON_Delete);
    REQUIRE(root);
    return root.get();
}

std::vector<const cJSON *> entries(const char *list)
{
    std::vector<const cJSON *> found;
    const cJSON *entry = nullptr;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(vectors(), list))
    {
        found.push_back(entry);
    }
    REQUIRE_FALSE(found.empty());
    return found;
}

std::vector<const cJSON *> signature_entries(std::string_view prefix)
{
    std::vector<const cJSON *> found;
    for (const cJSON *entry : entries("vectors")) {
        if (text(entry, "id").substr(0, prefix.size()) == prefix) found.push_back(entry);
    }
    REQUIRE_FALSE(found.empty());
    return found;
}

const cJSON *member(const cJSON *object, const std::string &path)
{
    const std::size_t dot = path.find('.');
    const cJSON *const item = cJSON_GetObjectItemCaseSensitive(object, path.substr(0, dot).c_str());
    REQUIRE_MESSAGE(item != nullptr, "vectors.json: no " << path);
    return dot == std::string::npos ? item : member(item, path.substr(dot + 1));
}

std::string text(const cJSON *object, const std::string &path)
{
    const cJSON *const item = member(object, path);
    REQUIRE_MESSAGE(cJSON_IsString(item) != 0, "vectors.json: " << path << " is no string");
    return item->valuestring;
}

Parameters parameters(const cJSON *object)
{
    Parameters found;
    const cJSON *item = nullptr;
    cJSON_ArrayForEach(item, object)
    {
        REQUIRE(cJSON_IsString(item) != 0);
        found.emplace_back(item->string, item->valuestring);
    }
    REQUIRE_FALSE(found.empty());
    return found;
}

std::string from_hex(std::string_view digits)
{
    REQUIRE(digits.size() % 2 == 0);
    std::string bytes;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        bytes.push_back(static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16)));
    }
    return bytes;
}

} // namespace lmq::test
