// How time is told inside a loop.
//
//   aio::Coroutine<> nap(std::chrono::seconds d) { co_await aio::sleep(d); }
//
//   aio::Coroutine<> program() {
//       const auto begin = aio::this_loop().now();
//       co_await aio::gather(nap(9s), nap(5s));
//       say(aio::this_loop().now() - begin);         // 9 s, exactly, after a few microseconds
//   }
//   aio::run(program(), {.clock = aio::Clock::simulated});
//
// Loop time starts at 0 when `run` starts. Under the real clock it passes
// as the wall's does (times `RunOptions::speed`); under the simulated one it
// stands still while anything can run, then jumps exactly to the next deadline.
//
// The trap: under the simulated clock work takes no time, however long it computes or blocks
// (block_for() is for that), and a task that does nothing but sleep(0s) stops time for all.
#pragma once

#include <chrono>
#include <concepts>
#include <optional>
#include <stdexcept>

namespace aio {

/// Which clock a loop follows. See RunOptions::clock.
enum class Clock { real, simulated };

/// Every duration is kept in nanoseconds; any std::chrono duration converts, by to_duration()
/// where that loses precision.
using duration = std::chrono::nanoseconds;

/// The clock that loop time points belong to. It has no `now()` of its own: ask the loop,
/// `aio::this_loop().now()`, for two loops have two times. As a type of its own, it lets the
/// compiler find what mixes loop time with std::chrono::steady_clock's.
struct LoopClock {
    using rep = aio::duration::rep;
    using period = aio::duration::period;
    using duration = aio::duration;
    using time_point = std::chrono::time_point<LoopClock>;
    static constexpr bool is_steady = true;
};

/// A point in loop time. `t.time_since_epoch()` is how long after the start of run() it is.
using time_point = LoopClock::time_point;

/// Converts any duration, including one counted in floating point, to
/// nanoseconds. Longer than about 146 years counts as that long, which is never: half of
/// what 64 bits hold, so that now plus this does not overflow. Throws std::invalid_argument
/// if the count is not a number (NaN).
template <class Rep, class Period>
constexpr duration to_duration(std::chrono::duration<Rep, Period> d) {
    using seconds = std::chrono::duration<long double>;
    constexpr duration longest = duration::max() / 2;
    if constexpr (std::floating_point<Rep>) {
        if (d.count() != d.count())
            throw std::invalid_argument(
                "aio: a duration is not a number (NaN); compute it from numbers that are");
    }
    if (seconds(d) > seconds(longest)) return longest;
    if (seconds(d) < seconds(-longest)) return -longest;
    return std::chrono::duration_cast<duration>(d);
}

constexpr duration to_duration(duration d) {
    constexpr duration longest = duration::max() / 2;
    return d > longest ? longest : d < -longest ? -longest : d;
}

/// A duration, or none: for options. Any std::chrono duration converts to it: 0.5s, which
/// std::optional<duration> would refuse, and hours::max(), which it would let overflow.
struct OptionalDuration : std::optional<duration> {
    using std::optional<duration>::optional;
    OptionalDuration(std::optional<duration> d) : optional(d) {}
    template <class Rep, class Period>
        requires(!std::same_as<std::chrono::duration<Rep, Period>, duration>)
    OptionalDuration(std::chrono::duration<Rep, Period> d) : optional(to_duration(d)) {}

    // For two of them alone. Beside a duration or std::nullopt, std::optional's own are
    // meant, and a plain function would be a candidate there, too.
    template <std::same_as<OptionalDuration> A, std::same_as<OptionalDuration> B>
    friend constexpr bool operator==(const A& a, const B& b) {
        return a.has_value() == b.has_value() && (!a || *a == *b);
    }
};

}  // namespace aio
