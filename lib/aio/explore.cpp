#include <aio/explore.hpp>

#include <utility>

#include <aio/detail/forks.hpp>
#include <aio/detail/report.hpp>

namespace aio {
namespace detail {
namespace {

/// Runs the program once. Returns how it failed; empty if it did not.
std::string try_once(const RunOnce& run_once, const RunOptions& options) {
    std::string how;
    RunOptions listening = options;
    listening.clock = Clock::simulated;
    listening.on_report = [&](const Report& report) {
        if (how.empty())
            how = report.where.empty() ? report.text : report.where + ": " + report.text;
        if (options.on_report) options.on_report(report);
    };
    try {
        run_once(std::move(listening));
    } catch (...) {
        how = error_text(std::current_exception());
    }
    return how;
}

/// Once more, for the observer.
void replay(const RunOnce& run_once, RunOptions options, const RunOptions& given) {
    if (!given.observer) return;
    options.observer = given.observer;
    options.on_report = [](const Report&) {};  // reported before
    static_cast<void>(try_once(run_once, options));
}

}  // namespace

std::optional<FailingSchedule> explore(const RunOnce& run_once, std::uint64_t tries,
                                       const RunOptions& options) {
    for (std::uint64_t seed = 1; seed <= tries; ++seed) {
        RunOptions with_seed = options;
        with_seed.observer = nullptr;
        with_seed.schedule_seed = seed;
        std::string how = try_once(run_once, with_seed);
        if (how.empty()) continue;
        replay(run_once, with_seed, options);
        return FailingSchedule{.seed = seed, .how = std::move(how)};
    }
    return std::nullopt;
}

Explored explore_all(const RunOnce& run_once, std::uint64_t most, const RunOptions& options) {
    Explored result;
    RunOptions unseen = options;
    unseen.observer = nullptr;
    Forks forks;
    unseen.choose = [&](std::span<const Choice> ways) { return forks.choose(ways.size()); };
    while (result.tried < most && !result.all) {
        ++result.tried;
        std::string how = try_once(run_once, unseen);
        if (!how.empty() && result.failed++ == 0)
            result.first = FailingSchedule{.how = std::move(how), .choices = forks.taken()};
        if (!forks.as_before())
            throw RuntimeError(
                "aio::explore_all: the program does not do the same when it is run the same way; "
                "make it forget what earlier runs did, and draw no random numbers");
        result.all = !forks.next();
    }
    if (result.first) {
        unseen.choose = follow(result.first->choices);
        replay(run_once, unseen, options);
    }
    return result;
}

}  // namespace detail

std::function<std::size_t(std::span<const Choice>)> follow(std::vector<std::size_t> choices) {
    return
        [choices = std::move(choices), at = std::size_t{0}](std::span<const Choice> ways) mutable {
            const std::size_t chosen = at < choices.size() ? choices[at++] : 0;
            return chosen < ways.size() ? chosen : 0;
        };
}

}  // namespace aio
