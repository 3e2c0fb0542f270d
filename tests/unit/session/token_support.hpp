#ifndef LMQ_TESTS_SESSION_TOKEN_SUPPORT_HPP
#define LMQ_TESTS_SESSION_TOKEN_SUPPORT_HPP

#include <doctest/doctest.h>

#include "harness.hpp"

namespace lmq::session::test
{

/// The payload of the upload among the last actions; empty: there was none.
inline std::string upload_of(const Harness &h)
{
    const auto *control = h.find<action::SendControl>();
    return control ? std::string(control->payload.reveal()) : std::string();
}

/// Ready with token "t1", which is good for an hour.
inline Harness ready(Config config = with_tokens())
{
    Harness h(std::move(config));
    h.handle(event::Start{});
    h.handle(event::TokenAnswered{h.request, token("t1")});
    h.handle(event::TransportUp{});
    h.grant_until_ready();
    REQUIRE(h.state() == ConnectionState::ready);
    return h;
}

/// The clock stands at the next call of the provider.
inline void to_next_ask(Harness &h)
{
    for (int i = 0; i < 20 && !h.find<action::AskToken>(); ++i)
        h.pass_to_deadline();
    REQUIRE(h.find<action::AskToken>());
}

} // namespace lmq::session::test

#endif
