#include "support/channel.hpp"

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "lmq/platform/broken_pipe.hpp"

namespace lmq::test
{
namespace
{

constexpr timeval patience{10, 0};

[[noreturn]] void give_up(const std::string &what)
{
    throw std::runtime_error("channel: " + what + ": " + std::strerror(errno));
}

int connect_to(const std::string &address)
{
    const std::size_t colon = address.rfind(':');
    sockaddr_in peer{};
    peer.sin_family = AF_INET;
    if (colon == std::string::npos || inet_pton(AF_INET, address.substr(0, colon).c_str(), &peer.sin_addr) != 1)
        give_up("not an address: " + address);
    peer.sin_port = htons(static_cast<std::uint16_t>(std::stoul(address.substr(colon + 1))));
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (made < 0) give_up("socket");
    if (::connect(made, reinterpret_cast<const sockaddr *>(&peer), sizeof peer) != 0) {
        ::close(made);
        give_up("connect");
    }
    const int on = 1;
    ::setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(made, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(made, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    return made;
}

} // namespace

struct Channel::Impl {
    int socket = -1;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context{nullptr, &SSL_CTX_free};
    std::unique_ptr<SSL, decltype(&SSL_free)> tls{nullptr, &SSL_free};
    bool ended = false;
    bool in_order = false;
    std::string reason;

    ~Impl()
    {
        const platform::BrokenPipeMask mask;
        if (tls && !ended) SSL_shutdown(tls.get());
        tls.reset();
        ::close(socket);
    }

    void begin_tls(const TlsWish &wish)
    {
        context.reset(SSL_CTX_new(TLS_client_method()));
        SSL_CTX *c = context.get();
        SSL_CTX_set_verify(c, SSL_VERIFY_PEER, nullptr);
        if (SSL_CTX_load_verify_locations(c, wish.ca_file.c_str(), nullptr) != 1) give_up("CA file " + wish.ca_file);
        if (!wish.certificate.empty()) {
            SSL_CTX_use_certificate_chain_file(c, wish.certificate.c_str());
            SSL_CTX_use_PrivateKey_file(c, wish.key.c_str(), SSL_FILETYPE_PEM);
        }
        if (wish.version != 0) {
            SSL_CTX_set_security_level(c, 0); // else OpenSSL does not even offer the old ones
            SSL_CTX_set_min_proto_version(c, wish.version);
            SSL_CTX_set_max_proto_version(c, wish.version);
        }
        tls.reset(SSL_new(c));
        const platform::BrokenPipeMask mask;
        if (!wish.protocols.empty())
            SSL_set_alpn_protos(tls.get(), reinterpret_cast<const unsigned char *>(wish.protocols.data()),
                                static_cast<unsigned>(wish.protocols.size()));
        const bool number = wish.name.find_first_not_of("0123456789.") == std::string::npos;
        if (number) {
            X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls.get()), wish.name.c_str());
        } else {
            std::string name = wish.name; // the macro for it casts in the old style
            SSL_ctrl(tls.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
            SSL_set1_host(tls.get(), wish.name.c_str());
        }
        SSL_set_fd(tls.get(), socket);
        if (SSL_connect(tls.get()) == 1) return;
        ended = true;
        const unsigned long error = ERR_peek_last_error();
        const long verdict = SSL_get_verify_result(tls.get());
        if (verdict != X509_V_OK)
            reason = X509_verify_cert_error_string(verdict);
        else
            reason = error == 0 ? "closed" : ERR_reason_error_string(error);
        ERR_clear_error();
    }
};

Channel::Channel(const std::string &address) : impl_(std::make_unique<Impl>())
{
    impl_->socket = connect_to(address);
}

Channel::Channel(const std::string &address, const TlsWish &wish) : Channel(address)
{
    impl_->begin_tls(wish);
}

Channel::~Channel() = default;
Channel::Channel(Channel &&) noexcept = default;
Channel &Channel::operator=(Channel &&) noexcept = default;

void Channel::send(std::string_view bytes)
{
    const platform::BrokenPipeMask mask;
    while (!bytes.empty() && !impl_->ended) {
        std::size_t sent = 0;
        if (impl_->tls) {
            if (SSL_write_ex(impl_->tls.get(), bytes.data(), bytes.size(), &sent) != 1) return;
        } else {
            const ssize_t done = ::send(impl_->socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (done <= 0) return;
            sent = static_cast<std::size_t>(done);
        }
        bytes.remove_prefix(sent);
    }
}

std::string Channel::read_some()
{
    const platform::BrokenPipeMask mask; // reading may write: an alert
    char buffer[65536];
    std::size_t got = 0;
    if (impl_->ended) return {};
    if (impl_->tls) {
        const int answer = SSL_read_ex(impl_->tls.get(), buffer, sizeof buffer, &got);
        if (answer != 1) impl_->in_order = SSL_get_error(impl_->tls.get(), answer) == SSL_ERROR_ZERO_RETURN;
        const unsigned long error = ERR_get_error(); // TLS 1.3 tells of a refused certificate only here
        if (answer != 1 && error != 0) impl_->reason = ERR_reason_error_string(error);
        ERR_clear_error();
    } else {
        const ssize_t done = ::recv(impl_->socket, buffer, sizeof buffer, 0);
        if (done > 0) got = static_cast<std::size_t>(done);
    }
    impl_->ended = got == 0;
    return {buffer, got};
}

bool Channel::ended() const
{
    return impl_->ended;
}

const std::string &Channel::reason() const
{
    return impl_->reason;
}

std::string Channel::version() const
{
    return SSL_get_version(impl_->tls.get());
}

std::string Channel::protocol() const
{
    const unsigned char *name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(impl_->tls.get(), &name, &size);
    return {reinterpret_cast<const char *>(name), size};
}

std::string Channel::certificate() const
{
    const std::unique_ptr<X509, decltype(&X509_free)> shown(SSL_get1_peer_certificate(impl_->tls.get()), &X509_free);
    if (!shown) return {};
    char name[256] = "";
    X509_NAME_get_text_by_NID(X509_get_subject_name(shown.get()), NID_commonName, name, sizeof name);
    const std::unique_ptr<BIGNUM, decltype(&BN_free)> number(
        ASN1_INTEGER_to_BN(X509_get0_serialNumber(shown.get()), nullptr), &BN_free);
    char *hex = BN_bn2hex(number.get());
    std::string text = std::string(name) + " " + hex;
    OPENSSL_free(hex);
    return text;
}

bool Channel::ended_in_order() const
{
    return impl_->in_order;
}

} // namespace lmq::test
