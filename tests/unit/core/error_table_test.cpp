#include <doctest/doctest.h>

#include <map>
#include <set>
#include <sstream>

#include "errors_markdown.hpp"
#include "lmq/error.hpp"
#include "vectors.hpp"

using namespace lmq;
using namespace lmq::test;

namespace
{

/// The enumerators as the header declares them: a number that the table lacks cannot hide.
std::map<unsigned, std::string> declared_errors()
{
    const std::string header = read_text_file(LMQ_TEST_SOURCE_DIR "/sdk/include/lmq/error.hpp");
    const std::size_t begin = header.find("enum class Errc");
    const std::string body = header.substr(begin, header.find("};", begin) - begin);
    std::istringstream lines(body);
    std::map<unsigned, std::string> found;
    for (std::string line; std::getline(lines, line);) {
        // "    too_long = 102,  ///< …"
        std::istringstream words(line);
        std::string name;
        std::string equals;
        unsigned number = 0;
        if (!(words >> name >> equals >> number) || equals != "=") continue;
        const bool is_new = found.emplace(number, name).second;
        CHECK_MESSAGE(is_new, "number " << number << " is used twice");
    }
    return found;
}

} // namespace

TEST_CASE("the error table holds every enumerator under its own name and number, and nothing else")
{
    const auto declared = declared_errors();
    CHECK(declared.size() > 40);
    std::map<unsigned, std::string> held;
    std::set<std::string_view> names;
    for (const ErrorInfo &info : all_errors()) {
        held.emplace(static_cast<unsigned>(info.code), info.name);
        names.insert(info.name);
    }
    CHECK(held == declared);
    CHECK(names.size() == held.size());
}

TEST_CASE("every error has a cause and a cure that read as sentences")
{
    for (const ErrorInfo &info : all_errors()) {
        CAPTURE(info.name);
        for (const std::string_view sentence : {info.cause, info.cure}) {
            REQUIRE(sentence.size() > 5);
            CHECK((sentence.front() >= 'A' && sentence.front() <= 'Z'));
            CHECK(sentence.back() != '.');
            CHECK(sentence.find('|') == std::string_view::npos);
        }
    }
}

TEST_CASE("describe gives name, number, detail, cause and cure")
{
    CHECK(
        describe({Errc::empty, "client id: must not be empty"}) ==
        "empty (101): client id: must not be empty. A field that must have a value is empty. Give the field a value.");
    CHECK(describe({Errc::closed, ""}) == "closed (904). The client was closed. Make a new client.");
}

TEST_CASE("a number that is in no table is described as a defect, with the number that was given")
{
    CHECK(&error_info(static_cast<Errc>(7)) == &error_info(Errc::internal));
    CHECK(&error_info(static_cast<Errc>(65535)) == &error_info(Errc::internal));
    CHECK(describe({static_cast<Errc>(7), "x"}).find("internal (7): x") == 0);
}

TEST_CASE("sdk/docs/errors.md is what the table prints")
{
    CHECK_MESSAGE(read_text_file(LMQ_TEST_SOURCE_DIR "/sdk/docs/errors.md") == errors_markdown(),
                  "out of date: run tools/ci/print-errors");
}

TEST_CASE("lmq_c/error_codes.h is what the table prints")
{
    CHECK_MESSAGE(read_text_file(LMQ_TEST_SOURCE_DIR "/sdk/include/lmq_c/error_codes.h") == error_codes_header(),
                  "out of date: run tools/ci/print-errors");
}

TEST_CASE("LMQErrorCode.h is what the table prints")
{
    CHECK_MESSAGE(read_text_file(LMQ_TEST_SOURCE_DIR "/platform/bindings/apple/include/LMQObjC/LMQErrorCode.h") ==
                      objc_error_header(),
                  "out of date: run tools/ci/print-errors");
}
