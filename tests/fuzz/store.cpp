// A store's file with some of its bytes changed: it is refused, or what can be read of it is recovered and the engine
// works on it. An input is a list of changes to a good file: four bytes of place, one of length, the new bytes; a
// length of 255 cuts the file there.

#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "engine/engine.hpp"
#include "fuzz/input.hpp"
#include "fuzz/server.hpp"
#include "store/open_store.hpp"
#include "support/raw_packet.hpp"

using namespace lmq::broker;
using lmq::fuzz::promise;

namespace
{

void talk(engine::Engine &engine, const std::vector<lmq::test::Packet> &packets)
{
    const engine::ConnectionId id = engine.open("/127.0.0.1:40000");
    for (const lmq::test::Packet &each : packets)
        (void)engine.receive(id, codec::ByteSpan(std::string_view(each.bytes)));
    (void)engine.commit();
    engine.closed(id);
    (void)engine.commit();
}

lmq::test::Packet sign_in(const char *name, bool clean)
{
    lmq::test::ConnectFields fields;
    fields.client_id = std::string("GID_AAA@@@") + name;
    fields.clean = clean;
    return lmq::test::connect(fields);
}

/// Something of everything that a store keeps.
void fill(engine::Engine &engine)
{
    using namespace lmq::test;
    talk(engine, {sign_in("d", false), subscribe(1, {{"TopicA/x", 1}, {"TopicA/#", 1}})});
    talk(engine, {sign_in("s", false), publish("TopicA/x", "one", 1, 1), publish("TopicA/y", "two", 2, 2),
                  publish("TopicA/r", "kept", 1, 3, true), publish("TopicA/p2p/GID_AAA@@@n", "to you", 1, 4)});
    const auto token = engine.issue_token({"R", {"TopicA"}, 1546279200000, ""});
    (void)engine.revoke_token(*token);
    MqMessage message;
    message.properties["a"] = "b";
    message.body = "from a server";
    (void)engine.mq_produce("TopicB", message);
    (void)engine.mq_consume("TopicB", "g", 1);
    (void)engine.commit();
}

class Folder
{
public:
    Folder()
    {
        const bool in_memory = std::filesystem::is_directory("/dev/shm");
        const std::string folder = in_memory ? "/dev/shm" : std::filesystem::temp_directory_path().string();
        path_ = folder + "/lmq-fuzz-store-" + std::to_string(getpid());
        std::filesystem::create_directories(path_);
        {
            auto opened = store::open_store("sqlite:" + file());
            promise(opened.has_value(), "no new store can be made");
            const engine::VirtualClock clock(1546272000000);
            engine::Engine engine(config_, clock, opened->store.get());
            promise(engine.recover().has_value(), "a new store cannot be recovered");
            fill(engine);
        }
        std::ifstream good(file(), std::ios::binary);
        good_.assign(std::istreambuf_iterator<char>(good), {});
        promise(good_.size() > 4096, "the good file is empty");
    }
    ~Folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder &) = delete;
    Folder &operator=(const Folder &) = delete;

    std::string file() const { return path_ + "/store.db"; }
    const std::string &good() const { return good_; }
    void write(const std::string &bytes) const
    {
        for (const char *behind : {"-wal", "-shm", "-journal"})
            std::filesystem::remove(file() + behind);
        std::ofstream(file(), std::ios::binary | std::ios::trunc) << bytes;
    }
    const Config &config() const { return config_; }

private:
    Config config_ = lmq::fuzz::server_config();
    std::string path_;
    std::string good_;
};

std::string changed(const std::string &good, lmq::fuzz::Input input)
{
    std::string bytes = good;
    while (!input.empty() && !bytes.empty()) {
        const std::size_t place = (std::size_t{input.word()} << 16U | input.word()) % bytes.size();
        const unsigned length = input.byte();
        if (length == 255) {
            bytes.resize(place);
            continue;
        }
        const std::string_view by = input.text(length % 64);
        bytes.replace(place, by.size(), by);
    }
    return bytes;
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const Folder folder;
    folder.write(changed(folder.good(), {data, size}));
    auto opened = store::open_store("sqlite:" + folder.file());
    if (!opened) {
        promise(opened.error().detail.find("store.db") != std::string::npos, "a complaint does not name the file");
        return 0;
    }
    engine::VirtualClock clock(1546272000000);
    engine::Engine engine(folder.config(), clock, opened->store.get());
    if (!engine.recover()) return 0;
    using namespace lmq::test;
    talk(engine, {sign_in("d", false), puback(1), publish("TopicA/x", "three", 1, 9)});
    talk(engine, {sign_in("n", true)});
    (void)engine.mq_consume("TopicA", "g", 100);
    (void)engine.mq_consume("TopicB", "g", 100);
    (void)engine.sessions();
    clock.set(clock.now_ms() + std::int64_t{300} * 3600 * 1000);
    engine.run_due();
    (void)engine.commit();
    return 0;
}
