#include "engine/core.hpp"

namespace lmq::broker::engine
{

Result<void> Core::recover()
{
    return {};
}

Result<void> Core::commit()
{
    return store_.commit();
}

} // namespace lmq::broker::engine
