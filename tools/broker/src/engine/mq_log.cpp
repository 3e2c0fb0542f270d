#include "engine/mq_log.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace lmq::broker::engine
{

namespace
{

constexpr std::size_t block_bytes = 256 * 1024;

// What stands before each message's texts in a block.
struct Header {
    std::uint64_t id;
    std::int64_t store_time_ms;
    std::uint32_t body;
    std::uint32_t queue;
    std::uint32_t first;  // second topic, or tag
    std::uint32_t second; // client id, or number of properties
    std::uint8_t from_device;
    std::uint8_t clean_session;
    std::uint8_t qos;
};

char *put(char *to, const void *from, std::size_t size)
{
    if (size > 0) std::memcpy(to, from, size);
    return to + size;
}

char *put_sized(char *to, std::string_view text)
{
    const auto size = static_cast<std::uint32_t>(text.size());
    return put(put(to, &size, sizeof size), text.data(), text.size());
}

std::string_view take(const char *&from, std::size_t size)
{
    const std::string_view text(from, size);
    from += size;
    return text;
}

std::string_view take_sized(const char *&from)
{
    std::uint32_t size = 0;
    std::memcpy(&size, from, sizeof size);
    from += sizeof size;
    return take(from, size);
}

std::size_t texts_size(const MqRecord &record)
{
    if (record.from_device) return record.second_topic.size() + record.client_id.size();
    std::size_t size = record.tag.size();
    if (record.properties)
        for (const auto &[name, value] : *record.properties)
            size += 2 * sizeof(std::uint32_t) + name.size() + value.size();
    return size;
}

} // namespace

MqLog::Block &MqLog::room(std::size_t size)
{
    if (!blocks_.empty()) {
        Block &last = blocks_.back();
        if (last.bytes.capacity() - last.bytes.size() >= size) return last;
    }
    Block block = std::exchange(spare_, Block());
    block.first = end_;
    block.starts.clear();
    block.bytes.clear();
    // A topic that sees little traffic shall not cost a whole block.
    const std::size_t wanted = blocks_.empty() ? block_bytes / 32 : block_bytes;
    if (block.bytes.capacity() < std::max(size, wanted)) block.bytes.reserve(std::max(size, wanted));
    blocks_.push_back(std::move(block));
    return blocks_.back();
}

void MqLog::append(const MqRecord &record)
{
    const std::size_t size = sizeof(Header) + texts_size(record) + record.body.size;
    Block &block = room(size);
    const std::size_t at = block.bytes.size();
    block.starts.push_back(static_cast<std::uint32_t>(at));

    Header header{};
    header.id = record.id;
    header.store_time_ms = record.store_time_ms;
    header.body = static_cast<std::uint32_t>(record.body.size);
    header.queue = record.queue;
    header.from_device = record.from_device ? 1 : 0;
    header.clean_session = record.clean_session ? 1 : 0;
    header.qos = record.qos;
    const std::string_view first = record.from_device ? record.second_topic : record.tag;
    header.first = static_cast<std::uint32_t>(first.size());
    header.second = static_cast<std::uint32_t>(record.from_device  ? record.client_id.size()
                                               : record.properties ? record.properties->size()
                                                                   : 0);

    const auto *raw = reinterpret_cast<const char *>(&header);
    block.bytes.append(raw, sizeof header).append(first);
    if (record.from_device) {
        block.bytes.append(record.client_id);
    } else if (record.properties) {
        const std::size_t from = block.bytes.size();
        block.bytes.resize(at + size - record.body.size);
        char *to = block.bytes.data() + from;
        for (const auto &[name, value] : *record.properties)
            to = put_sized(put_sized(to, name), value);
    }
    block.bytes.append(record.body.text());
    ++end_;
    bytes_ += size;
    while (end_ - first_ > max_messages_ || (bytes_ > max_bytes_ && first_ != end_))
        drop_oldest();
}

void MqLog::drop_oldest()
{
    Block &block = blocks_.front();
    const std::size_t index = first_ - block.first;
    const bool last = index + 1 == block.starts.size();
    bytes_ -= (last ? block.bytes.size() : block.starts[index + 1]) - block.starts[index];
    ++first_;
    if (!last) return;
    if (block.bytes.capacity() <= 2 * block_bytes) spare_ = std::move(block);
    blocks_.pop_front();
}

MqRecord MqLog::read(std::uint64_t position, std::map<std::string, std::string> &properties) const
{
    const auto above = std::upper_bound(blocks_.begin(), blocks_.end(), position,
                                        [](std::uint64_t value, const Block &block) { return value < block.first; });
    const Block &block = *std::prev(above);
    const char *at = block.bytes.data() + block.starts[position - block.first];
    Header header;
    std::memcpy(&header, at, sizeof header);
    at += sizeof header;

    MqRecord record;
    record.id = header.id;
    record.store_time_ms = header.store_time_ms;
    record.queue = header.queue;
    record.from_device = header.from_device != 0;
    record.clean_session = header.clean_session != 0;
    record.qos = header.qos;
    properties.clear();
    if (record.from_device) {
        record.second_topic = take(at, header.first);
        record.client_id = take(at, header.second);
    } else {
        record.tag = take(at, header.first);
        for (std::uint32_t i = 0; i < header.second; ++i) {
            const std::string_view name = take_sized(at);
            properties.emplace(std::string(name), std::string(take_sized(at)));
        }
        record.properties = &properties;
    }
    record.body = codec::ByteSpan(take(at, header.body));
    return record;
}

void MqLog::clear()
{
    blocks_.clear();
    spare_ = Block();
    first_ = end_; // positions are never reused: a consumer's stays valid
    bytes_ = 0;
}

} // namespace lmq::broker::engine
