#include <aio/explore.hpp>

#include <utility>

#include <aio/detail/report.hpp>

namespace aio {
namespace detail {
namespace {

/// Runs the program once. How it failed; empty if it did not.
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
    options.on_report = [](const Report&) {};  // told before
    static_cast<void>(try_once(run_once, options));
}

/// All schedules as a tree: at each fork the loop asks what to run next. A run goes from
/// its root to a leaf; the next one turns off at the last fork that has another way.
class Forks {
public:
    RunOptions options(RunOptions options) {
        at_ = 0;
        options.choose = [this](std::span<const Choice> ways) { return take(ways.size()); };
        return options;
    }
    /// Goes on to the next leaf. False if there is none.
    bool next() {
        require(at_ == forks_.size());
        while (!forks_.empty() && forks_.back().taken + 1 == forks_.back().ways) forks_.pop_back();
        if (forks_.empty()) return false;
        ++forks_.back().taken;
        return true;
    }
    [[nodiscard]] std::vector<std::size_t> taken() const {
        std::vector<std::size_t> all;
        for (const Fork& fork : forks_) all.push_back(fork.taken);
        return all;
    }

private:
    struct Fork {
        std::size_t taken, ways;
    };

    std::size_t take(std::size_t ways) {
        if (at_ == forks_.size()) forks_.push_back({0, ways});
        const Fork& fork = forks_[at_++];
        if (fork.ways != ways) differs_ = true;
        return fork.taken < ways ? fork.taken : 0;
    }
    void require(bool same) const {
        if (same && !differs_) return;
        throw RuntimeError(
            "aio::explore_all: the program does not do the same when it is run the same way; "
            "make it forget what earlier runs did, and draw no random numbers");
    }

    std::vector<Fork> forks_;
    std::size_t at_ = 0;
    bool differs_ = false;
};

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
    while (result.tried < most && !result.all) {
        ++result.tried;
        std::string how = try_once(run_once, forks.options(unseen));
        if (!how.empty() && result.failed++ == 0)
            result.first = FailingSchedule{.how = std::move(how), .choices = forks.taken()};
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
