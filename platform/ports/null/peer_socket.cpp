#include "lmq/platform/peer_socket.hpp"

namespace lmq::platform
{

PeerSocket PeerSocket::adopt(const std::string &, std::uint16_t)
{
    return {};
}

bool PeerSocket::hold(bool) const noexcept
{
    return descriptor_ >= 0 && identity_ != 0;
}

bool PeerSocket::sever() const noexcept
{
    return false;
}

void PeerSocket::sever_new(const std::string &, std::uint16_t) {}

std::optional<PeerSocket::Output> PeerSocket::output() const noexcept
{
    return std::nullopt;
}

} // namespace lmq::platform
