#ifndef LMQ_BROKER_ENGINE_RING_HPP
#define LMQ_BROKER_ENGINE_RING_HPP

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace lmq::broker::engine
{

/// A queue over one array that grows by doubling. std::deque allocates 600 bytes before its first element, which is too
/// much for each idle session.
template <class T>
class Ring
{
public:
    std::size_t size() const { return count_; }
    bool empty() const { return count_ == 0; }
    T &operator[](std::size_t index) { return slots_[(head_ + index) & (capacity_ - 1)]; }
    const T &operator[](std::size_t index) const { return slots_[(head_ + index) & (capacity_ - 1)]; }
    T &front() { return slots_[head_]; }
    const T &front() const { return slots_[head_]; }

    T &push_back(T value)
    {
        if (count_ == capacity_) grow();
        T &slot = slots_[(head_ + count_) & (capacity_ - 1)];
        slot = std::move(value);
        ++count_;
        return slot;
    }

    void pop_front()
    {
        slots_[head_] = T();
        head_ = (head_ + 1) & (capacity_ - 1);
        if (--count_ == 0 && capacity_ > kept) clear(); // one burst must not cost memory for ever
    }

    void clear()
    {
        slots_.reset();
        capacity_ = head_ = count_ = 0;
    }

private:
    static constexpr std::uint32_t kept = 256;

    void grow()
    {
        const std::uint32_t wanted = capacity_ == 0 ? 4 : capacity_ * 2;
        auto larger = std::make_unique<T[]>(wanted);
        for (std::uint32_t i = 0; i < count_; ++i)
            larger[i] = std::move((*this)[i]);
        slots_ = std::move(larger);
        capacity_ = wanted;
        head_ = 0;
    }

    std::unique_ptr<T[]> slots_;
    std::uint32_t capacity_ = 0; // a power of two; 32 bits, for each idle session has two of these
    std::uint32_t head_ = 0;
    std::uint32_t count_ = 0;
};

} // namespace lmq::broker::engine

#endif
