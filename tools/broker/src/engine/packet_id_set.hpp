#ifndef LMQ_BROKER_ENGINE_PACKET_ID_SET_HPP
#define LMQ_BROKER_ENGINE_PACKET_ID_SET_HPP

#include <algorithm>
#include <bitset>
#include <cstdint>
#include <memory>
#include <vector>

namespace lmq::broker::engine
{

/// The packet ids of QoS 2 messages received and not yet released: a handful as a rule, all 65,535 at worst, and then
/// still with constant time for each.
class PacketIdSet
{
public:
    bool contains(std::uint16_t id) const
    {
        if (bits_) return bits_->test(id);
        return std::find(few_.begin(), few_.end(), id) != few_.end();
    }

    void insert(std::uint16_t id)
    {
        if (contains(id)) return;
        if (!bits_ && few_.size() >= few) {
            bits_ = std::make_unique<std::bitset<65536>>();
            for (const std::uint16_t each : few_)
                bits_->set(each);
            in_bits_ = few_.size();
            std::vector<std::uint16_t>().swap(few_);
        }
        if (bits_) {
            bits_->set(id);
            ++in_bits_;
        } else {
            few_.push_back(id);
        }
    }

    void erase(std::uint16_t id)
    {
        if (bits_) {
            if (!bits_->test(id)) return;
            bits_->reset(id);
            if (--in_bits_ == 0) bits_.reset();
            return;
        }
        const auto at = std::find(few_.begin(), few_.end(), id);
        if (at == few_.end()) return;
        *at = few_.back();
        few_.pop_back();
    }

    template <class Visit>
    void each(Visit visit) const
    {
        for (const std::uint16_t id : few_)
            visit(id);
        for (std::size_t id = 1; bits_ && id < bits_->size(); ++id)
            if (bits_->test(id)) visit(static_cast<std::uint16_t>(id));
    }

    bool empty() const { return !bits_ && few_.empty(); }

private:
    static constexpr std::size_t few = 64;
    std::vector<std::uint16_t> few_;
    std::unique_ptr<std::bitset<65536>> bits_;
    std::size_t in_bits_ = 0;
};

} // namespace lmq::broker::engine

#endif
