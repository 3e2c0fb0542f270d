#include "transport/tls_context.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "core/text.hpp"
#include "lmq/platform/private_file.hpp"

namespace lmq::transport
{
namespace
{

constexpr std::size_t most_pem_bytes = 8 * 1024 * 1024;

template <class T, void (*Free)(T *)>
struct Freed {
    void operator()(T *object) const noexcept { Free(object); }
};
void free_bio(BIO *bio)
{
    BIO_free(bio);
}
using Bio = std::unique_ptr<BIO, Freed<BIO, free_bio>>;
using Certificate = std::unique_ptr<X509, Freed<X509, X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>>;

Bio open_text(const Secret &text)
{
    return Bio(BIO_new_mem_buf(text.reveal().data(), static_cast<int>(text.reveal().size())));
}

/// A text from a file or an option; a key may be in it.
Result<Secret> read_pem(const char *option, const std::string &file, Errc code)
{
    platform::FileRead read = platform::read_private_file(file, most_pem_bytes);
    Secret text(std::move(read.bytes));
    if (!read.error.empty()) return core::failure(code, {option, " '", file, "': ", read.error});
    if (!read.exists) return core::failure(code, {option, " '", file, "': no such file"});
    return text;
}

// Every certificate of the text, in order. True when it ends as PEM ends.
template <class Use>
bool each_certificate(BIO *bio, Use use)
{
    for (;;) {
        const Certificate certificate(PEM_read_bio_X509_AUX(bio, nullptr, nullptr, nullptr));
        if (!certificate) break;
        if (!use(certificate.get())) return false;
    }
    const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    if (at_end) ERR_clear_error();
    return at_end;
}

Result<void> trust(SSL_CTX *context, const char *option, const std::string &named, const Secret &pem)
{
    X509_STORE *const store = SSL_CTX_get_cert_store(context);
    std::size_t count = 0;
    const bool whole = each_certificate(open_text(pem).get(), [&](X509 *certificate) {
        ++count;
        return X509_STORE_add_cert(store, certificate) == 1;
    });
    if (!whole) return core::failure(Errc::tls_ca_unusable, {option, named, ": ", take_openssl_reasons()});
    if (count == 0) return core::failure(Errc::tls_ca_unusable, {option, named, ": holds no PEM certificate"});
    return {};
}

// OpenSSL looks for a file named after the hash of the subject, and says nothing when none is named so.
bool is_hash_name(const std::string &name)
{
    constexpr std::size_t digits = 8;
    return name.size() > digits + 1 && name[digits] == '.' &&
           std::all_of(name.begin(), name.begin() + digits, [](unsigned char c) { return std::isxdigit(c) != 0; }) &&
           std::isdigit(static_cast<unsigned char>(name[digits + 1])) != 0;
}

Result<void> trust_directory(SSL_CTX *context, const std::string &folder)
{
    const std::string named = "tls.ca_directory '" + folder + "': ";
    std::error_code error;
    bool hashed = false;
    for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        hashed = hashed || is_hash_name(it->path().filename().string());
    if (error) return core::failure(Errc::tls_ca_unusable, {named, error.message()});
    if (!hashed)
        return core::failure(Errc::tls_ca_unusable,
                             {named, "holds no certificate named by its hash; run openssl rehash"});
    if (SSL_CTX_load_verify_locations(context, nullptr, folder.c_str()) != 1)
        return core::failure(Errc::tls_ca_unusable, {named, take_openssl_reasons()});
    return {};
}

Result<void> set_trust(SSL_CTX *context, const TlsOptions &options)
{
    if (options.ca_file.empty() && options.ca_directory.empty() && options.ca_pem.empty()) {
        SSL_CTX_set_default_verify_paths(context); // what is not there shows at the handshake
        ERR_clear_error();
        return {};
    }
    if (!options.ca_file.empty()) {
        const auto pem = read_pem("tls.ca_file", options.ca_file, Errc::tls_ca_unusable);
        if (!pem) return tl::unexpected<Error>(pem.error());
        if (auto done = trust(context, "tls.ca_file", " '" + options.ca_file + "'", *pem); !done) return done;
    }
    if (!options.ca_pem.empty()) {
        if (auto done = trust(context, "tls.ca_pem", "", Secret(options.ca_pem)); !done) return done;
    }
    if (!options.ca_directory.empty()) return trust_directory(context, options.ca_directory);
    return {};
}

// Never asks at the terminal.
int give_password(char *to, int size, int, void *secret)
{
    const std::string_view password = static_cast<const Secret *>(secret)->reveal();
    if (password.size() > static_cast<std::size_t>(size)) return -1;
    std::memcpy(to, password.data(), password.size());
    return static_cast<int>(password.size());
}

Result<void> set_own_certificate(SSL_CTX *context, const TlsOptions &options)
{
    const bool from_file = !options.certificate_file.empty();
    const char *const option = from_file ? "tls.certificate_file" : "tls.certificate_pem";
    Result<Secret> pem = from_file ? read_pem(option, options.certificate_file, Errc::tls_certificate_unusable)
                                   : Result<Secret>(Secret(options.certificate_pem));
    if (!pem) return tl::unexpected<Error>(pem.error());
    std::size_t count = 0;
    const bool whole = each_certificate(open_text(*pem).get(), [&](X509 *certificate) {
        if (count++ == 0) return SSL_CTX_use_certificate(context, certificate) == 1;
        return SSL_CTX_add1_chain_cert(context, certificate) == 1;
    });
    if (!whole) return core::failure(Errc::tls_certificate_unusable, {option, ": ", take_openssl_reasons()});
    if (count == 0) return core::failure(Errc::tls_certificate_unusable, {option, ": holds no PEM certificate"});

    const char *key_option = option;
    if (!options.key_file.empty()) {
        key_option = "tls.key_file";
        pem = read_pem(key_option, options.key_file, Errc::tls_key_unusable);
        if (!pem) return tl::unexpected<Error>(pem.error());
    } else if (!options.key_pem.empty()) {
        key_option = "tls.key_pem";
        pem = options.key_pem;
    }
    const Key key(PEM_read_bio_PrivateKey(open_text(*pem).get(), nullptr, give_password,
                                          const_cast<Secret *>(&options.key_password)));
    if (!key)
        return core::failure(Errc::tls_key_unusable,
                             {key_option, ": no PEM key that tls.key_password opens: ", take_openssl_reasons()});
    if (X509_check_private_key(SSL_CTX_get0_certificate(context), key.get()) != 1) {
        ERR_clear_error();
        return core::failure(Errc::tls_key_mismatch, {key_option, ": not the key of ", option});
    }
    if (SSL_CTX_use_PrivateKey(context, key.get()) != 1)
        return core::failure(Errc::tls_key_unusable, {key_option, ": ", take_openssl_reasons()});
    return {};
}

Result<void> set_suites(SSL_CTX *context, const TlsOptions &options)
{
    if (!options.ciphers.empty() && SSL_CTX_set_cipher_list(context, options.ciphers.c_str()) != 1)
        return core::failure(Errc::tls_bad_setting, {"tls.ciphers: ", take_openssl_reasons()});
    if (!options.cipher_suites.empty() && SSL_CTX_set_ciphersuites(context, options.cipher_suites.c_str()) != 1)
        return core::failure(Errc::tls_bad_setting, {"tls.cipher_suites: ", take_openssl_reasons()});
    std::string names;
    for (const std::string &name : options.alpn) {
        if (name.empty() || name.size() > 255)
            return core::failure(Errc::tls_bad_setting,
                                 {"tls.alpn: a name has 1 to 255 bytes, one has ", core::Decimal(name.size())});
        names.push_back(static_cast<char>(name.size()));
        names += name;
    }
    constexpr std::size_t most = 65535;
    if (names.size() > most) return core::failure(Errc::tls_bad_setting, "tls.alpn: at most 65535 bytes in all");
    if (!names.empty()) {
        const std::vector<unsigned char> bytes(names.begin(), names.end());
        if (SSL_CTX_set_alpn_protos(context, bytes.data(), static_cast<unsigned>(bytes.size())) != 0)
            return core::failure(Errc::tls_bad_setting, {"tls.alpn: ", take_openssl_reasons()});
    }
    return {};
}

} // namespace

void FreeTlsContext::operator()(ssl_ctx_st *context) const noexcept
{
    SSL_CTX_free(context);
}

Result<TlsContext> make_tls_context(const TlsOptions &options)
{
    ERR_clear_error();
    TlsContext context(SSL_CTX_new(TLS_client_method()));
    if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1)
        return core::failure(Errc::internal, {"OpenSSL cannot be started: ", take_openssl_reasons()});
    SSL_CTX_set_options(context.get(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS); // 33 KB that an idle connection does without
    const bool shows = !options.certificate_file.empty() || !options.certificate_pem.empty();
    Result<void> done =
        set_trust(context.get(), options)
            .and_then([&] { return shows ? set_own_certificate(context.get(), options) : Result<void>(); })
            .and_then([&] { return set_suites(context.get(), options); });
    if (!done) return tl::unexpected<Error>(done.error());
    return context;
}

Result<std::vector<KeyHash>> parse_pins(const std::vector<std::string> &pins)
{
    std::vector<KeyHash> parsed;
    for (const std::string &pin : pins) {
        KeyHash hash{};
        std::string_view text = pin;
        constexpr std::string_view prefix = "sha256/";
        if (text.substr(0, prefix.size()) == prefix) text.remove_prefix(prefix.size());
        bool good = false;
        if (text.size() == 64) {
            good = std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
            for (std::size_t i = 0; good && i < hash.size(); ++i)
                std::from_chars(text.data() + 2 * i, text.data() + 2 * i + 2, hash[i], 16);
        } else if (text.size() == 44 && text.back() == '=' && text[42] != '=') {
            std::array<unsigned char, 33> bytes{};
            good = EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char *>(text.data()), 44) == 33;
            std::copy_n(bytes.begin(), hash.size(), hash.begin());
        }
        if (!good)
            return core::failure(Errc::tls_bad_setting,
                                 {"tls.pins: '", pin, "' must be a SHA-256, 44 characters of base64 or 64 of hex"});
        parsed.push_back(hash);
    }
    return parsed;
}

std::string take_openssl_reasons()
{
    std::string text;
    while (const unsigned long error = ERR_get_error()) {
        const char *const reason = ERR_reason_error_string(error);
        if (!text.empty()) text += "; ";
        text += reason != nullptr ? std::string(reason) : "OpenSSL error " + std::to_string(error);
    }
    return text.empty() ? "no reason given" : text;
}

} // namespace lmq::transport
