// explore: runs a program under many schedules, to find the race that one run
// in a hundred would show. A schedule is the order in which a program's tasks run where
// several are ready at the same time.
//
//   aio::Coroutine<> deposit(int& balance, int turns) {     // two tasks do this
//       for (int i = 0; i < turns; ++i) co_await aio::sleep(0s);
//       const int before = balance;
//       co_await aio::sleep(0s);
//       balance = before + 1;
//   }
//   aio::Coroutine<> program() {
//       int balance = 0;
//       co_await aio::gather(deposit(balance, 0), deposit(balance, 1));
//       if (balance != 2) throw std::runtime_error("an update was lost");
//   }
//   aio::run(program(), {.clock = aio::Clock::simulated});      // goes well, each time
//
//   if (auto found = aio::explore(program)) {                   // fails
//       say(found->how);
//       aio::run(program(), {.schedule_seed = found->seed});    // fails again, the same way
//   }
//
//   auto every = aio::explore_all(program);      // all 4 schedules: 2 of them fail
//   if (every.first)
//       aio::run(program(), {.choose = aio::follow(every.first->choices)});
//
// The trap: that a hundred seeds find nothing proves nothing. explore_all does, if `all` is
// true, for small programs: n tasks that are ready together in t turns have (n!)^t schedules.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <aio/run.hpp>

namespace aio {

/// A schedule under which the program failed, and how to run it again.
struct FailingSchedule {
    std::uint64_t seed = 0;  ///< explore's, for RunOptions::schedule_seed: replays it exactly
    std::string how;         ///< the exception's text, or the first report's
    std::vector<std::size_t> choices = {};  ///< explore_all's, for follow(): likewise
};

/// What came of trying one schedule after the other.
struct Explored {
    std::uint64_t tried = 0;               ///< how many, no two of them the same
    std::uint64_t failed = 0;              ///< ... under how many of these the program failed
    bool all = false;                      ///< there are no more: every schedule was tried
    std::optional<FailingSchedule> first;  ///< that failed
};

/// For RunOptions::choose: makes these choices, and then, or where there is no such
/// choice, takes what comes first. It counts the choices: make one for each run.
std::function<std::size_t(std::span<const Choice>)> follow(std::vector<std::size_t> choices);

namespace detail {
using RunOnce = std::function<void(RunOptions)>;
std::optional<FailingSchedule> explore(const RunOnce& run_once, std::uint64_t tries,
                                       const RunOptions& options);
Explored explore_all(const RunOnce& run_once, std::uint64_t most, const RunOptions& options);
}  // namespace detail

/// Calls program(), which makes a fresh coroutine, and runs it under simulated time, whatever
/// clock the options name, with seeds 1, 2, ... `tries`, each of which shuffles what is ready
/// in every turn. A run fails if an exception, including DeadlockError, escapes it, or if a
/// report is made; returns the first seed that fails, or nothing. Throws none of the program's
/// exceptions. asyncio has nothing like it.
///
/// An observer sees none of these runs; the one that failed is then run once more for it, so
/// that the picture is of one run.
template <class Program>
std::optional<FailingSchedule> explore(Program program, std::uint64_t tries = 100,
                                       RunOptions options = {}) {
    return detail::explore([&](RunOptions o) { static_cast<void>(run(program(), std::move(o))); },
                           tries, options);
}

/// The same, but tries every schedule there is, depth first, and at most `most` of them; goes
/// on after one that fails, and counts them. RuntimeError if the program does not do the same
/// when it is run the same way: it must draw no random numbers, ask no real clock and nothing
/// outside, and keep nothing from one run to the next.
template <class Program>
Explored explore_all(Program program, std::uint64_t most = 10'000, RunOptions options = {}) {
    return detail::explore_all(
        [&](RunOptions o) { static_cast<void>(run(program(), std::move(o))); }, most, options);
}

}  // namespace aio
