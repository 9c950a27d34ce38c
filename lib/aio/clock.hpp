// How time is told inside a loop.
//
//   aio::run(program(), {.clock = aio::Clock::simulated});
//
// Loop time starts at 0 when `run` starts. Under the real clock it passes
// as the wall's does (times `RunOptions::speed`); under the simulated one it
// stands still while anything can run, then jumps exactly to the next deadline.
#pragma once

#include <chrono>
#include <concepts>
#include <optional>
#include <stdexcept>
#include <type_traits>

namespace aio {

/// Which clock a loop follows. See RunOptions::clock.
enum class Clock { real, simulated };

/// Every duration is kept in nanoseconds; any std::chrono duration converts.
using duration = std::chrono::nanoseconds;

/// The clock that loop time points belong to. It has no `now()` of its own:
/// ask the loop, `aio::this_loop().now()`.
struct LoopClock {
    using rep = aio::duration::rep;
    using period = aio::duration::period;
    using duration = aio::duration;
    using time_point = std::chrono::time_point<LoopClock>;
    static constexpr bool is_steady = true;
};

using time_point = LoopClock::time_point;

/// Converts any duration, also one counted in floating point, to
/// nanoseconds. Longer than about 146 years counts as that long ("for ever").
/// Throws std::invalid_argument if the count is not a number.
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

/// A duration, or none. Any std::chrono duration converts to it, including one that
/// is counted in floating point: 0.5s.
struct OptionalDuration : std::optional<duration> {
    constexpr OptionalDuration(std::nullopt_t = std::nullopt) {}
    template <class Rep, class Period>
    constexpr OptionalDuration(std::chrono::duration<Rep, Period> d) : optional(to_duration(d)) {}
    template <class Rep, class Period>
    constexpr OptionalDuration(const std::optional<std::chrono::duration<Rep, Period>>& d)
        : optional(d ? optional(to_duration(*d)) : std::nullopt) {}
    template <class Number>
        requires std::is_arithmetic_v<Number>
    constexpr OptionalDuration(Number) {
        static_assert(sizeof(Number) == 0,
                      "a limit is a duration, such as 5s or 100ms, or std::nullopt for none");
    }
};

}  // namespace aio
