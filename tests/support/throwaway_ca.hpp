#ifndef LMQ_TESTS_SUPPORT_THROWAWAY_CA_HPP
#define LMQ_TESTS_SUPPORT_THROWAWAY_CA_HPP

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "support/scripted_http_server.hpp"

struct ssl_st; // OpenSSL's SSL

namespace lmq::test
{

/// A certificate and its private key, as PEM files.
struct IssuedCertificate {
    std::string certificate_file;
    std::string key_file;
};

/// A certificate authority made for one test, in a folder of its own that goes with it.
class ThrowawayCa
{
public:
    ThrowawayCa();
    ~ThrowawayCa();
    ThrowawayCa(const ThrowawayCa &) = delete;
    ThrowawayCa &operator=(const ThrowawayCa &) = delete;

    /// Its certificate, PEM: the file, and the text.
    const std::string &file() const;
    const std::string &pem() const;
    /// The folder that goes with it; write() puts a file there and answers its path.
    const std::string &folder() const;
    std::string write(const std::string &name, const std::string &text) const;

    struct Wish {
        std::vector<std::string> names; ///< host names and addresses
        long valid_from = -3600;        ///< seconds from now
        long valid_until = 3600L * 24;
    };
    struct Issued {
        std::string certificate; ///< PEM
        std::string key;         ///< PEM
        std::string pin;         ///< SHA-256 of its public key, base64
    };
    Issued certify(const Wish &wish) const;
    /// The same for one name as files, for a server or a client, good from an hour ago; `valid` may be negative: it
    /// ended then.
    IssuedCertificate issue(const std::string &name, std::chrono::hours valid = std::chrono::hours(24)) const;
    /// The pin of the CA itself.
    std::string pin() const;

    struct Rules {
        bool client_certificate = false;      ///< one that this CA has signed is required
        int newest = 0;                       ///< OpenSSL's number of the newest TLS version spoken; 0: any
        int oldest = 0;                       ///< likewise
        bool shows_ca = false;                ///< sends the CA's certificate along
        std::string alpn;                     ///< the protocol chosen, where the client offers it; empty: none
        std::function<void(ssl_st *)> shaken; ///< called after each handshake, on the connection's thread
    };
    /// TLS of a server with this certificate.
    ScriptedHttpServer::MakeTls server(const Issued &issued, const Rules &rules) const;
    /// TLS of a server whose certificate, signed by this CA, is for `name`: "127.0.0.1" or a host name.
    ScriptedHttpServer::MakeTls server(const std::string &name) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace lmq::test

#endif
