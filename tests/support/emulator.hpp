#ifndef LMQ_TESTS_SUPPORT_EMULATOR_HPP
#define LMQ_TESTS_SUPPORT_EMULATOR_HPP

#include <string>
#include <vector>

namespace lmq::test
{

/// The command that starts `program` of this build: behind the emulator and its options where another machine's
/// programs are tested, alone elsewhere.
inline std::vector<std::string> command_of(const std::string &program)
{
    std::vector<std::string> words;
#ifdef LMQ_TEST_EMULATOR // its words, parted by '|'
    const std::string all = LMQ_TEST_EMULATOR;
    for (std::size_t begin = 0, end = 0; end != std::string::npos; begin = end + 1) {
        end = all.find('|', begin);
        words.push_back(all.substr(begin, end - begin));
    }
#endif
    words.push_back(program);
    return words;
}

/// Whether what a process takes of the machine is the emulator's, and says nothing of the program.
#ifdef LMQ_TEST_EMULATOR
constexpr bool emulated = true;
#else
constexpr bool emulated = false;
#endif

/// What a time that is to bound a hang is multiplied with: an emulated TLS handshake takes seconds on a busy machine.
constexpr int slowness = emulated ? 6 : 1;

} // namespace lmq::test

#endif
