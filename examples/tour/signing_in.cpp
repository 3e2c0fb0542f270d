#include <variant>

#include "device.hpp"
#include "stage.hpp"

using namespace std::chrono_literals;

void sign_in(const Stage &stage)
{
    stage.report.chapter("Signing in");
    Device device(stage.device("lamp-1"));
    stage.report.step("a device signs in with its access key and a computed signature", device.client().connect(10s));
    const auto session = stage.broker.session(device.id());
    stage.report.step("the broker has it on line", session && session->connected);
    stage.report.step("it signs off", device.client().close(5s));

    auto options = stage.device("lamp-2");
    std::get<lmq::AccessKey>(options.credentials).secret_key = lmq::Secret("not the key");
    Device stranger(std::move(options));
    const auto answer = stranger.client().connect(10s);
    stage.report.step("a wrong key is refused, by name",
                      !answer && answer.error().code == lmq::Errc::refused_credentials);
    stage.report.step("and not tried again and again",
                      stranger.client().status().state == lmq::ConnectionState::refused &&
                          stranger.count(lmq::ConnectionState::waiting) == 0);
}
