// sleep(3s): the await that lets others run, until the time has come.
//
//   aio::Coroutine<> knock(std::string who, std::chrono::seconds after) {
//       co_await aio::sleep(after);       // meanwhile the other one can run
//       say(who);
//   }
//   aio::Coroutine<> program() {
//       co_await aio::gather(knock("a", 2s), knock("b", 1s));   // t = 1: b; t = 2: a, the end
//   }
//
// The trap: std::this_thread::sleep_for blocks the thread, and so every task of the loop.
// What has to block belongs in to_thread.
//
// The deadline is counted from when the sleep begins to run, not from the call:
//
//   auto nap = aio::sleep(3s);            // t = 0: lazy, like any coroutine
//   co_await aio::sleep(2s);
//   co_await nap;                         // from t = 2 to t = 5
#pragma once

#include <utility>

#include <aio/coroutine.hpp>

namespace aio {

namespace detail {

NewFrame new_sleep(duration delay, std::source_location where);

template <class T>
Coroutine<T> sleep_then(duration delay, T value, std::source_location where) {
    co_await Coroutine<>(new_sleep(delay, where));
    co_return std::move(value);
}

}  // namespace detail

/// Suspends the task for a while, in loop time. Zero or less: for one turn, so that whatever
/// else is ready runs first; a long computation that does this now and then does not starve
/// the others. Real clock: never early, and up to a millisecond late, or later if a task
/// holds the loop. std::invalid_argument, at the call, if the delay is not a number (NaN).
/// Cancelled, it throws CancelledError in the next turn, not at the deadline. Like
/// asyncio.sleep.
template <class Rep, class Period>
Coroutine<> sleep(std::chrono::duration<Rep, Period> delay,
                  std::source_location where = std::source_location::current()) {
    return detail::new_sleep(to_duration(delay), where);
}

/// A bare number is refused when it is compiled: sleep(3) says neither seconds nor
/// milliseconds, and the two are confused without a warning elsewhere.
template <class Number>
    requires std::is_arithmetic_v<Number>
Coroutine<> sleep(Number) {
    detail::explain_no_duration<Number>();
    return detail::NewFrame{nullptr};
}

/// The same, and then gives `value`: the shortest slow call, for trying things out. Cancelled,
/// it drops the value. Like asyncio.sleep(delay, result).
///
///   int answer = co_await aio::sleep(1s, 42);
template <class Rep, class Period, class T>
    requires(!std::same_as<T, std::source_location>)
Coroutine<T> sleep(std::chrono::duration<Rep, Period> delay, T value,
                   std::source_location where = std::source_location::current()) {
    return detail::sleep_then(to_duration(delay), std::move(value), where);
}

}  // namespace aio
