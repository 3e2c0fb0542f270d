#include <doctest/doctest.h>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string>

#include <cjson/cJSON.h>

#include "lmq/control.hpp"
#include "lmq/signature.hpp"

// A program of its own, because it replaces operator new and delete: a block that is given back with the secret
// still in it is counted, at the one moment when its bytes may still be looked at.

namespace
{

// Not the first bytes of the texts below: clearing a std::string overwrites its first character only.
constexpr char mark[] = "CR3T";
std::atomic<unsigned> leaks{0};
constexpr std::size_t header = alignof(std::max_align_t);

bool holds_mark(const void *block, std::size_t size) noexcept
{
    const char *const bytes = static_cast<const char *>(block);
    for (std::size_t i = 0; i + sizeof mark - 1 <= size; ++i) {
        if (std::memcmp(bytes + i, mark, sizeof mark - 1) == 0) return true;
    }
    return false;
}

} // namespace

void *operator new(std::size_t size)
{
    auto *const block = static_cast<unsigned char *>(std::malloc(header + size));
    if (block == nullptr) std::abort();
    std::memcpy(block, &size, sizeof size);
    return block + header;
}

void operator delete(void *pointer) noexcept
{
    if (pointer == nullptr) return;
    auto *const block = static_cast<unsigned char *>(pointer) - header;
    std::size_t size = 0;
    std::memcpy(&size, block, sizeof size);
    if (holds_mark(pointer, size)) ++leaks;
    std::free(block);
}

void operator delete(void *pointer, std::size_t) noexcept
{
    operator delete(pointer);
}

namespace
{

using lmq::Secret;

/// Texts that a std::string keeps inside itself, and ones that it keeps elsewhere.
const char *const texts[] = {"S3CR3T", "S3CR3T-15-chars", "S3CR3T that is too long for the string's own buffer"};

unsigned leaks_of(void (*what)(std::string_view), std::string_view text)
{
    const unsigned before = leaks;
    what(text);
    return leaks - before;
}

} // namespace

TEST_CASE("the leak detector of these tests sees a plain string's leak")
{
    CHECK(leaks_of([](std::string_view text) { const std::string plain(text); }, texts[2]) == 1);
}

TEST_CASE("a secret keeps its text through copies and moves, and equal texts stay apart")
{
    for (const char *const text : texts) {
        CAPTURE(text);
        Secret first{std::string_view(text)};
        const Secret copy = first;
        CHECK(copy.reveal() == text);
        Secret moved = std::move(first);
        CHECK(moved.reveal() == text);
        CHECK(first.empty()); // NOLINT(bugprone-use-after-move): that it is empty is what is promised
        Secret assigned("old");
        assigned = moved;
        CHECK(assigned.reveal() == text);
        CHECK(moved.reveal() == text);
        Secret target("another secret that is long enough to live on the heap");
        target = std::move(moved);
        CHECK(target.reveal() == text);
        CHECK(moved.empty()); // NOLINT(bugprone-use-after-move)
        Secret &itself = target;
        target = itself;
        CHECK(target.reveal() == text);
        target = std::move(itself);
        CHECK(target.reveal() == text);
    }
    CHECK(Secret().empty());
    CHECK(Secret(std::string_view("a\0b", 3)).reveal().size() == 3);
}

TEST_CASE("no block goes back to the heap with a secret in it")
{
    const auto use = [](std::string_view text) {
        Secret first(text);
        Secret copy = first;
        Secret moved = std::move(first);
        copy = Secret("short"); // a shorter text over a longer one
        moved = copy;           // the same by copying
        copy = Secret(text);    // and longer over shorter
        moved = std::move(copy);
        copy = moved;
        const Secret longer(std::string(200, 'x'));
        copy = longer; // over a block that is too small for it
    };
    for (const char *const text : texts) {
        CAPTURE(text);
        CHECK(leaks_of(use, text) == 0);
    }
}

TEST_CASE("nothing of a short secret stays in an object that was moved from or destroyed")
{
    // The objects live in this array: their bytes may be read as characters at any time.
    for (const char *const text : texts) {
        CAPTURE(text);
        alignas(Secret) unsigned char place[sizeof(Secret)] = {};
        Secret *const secret = new (place) Secret{std::string_view(text)};
        Secret other = std::move(*secret);
        CHECK_FALSE(holds_mark(place, sizeof place));
        *secret = other;
        CHECK(secret->reveal() == text);
        other = std::move(*secret);
        CHECK_FALSE(holds_mark(place, sizeof place));
        *secret = other;
        *secret = Secret("x");
        CHECK_FALSE(holds_mark(place, sizeof place));
        *secret = other;
        secret->~Secret();
        CHECK_FALSE(holds_mark(place, sizeof place));
    }
}

TEST_CASE("signing leaves no copy of the secret key")
{
    const auto sign = [](std::string_view text) {
        const Secret key(text);
        CHECK(lmq::mqtt_password(key, "GID_AAA").reveal().size() == 28);
        CHECK(lmq::publish_signature(key, "GID_AAA@@@d").size() == 28);
        CHECK(lmq::subscribe_signature(key, {"T/a", "T/b"}, "GID_AAA@@@d").size() == 28);
        CHECK(lmq::http_signature(key, {{"a", "b"}}).size() == 28);
        CHECK(lmq::pop_signature(key, "GET", {{"a", "b"}}).size() == 28);
    };
    for (const char *const text : texts) {
        CAPTURE(text);
        CHECK(leaks_of(sign, text) == 0);
    }
}

TEST_CASE("reading an uploaded token leaves no copy of it")
{
    // cJSON's blocks are watched as well.
    cJSON_Hooks hooks{[](std::size_t size) { return operator new(size); }, [](void *block) { operator delete(block); }};
    cJSON_InitHooks(&hooks);
    static const std::string payload = R"({"token":"S3CR3T that is too long for the string's own buffer","type":"R"})";
    const auto read = [](std::string_view text) {
        const auto decoded = lmq::control::decode_upload_token(payload);
        CHECK((decoded && decoded->token.reveal() == text));
    };
    CHECK(leaks_of(read, texts[2]) == 0);
    cJSON_InitHooks(nullptr);
}
