#include <filesystem>
#include <future>
#include <string>
#include <system_error>

#include "device.hpp"
#include "stage.hpp"

using namespace std::chrono_literals;

void be_away(const Stage &stage)
{
    stage.report.chapter("Away");
    auto options = stage.device("meter");
    options.clean_session = false;
    Device panel(stage.device("panel"));
    {
        Device meter(options);
        const bool set_up = panel.client().connect(10s) && meter.client().connect(10s) &&
                            meter.client().subscribe_and_wait({{"TopicA/order/"}}, 10s);
        stage.report.step("a device with a persistent session subscribes, and goes away",
                          set_up && meter.client().close(10s));
    }
    constexpr std::size_t orders = 40;
    for (std::size_t order = 1; order <= orders; ++order)
        panel.client().publish({"TopicA/order/", std::to_string(order)}, panel.counting());
    stage.report.step("40 messages are sent to it meanwhile", panel.completed(orders) && panel.failed() == 0);
    const auto kept = stage.broker.session("GID_AAA@@@meter");
    stage.report.step("the broker keeps them", kept && kept->offline == orders);

    options.offline_pull = lmq::OfflinePull{};
    options.offline_pull->idle = 200ms;
    std::promise<lmq::PullProgress> pulled;
    Device meter(options);
    meter.client().on_offline([&](const lmq::PullProgress &progress) {
        if (progress.finished) pulled.set_value(progress);
    });
    stage.report.step("the device comes back", meter.client().connect(10s));
    auto finished = pulled.get_future();
    const bool came = finished.wait_for(10s) == std::future_status::ready;
    const auto progress = came ? finished.get() : lmq::PullProgress();
    stage.report.step("and pulls them, 30 at a time, until there are none",
                      came && progress.result && progress.received == orders && meter.received("40"));
    const auto left = stage.broker.session(meter.id());
    stage.report.step("nothing is left", left && left->offline == 0 && meter.client().close(5s));
}

void lose_power(const Stage &stage)
{
    const auto file = std::filesystem::temp_directory_path() / ("lmq_tour_" + std::to_string(stage.broker.now_ms()));
    auto options = stage.device("logger");
    options.outbox.file = file.string();
    options.outbox.commit_interval = 0ms;
    if (const auto made = lmq::Client::create(options); !made && made.error().code == lmq::Errc::store_unsupported)
        return; // a build without SQLite
    stage.report.chapter("Out of power");
    {
        Device logger(options); // without a connection: nothing can be sent
        const auto taken = logger.client().publish({"TopicA/log/", "last reading"});
        stage.report.step("a publish without a connection is on the disk when the call returns", taken);
    }
    std::promise<bool> recovered;
    Device logger(options);
    logger.client().on_recovered([&](const lmq::Message &message, const lmq::Result<void> &outcome) {
        recovered.set_value(message.payload == "last reading" && outcome.has_value());
    });
    stage.report.step("a new program on the same file finds it",
                      logger.client().statistics().outbox_recovered == 1 && logger.client().connect(10s));
    auto answer = recovered.get_future();
    stage.report.step("and tells when it has been acknowledged",
                      answer.wait_for(10s) == std::future_status::ready && answer.get());
    stage.report.step("MQ has it", stage.consumed("TopicA", "last reading").has_value());
    stage.report.step("the device signs off", logger.client().close(5s));
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
}
