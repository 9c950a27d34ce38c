// explore: runs a program under many schedules, to find the race that one run
// in a hundred would show.
//
//   auto found = aio::explore([] { return two_tasks_and_a_counter(); }, 200);
//   if (found) fmt::print("seed {}: {}\n", found->seed, found->how);
//   // ... and again, the same way: run(..., {.schedule_seed = found->seed})
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include <aio/run.hpp>

namespace aio {

/// A schedule under which the program failed.
struct FailingSchedule {
    std::uint64_t seed;  ///< for RunOptions::schedule_seed: replays it exactly
    std::string how;     ///< the exception's text, or the first report's
};

namespace detail {
std::optional<FailingSchedule> explore(const std::function<void(RunOptions)>& run_once,
                                       std::uint64_t tries, RunOptions options);
}

/// Calls program(), which makes a fresh coroutine, and runs it under simulated
/// time with seeds 1, 2, ... `tries`, each of which shuffles what is ready in
/// every turn. Fails where an exception leaves it, a deadlock among them, or a
/// report is made; returns the first seed that fails, or nothing.
template <class Program>
std::optional<FailingSchedule> explore(Program program, std::uint64_t tries = 100,
                                       RunOptions options = {}) {
    return detail::explore([&](RunOptions o) { static_cast<void>(run(program(), std::move(o))); },
                           tries, std::move(options));
}

}  // namespace aio
