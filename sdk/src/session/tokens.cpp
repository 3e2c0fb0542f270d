// Token mode (spec 8): a connection waits for tokens, uploads them one by one, and renews them while it lasts.

#include <string>
#include <utility>

#include "lmq/control.hpp"
#include "session/session.hpp"

namespace lmq::session
{

// Instead of an attempt: the provider has to give a token first.
void Session::await_token()
{
    status_.session_present = false;
    status_.retry_in = tokens_.ask_in();
    if (tokens_.failure()) status_.error = tokens_.failure();
    report(ConnectionState::awaiting_token);
}

void Session::token_call_ended()
{
    const bool told = tokens_.failure() || status_.token_error;
    status_.token_error = tokens_.failure();
    if (!wants_connection()) return;
    if (status_.state == ConnectionState::waiting) status_.retry_in = retry_at_ ? *retry_at_ - now_ : Time{0};
    if (status_.state == ConnectionState::awaiting_token) {
        if (tokens_.may_connect())
            open();
        else if (told)
            await_token();
    } else if (told) {
        report(status_.state);
    }
}

void Session::on(const event::TokensLoaded &event)
{
    if (event.tokens)
        tokens_.load(*event.tokens);
    else
        status_.token_error = event.tokens.error();
}

void Session::on(const event::TokenAnswered &event)
{
    if (tokens_.answered(event.request, event.result)) token_call_ended();
}

void Session::on(const event::ServiceNotice &event)
{
    if (!is_current(event.attempt) || (link_ != Link::up && link_ != Link::closing)) return;
    if (event.topic == control::token_expire_notice_topic) {
        if (const auto notice = control::decode_token_expire_notice(event.payload))
            tokens_.expire_notice(notice->expire_time_ms, notice->type);
    } else if (event.topic == control::token_invalid_notice_topic) {
        if (const auto notice = control::decode_token_invalid_notice(event.payload)) token_refused(*notice);
    }
}

// The server closes after such a notice; there is nothing to wait for.
void Session::token_refused(const control::TokenInvalidNotice &notice)
{
    tokens_.invalid_notice(notice.code, notice.type);
    if (link_ != Link::up) return;
    Error error{token_errc(notice.code).value_or(Errc::token_account),
                "the server's notice: code " + std::to_string(notice.code) + ", type " +
                    std::string(control::to_string(notice.type))};
    if (tokens_.empty()) error.detail += "; the client was given no tokens";
    // A filter on its way that no token covers is likely that cause.
    end_connection(std::move(error), TokenBook::is_about_rights(notice.code));
    close(false);
    back_off();
}

// Behind every event: what the token book wants done.
void Session::serve_tokens()
{
    if (tokens_.empty()) return;
    if (wants_connection()) {
        if (auto ask = tokens_.ask(is_ready())) out_.emplace_back(action::AskToken{ask->request, std::move(ask->what)});
        if (is_ready() && !tokens_.uploading() && send_upload()) out_.emplace_back(action::PausePublishes{});
    }
    if (auto changed = tokens_.take_changed()) out_.emplace_back(action::StoreTokens{std::move(*changed)});
}

bool Session::send_upload()
{
    const Token *const token = tokens_.next_upload();
    if (!token) return false;
    auto payload = control::encode(control::UploadToken{token->text, token->type}); // checked when it came
    const std::uint32_t id = new_id();
    await(id, step_ == Step::tokens);
    out_.emplace_back(action::SendControl{id, std::string(control::upload_token_topic),
                                          payload ? Secret(std::move(*payload)) : Secret()});
    return true;
}

// What had to wait for the upload of a renewed token (spec 8.1).
void Session::uploads_done()
{
    out_.emplace_back(action::ResumePublishes{});
    send_unsubscribes(false);
    const std::uint32_t id = new_id();
    send_subscribe(book_.send_unsent(id), id, false);
}

} // namespace lmq::session
