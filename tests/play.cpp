#include "play.hpp"

#include <string>

#include "counted.hpp"

void play(const std::function<aio::Coroutine<>()>& program) {
    play({.clock = aio::Clock::simulated}, program);
}

void play(aio::RunOptions options, const std::function<aio::Coroutine<>()>& program) {
    const NothingLeft nothing_left;
    if (!options.on_report)
        options.on_report = [](const aio::Report& report) {
            FAIL_CHECK(report.where, ": reported: ", report.text);
        };
    try {
        aio::run(program(), std::move(options));
    } catch (...) {
        const std::string text = aio::detail::error_text(std::current_exception());
        FAIL_CHECK("the program failed: ", text);
    }
}

void play_in_real_time(const std::function<aio::Coroutine<>()>& program) {
    play({.clock = aio::Clock::real}, program);
}
