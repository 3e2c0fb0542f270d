#include "lmq/token_store.hpp"

#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "core/text.hpp"
#include "lmq/control.hpp"
#include "lmq/platform/private_file.hpp"

// Text, so that a technician can see what is in it:
//
//     lmq-tokens 1
//     client GID_AAA@@@BBB001
//     token 1546272000000 {"token":"…","type":"RW"}
//     check 0123456789abcdef
//
// One `token` line each, its expiry in front; `check` is the beginning of the SHA-256 of all before it.
namespace lmq
{
namespace
{

constexpr std::string_view magic = "lmq-tokens ";
constexpr std::string_view version = "1";
constexpr std::string_view check_mark = "check ";
/// Three tokens of 8 KiB, every character escaped.
constexpr std::size_t most_bytes = 256 * 1024;

/// Cuts off the first line, which must end with LF; nothing when it does not.
std::optional<std::string_view> cut_line(std::string_view &text)
{
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

/// What follows `word` in the next line; nothing when that does not begin with it.
std::optional<std::string_view> cut_line_of(std::string_view word, std::string_view &text)
{
    std::string_view rest = text;
    auto line = cut_line(rest);
    if (!line || line->substr(0, word.size()) != word) return std::nullopt;
    text = rest;
    line->remove_prefix(word.size());
    return line;
}

std::optional<Token> read_token(std::string_view line)
{
    Token token;
    const auto [end, failed] = std::from_chars(line.data(), line.data() + line.size(), token.expire_time_ms);
    const auto digits = static_cast<std::size_t>(end - line.data());
    if (failed != std::errc() || digits >= line.size() || line[digits] != ' ') return std::nullopt;
    auto upload = control::decode_upload_token(line.substr(digits + 1));
    if (!upload) return std::nullopt;
    token.text = std::move(upload->token);
    token.type = upload->type;
    return token;
}

/// Error: what is wrong with the content.
tl::expected<std::vector<Token>, std::string> read_tokens(std::string_view text, const std::string &client_id)
{
    const auto damaged = tl::unexpected<std::string>("its content is damaged");
    const std::string_view all = text;
    const auto found_version = cut_line_of(magic, text);
    if (!found_version) return damaged;
    if (*found_version != version)
        return tl::unexpected<std::string>("it is of version " + std::string(found_version->substr(0, 20)) +
                                           ", this library knows " + std::string(version));
    const auto client = cut_line_of("client ", text);
    if (!client) return damaged;
    std::vector<Token> tokens;
    while (const auto line = cut_line_of("token ", text)) {
        auto token = read_token(*line);
        if (!token) return damaged;
        tokens.push_back(std::move(*token));
    }
    const std::string_view checked = all.substr(0, all.size() - text.size());
    const auto check = cut_line_of(check_mark, text);
    if (!check || !text.empty() || *check != token_fingerprint(Secret(checked))) return damaged;
    if (*client != client_id) return tl::unexpected<std::string>("it holds the tokens of another client id");
    return tokens;
}

class TokenFile final : public TokenStore
{
public:
    explicit TokenFile(std::string path) : path_(std::move(path)) {}

    Result<std::vector<Token>> load(const std::string &client_id) override
    {
        platform::FileRead read = platform::read_private_file(path_, most_bytes);
        const Secret content(std::move(read.bytes));
        if (!read.exists && read.error.empty()) return std::vector<Token>();
        if (!read.error.empty())
            return core::failure(Errc::token_store_failed, {"token file '", path_, "': ", read.error});
        auto tokens = read_tokens(content.reveal(), client_id);
        if (tokens) return std::move(*tokens);
        const std::string aside = path_ + ".damaged";
        const std::string not_renamed = platform::rename_file(path_, aside);
        return core::failure(Errc::token_store_damaged,
                             {"token file '", path_, "': ", tokens.error(),
                              (not_renamed.empty() ? "; it is now '" + aside + "'" : "; " + not_renamed)});
    }

    Result<void> save(const std::string &client_id, const std::vector<Token> &tokens) override
    {
        std::string text;
        text.reserve(most_bytes / 8); // grown, it would leave copies behind
        text.append(magic).append(version).append("\nclient ").append(client_id).append("\n");
        for (const Token &token : tokens) {
            auto upload = control::encode(control::UploadToken{token.text, token.type});
            if (!upload) return core::failure(Errc::token_store_failed, {"token: ", upload.error().detail});
            const Secret wiped(std::move(*upload));
            text.append("token ").append(std::to_string(token.expire_time_ms)).append(" ");
            text.append(wiped.reveal()).append("\n");
        }
        Secret content(std::move(text));
        const std::string check = token_fingerprint(content);
        content = Secret(std::string(content.reveal()).append(check_mark).append(check).append("\n"));
        const std::string error = platform::replace_private_file(path_, content.reveal());
        if (!error.empty()) return core::failure(Errc::token_store_failed, {"token file '", path_, "': ", error});
        return {};
    }

private:
    const std::string path_;
};

} // namespace

std::shared_ptr<TokenStore> make_token_file(std::string path)
{
    return std::make_shared<TokenFile>(std::move(path));
}

} // namespace lmq
