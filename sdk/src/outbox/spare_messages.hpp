#ifndef LMQ_OUTBOX_SPARE_MESSAGES_HPP
#define LMQ_OUTBOX_SPARE_MESSAGES_HPP

#include <cstddef>
#include <vector>

#include "lmq/message.hpp"

namespace lmq::outbox
{

/// Messages that are done, for the memory of their strings, to be filled again. Keeps none until the first is asked
/// for: a caller who brings strings of his own has no use for them.
class SpareMessages
{
public:
    /// An empty message, with memory if there is one.
    Message take();
    /// Keeps its strings' memory, if there is room.
    void give(Message message);

private:
    static constexpr std::size_t most_bytes = 4096; ///< of all together: what an idle client may hold is little

    static std::size_t memory_of(const Message &message);

    bool wanted_ = false;
    std::size_t bytes_ = 0;
    std::vector<Message> kept_;
};

} // namespace lmq::outbox

#endif
