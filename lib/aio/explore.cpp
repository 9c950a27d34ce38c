#include <aio/explore.hpp>

namespace aio::detail {

std::optional<FailingSchedule> explore(const std::function<void(RunOptions)>& run_once,
                                       std::uint64_t tries, RunOptions options) {
    for (std::uint64_t seed = 1; seed <= tries; ++seed) {
        std::string how;
        RunOptions with_seed = options;
        with_seed.clock = Clock::simulated;
        with_seed.schedule_seed = seed;
        with_seed.on_report = [&](const Report& report) {
            if (how.empty())
                how = report.where.empty() ? report.text : report.where + ": " + report.text;
            if (options.on_report) options.on_report(report);
        };
        try {
            run_once(std::move(with_seed));
        } catch (...) {
            how = error_text(std::current_exception());
        }
        if (!how.empty()) return FailingSchedule{seed, how};
    }
    return std::nullopt;
}

}  // namespace aio::detail
