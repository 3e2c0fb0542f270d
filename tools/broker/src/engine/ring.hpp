#ifndef LMQ_BROKER_ENGINE_RING_HPP
#define LMQ_BROKER_ENGINE_RING_HPP

#include <cstddef>
#include <utility>
#include <vector>

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
    T &operator[](std::size_t index) { return slots_[(head_ + index) & (slots_.size() - 1)]; }
    const T &operator[](std::size_t index) const { return slots_[(head_ + index) & (slots_.size() - 1)]; }
    T &front() { return slots_[head_]; }
    const T &front() const { return slots_[head_]; }

    T &push_back(T value)
    {
        if (count_ == slots_.size()) grow();
        T &slot = slots_[(head_ + count_) & (slots_.size() - 1)];
        slot = std::move(value);
        ++count_;
        return slot;
    }

    void pop_front()
    {
        slots_[head_] = T();
        head_ = (head_ + 1) & (slots_.size() - 1);
        if (--count_ == 0 && slots_.size() > kept) clear(); // one burst must not cost memory for ever
    }

    void clear()
    {
        std::vector<T>().swap(slots_);
        head_ = count_ = 0;
    }

private:
    static constexpr std::size_t kept = 256;

    void grow()
    {
        std::vector<T> larger(slots_.empty() ? 4 : slots_.size() * 2);
        for (std::size_t i = 0; i < count_; ++i)
            larger[i] = std::move((*this)[i]);
        slots_.swap(larger);
        head_ = 0;
    }

    std::vector<T> slots_; // a power of two
    std::size_t head_ = 0;
    std::size_t count_ = 0;
};

} // namespace lmq::broker::engine

#endif
