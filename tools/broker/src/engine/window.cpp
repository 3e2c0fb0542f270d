#include "engine/window.hpp"

#include <utility>

namespace lmq::broker::engine
{

Flight &Window::add(Outgoing outgoing, std::int64_t now_ms)
{
    Flight flight;
    flight.outgoing = std::move(outgoing);
    flight.sent_ms = now_ms;
    flight.packet_id = next_id_;
    flight.state = FlightState::waiting;
    next_id_ = static_cast<std::uint16_t>(next_id_ == ids ? 1 : next_id_ + 1);
    ++open_;
    return flights_.push_back(std::move(flight));
}

bool Window::restore(Outgoing outgoing, std::uint16_t packet_id, FlightState state)
{
    if (packet_id == 0) return false;
    if (flights_.empty()) next_id_ = packet_id;
    const std::size_t gap = (packet_id + ids - next_id_) % ids;
    if (flights_.size() + gap >= max_span) return false;
    for (std::size_t i = 0; i < gap; ++i) { // those between were acknowledged
        Flight done;
        done.packet_id = next_id_;
        flights_.push_back(std::move(done));
        next_id_ = static_cast<std::uint16_t>(next_id_ == ids ? 1 : next_id_ + 1);
    }
    add(std::move(outgoing), 0).state = state;
    return true;
}

void Window::clear()
{
    flights_.clear();
    open_ = 0;
}

Flight *Window::find(std::uint16_t packet_id)
{
    if (flights_.empty() || packet_id == 0) return nullptr;
    const std::uint32_t first = flights_.front().packet_id;
    const std::size_t index = (packet_id + ids - first) % ids;
    if (index >= flights_.size()) return nullptr;
    Flight &flight = flights_[index];
    return flight.state == FlightState::done ? nullptr : &flight;
}

void Window::finish(Flight &flight)
{
    flight.state = FlightState::done;
    flight.outgoing.message = MessageRef();
    --open_;
    while (!flights_.empty() && flights_.front().state == FlightState::done)
        flights_.pop_front();
}

} // namespace lmq::broker::engine
