#ifndef LMQ_CLIENT_SIPHASH_HPP
#define LMQ_CLIENT_SIPHASH_HPP

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lmq::client
{

/// SipHash-2-4 (Aumasson and Bernstein): 64 bits of a text under a key. Who does not know the key can not find two
/// texts with the same hash any better than by chance.
class SipHash
{
public:
    SipHash(std::uint64_t key0, std::uint64_t key1)
        : v0_(key0 ^ 0x736f6d6570736575U), v1_(key1 ^ 0x646f72616e646f6dU), v2_(key0 ^ 0x6c7967656e657261U),
          v3_(key1 ^ 0x7465646279746573U)
    {
    }

    /// Texts added one after the other are one text.
    void add(std::string_view text)
    {
        for (const char c : text) {
            word_ |= static_cast<std::uint64_t>(static_cast<unsigned char>(c)) << (8U * (size_ % 8U));
            if (++size_ % 8U != 0) continue;
            take(word_);
            word_ = 0;
        }
    }
    void add(std::uint64_t number)
    {
        char bytes[8];
        for (unsigned i = 0; i < 8; ++i)
            bytes[i] = static_cast<char>(number >> (8U * i) & 0xffU);
        add(std::string_view(bytes, sizeof bytes));
    }

    /// Of all that was added; nothing may be added afterwards.
    std::uint64_t finish()
    {
        take(word_ | size_ << 56U);
        v2_ ^= 0xffU;
        for (int i = 0; i < 4; ++i)
            round();
        return v0_ ^ v1_ ^ v2_ ^ v3_;
    }

private:
    static std::uint64_t rotate(std::uint64_t value, unsigned by) { return value << by | value >> (64U - by); }

    void take(std::uint64_t word)
    {
        v3_ ^= word;
        round();
        round();
        v0_ ^= word;
    }

    void round()
    {
        v0_ += v1_;
        v2_ += v3_;
        v1_ = rotate(v1_, 13) ^ v0_;
        v3_ = rotate(v3_, 16) ^ v2_;
        v0_ = rotate(v0_, 32);
        v2_ += v1_;
        v0_ += v3_;
        v1_ = rotate(v1_, 17) ^ v2_;
        v3_ = rotate(v3_, 21) ^ v0_;
        v2_ = rotate(v2_, 32);
    }

    std::uint64_t v0_, v1_, v2_, v3_;
    std::uint64_t word_ = 0; ///< the bytes not taken yet
    std::uint64_t size_ = 0;
};

} // namespace lmq::client

#endif
