#include <csignal>
#include <filesystem>
#include <fstream>

#include "broker_cli_process.hpp"
#include "doors.hpp"
#include "support/throwaway_ca.hpp"

using namespace lmq::test;
using namespace lmq;

namespace
{

broker::Config with(const IssuedCertificate &issued)
{
    broker::Config config = open_doors();
    config.certificates.certificate = issued.certificate_file;
    config.certificates.key = issued.key_file;
    return config;
}

TlsWish trusting(const ThrowawayCa &ca)
{
    TlsWish wish;
    wish.ca_file = ca.file();
    return wish;
}

void copy(const std::string &from, const std::string &to)
{
    std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing);
}

std::string refusal(const broker::Config &config)
{
    const auto started = broker::Broker::start(config);
    return started ? "started" : started.error().detail;
}

} // namespace

TEST_CASE("a configured certificate is shown, and there is no throw-away CA then")
{
    const ThrowawayCa ca;
    const Service service(with(ca.issue("localhost")));
    CHECK(service->ca_file().empty());
    RawStream client{Channel(service->tls_address(), trusting(ca))};
    CHECK(client.channel().certificate().find("localhost ") == 0);
    CHECK(client.ask(connect()) == connack(0));
}

TEST_CASE("a certificate or key that cannot be used ends the start, naming key and file")
{
    const ThrowawayCa ca;
    const IssuedCertificate good = ca.issue("localhost"), other = ca.issue("localhost");
    CHECK(refusal(with({"/no/such.pem", good.key_file})) == "tls.certificate: \"/no/such.pem\" cannot be read");
    CHECK(refusal(with({"/", good.key_file})) == "tls.certificate: \"/\" cannot be read");
    CHECK(refusal(with({good.certificate_file, "/no/such.key"})) == "tls.key: \"/no/such.key\" cannot be read");
    CHECK(refusal(with({good.key_file, good.key_file})).find("holds no PEM certificate") != std::string::npos);
    CHECK(refusal(with({good.certificate_file, ca.file()})).find("holds no PEM private key") != std::string::npos);
    CHECK(refusal(with({good.certificate_file, other.key_file})).find("is not the key of tls.certificate") !=
          std::string::npos);
    CHECK(refusal(with({good.certificate_file, ""})).find("tls.key: ") == 0);
    CHECK(refusal(with({"", good.key_file})).find("tls.certificate: ") == 0);
    broker::Config config = with(good);
    config.certificates.client_certificate = broker::ClientCertificate::required;
    CHECK(refusal(config).find("tls.client_ca: ") == 0);
    config.certificates.client_ca = good.key_file;
    CHECK(refusal(config).find("holds no PEM certificate") != std::string::npos);
}

TEST_CASE("a client certificate is required, or only checked when it is shown")
{
    const ThrowawayCa ca, strangers;
    const IssuedCertificate client = ca.issue("device"), stranger = strangers.issue("device");
    broker::Config config = open_doors();
    config.certificates.client_ca = ca.file();
    for (const auto policy : {broker::ClientCertificate::optional, broker::ClientCertificate::required}) {
        config.certificates.client_certificate = policy;
        const Service service(config);
        TlsWish wish = lmq::test::trusting(service);
        const auto answer = [&] { return RawStream(Channel(service->tls_address(), wish)).ask(connect()); };
        CHECK((answer() == connack(0)) == (policy == broker::ClientCertificate::optional));
        wish.certificate = client.certificate_file;
        wish.key = client.key_file;
        CHECK(answer() == connack(0));
        wish.certificate = stranger.certificate_file;
        wish.key = stranger.key_file;
        CHECK(answer() == closed());
    }
}

TEST_CASE("new certificates are taken over without a restart, and bad ones change nothing")
{
    const ThrowawayCa ca;
    const IssuedCertificate first = ca.issue("localhost"), second = ca.issue("localhost");
    const IssuedCertificate used = ca.issue("localhost"); // its files are written over
    copy(first.certificate_file, used.certificate_file);
    copy(first.key_file, used.key_file);
    const Service service(with(used));
    RawStream old{Channel(service->tls_address(), trusting(ca))};
    REQUIRE(old.ask(connect()) == connack(0));
    const std::string before = old.channel().certificate();

    copy(second.certificate_file, used.certificate_file); // the key is still the first one's
    const auto refused = service->reload_certificates();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().detail.find("tls.key: ") == 0);
    CHECK(Channel(service->tls_address(), trusting(ca)).certificate() == before);

    copy(second.key_file, used.key_file);
    CHECK(service->reload_certificates());
    Channel fresh(service->tls_address(), trusting(ca));
    CHECK_FALSE(fresh.certificate().empty());
    CHECK(fresh.certificate() != before);
    CHECK(old.ask(pingreq()) == pingresp());
}

TEST_CASE("SIGHUP reloads the certificates of lmq-broker")
{
    const ThrowawayCa ca;
    const IssuedCertificate first = ca.issue("localhost"), second = ca.issue("localhost");
    const TemporaryFile file("[listen]\ntcp = ''\ntls = '0'\n[tls]\ncertificate = '" + first.certificate_file +
                             "'\nkey = '" + first.key_file + "'\n[policy]\nplain = true\n");
    BrokerProcess process({"--config", file.path()});
    const std::string address = process.listener("tls");
    const std::string before = Channel(address, trusting(ca)).certificate();
    CHECK_FALSE(before.empty());
    copy(second.certificate_file, first.certificate_file);
    copy(second.key_file, first.key_file);
    process.signal(SIGHUP);
    CHECK(eventually([&] { return Channel(address, trusting(ca)).certificate() != before; }));
    std::ofstream(first.key_file) << "nonsense";
    process.signal(SIGHUP);
    CHECK(process.read_errors(20).find("lmq-broker: tls.key:") == 0);
    process.signal(SIGTERM);
    CHECK(process.wait() == 0);
}

TEST_CASE("the ready line has every door and the CA's file, which goes with the broker")
{
    BrokerProcess process({"--tcp", "0", "--tls", "0", "--ws", "0", "--wss", "0", "--flash", "0"});
    const std::string line = process.read_line();
    for (const char *door : {"tcp", "tls", "ws", "wss", "flash"})
        CHECK(line.find("\"" + std::string(door) + "\":\"127.0.0.1:") != std::string::npos);
    const std::string key = "\"ca_file\":\"";
    const std::size_t at = line.find(key);
    REQUIRE(at != std::string::npos);
    const std::string ca = line.substr(at + key.size(), line.find('"', at + key.size()) - at - key.size());
    CHECK(std::filesystem::exists(ca));
    process.signal(SIGTERM);
    CHECK(process.wait() == 0);
    CHECK_FALSE(std::filesystem::exists(ca));
}
