#include "store_fixture.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <unistd.h>

namespace lmq::test
{
namespace
{

using namespace broker::store;

constexpr uid_t nobody = 65534;

std::string text(std::string_view view)
{
    return "'" + std::string(view) + "'";
}

class Recorder final : public Recovery
{
public:
    void session(const SessionRow &row) override
    {
        add({"session", std::to_string(row.number), text(row.client_id), row.clean ? "clean" : "kept"});
    }
    void subscription(std::uint64_t session, std::string_view filter, std::uint8_t qos) override
    {
        add({"subscription", std::to_string(session), text(filter), std::to_string(qos)});
    }
    void received(std::uint64_t session, std::uint16_t packet_id) override
    {
        add({"received", std::to_string(session), std::to_string(packet_id)});
    }
    void body(const BodyRow &row) override
    {
        add({"body", std::to_string(row.id), text(row.topic), text(row.payload)});
    }
    void entry(const EntryRow &row) override
    {
        add({"entry", std::to_string(row.sequence), std::to_string(row.session), std::to_string(row.body),
             std::to_string(row.store_ms), "qos" + std::to_string(row.qos), row.retain ? "retain" : "-",
             row.p2p ? "p2p" : "-", std::to_string(row.packet_id), row.released ? "released" : "-"});
    }
    void retained(std::string_view topic, const BodyRow &row, std::uint8_t qos) override
    {
        add({"retained", text(topic), text(row.payload), std::to_string(qos)});
    }
    void revoked(std::int64_t expire_ms, std::string_view nonce) override
    {
        add({"revoked", std::to_string(expire_ms), text(nonce)});
    }
    void mq(const MqRow &row) override
    {
        std::string properties;
        if (row.properties)
            for (const auto &[name, value] : *row.properties)
                properties += name + "=" + value + ";";
        add({"mq", text(row.topic), std::to_string(row.position), std::to_string(row.id), std::to_string(row.store_ms),
             std::to_string(row.queue), row.from_device ? "device" : "server", row.clean_session ? "clean" : "kept",
             std::to_string(row.qos), text(row.second_topic), text(row.client_id), text(row.tag), properties,
             text(row.body)});
    }
    void consumer(std::string_view topic, std::string_view group, std::uint64_t position) override
    {
        add({"consumer", text(topic), text(group), std::to_string(position)});
    }
    void counters(std::uint64_t last_session, std::uint64_t last_body, std::uint64_t last_sequence,
                  std::uint64_t last_mq_id) override
    {
        numbers = std::to_string(last_session) + " " + std::to_string(last_body) + " " + std::to_string(last_sequence) +
                  " " + std::to_string(last_mq_id);
    }

    Lines lines;
    std::string numbers;

private:
    void add(const Lines &words)
    {
        std::string line;
        for (const std::string &word : words)
            line += (line.empty() ? "" : " ") + word;
        lines.push_back(line);
    }
};

Recorder load(Store &store)
{
    Recorder recorder;
    const auto loaded = store.load(recorder);
    if (!loaded) FAIL(loaded.error().detail);
    return recorder;
}

} // namespace

TemporaryDirectory::TemporaryDirectory()
{
    path_ = (std::filesystem::temp_directory_path() / "lmq-store-test-XXXXXX").string();
    if (!mkdtemp(path_.data())) throw std::runtime_error("cannot make a temporary directory");
}

TemporaryDirectory::~TemporaryDirectory()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

Lines TemporaryDirectory::names() const
{
    Lines names;
    for (const auto &each : std::filesystem::directory_iterator(path_))
        names.push_back(each.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

AsNobody::AsNobody()
{
    if (getuid() == 0 && seteuid(nobody) != 0) throw std::runtime_error("cannot become nobody");
}

AsNobody::~AsNobody()
{
    if (getuid() == 0 && seteuid(0) != 0) std::abort();
}

std::string read_file(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void write_file(const std::string &path, std::string_view content)
{
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
}

int run_sql(const std::string &path, const std::string &sql)
{
    sqlite3 *database = nullptr;
    int code = sqlite3_open(path.c_str(), &database);
    if (code == SQLITE_OK) code = sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr);
    sqlite3_close(database);
    return code;
}

std::unique_ptr<SqliteStore> open_store(const std::string &path)
{
    auto store = SqliteStore::open(path);
    if (!store) FAIL(store.error().detail);
    return std::move(*store);
}

void commit(Store &store)
{
    const auto committed = store.commit();
    if (!committed) FAIL(committed.error().detail);
    CHECK_FALSE(store.dirty());
}

Error refusal(const std::string &path)
{
    const auto store = SqliteStore::open(path);
    REQUIRE_FALSE(store);
    CHECK(store.error().detail.find("store " + path + ": ") == 0);
    return store.error();
}

Lines rows(Store &store)
{
    return load(store).lines;
}

std::string counters(Store &store)
{
    return load(store).numbers;
}

EntryRow entry(std::uint64_t sequence, std::uint64_t session, std::uint64_t body)
{
    EntryRow row;
    row.sequence = sequence;
    row.session = session;
    row.body = body;
    return row;
}

MqRow mq_message(std::string_view topic, std::uint64_t position, std::uint64_t id)
{
    MqRow row;
    row.topic = topic;
    row.position = position;
    row.id = id;
    return row;
}

} // namespace lmq::test
