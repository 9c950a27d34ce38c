// sleep(3s): the await that lets others run.
//
//   co_await aio::sleep(3s);
//   auto answer = co_await aio::sleep(1s, 42);   // a slow call, for trying things out
//
// The deadline is counted from when the sleep begins to run, not from the call.
#pragma once

#include <utility>

#include <aio/coroutine.hpp>

namespace aio {

namespace detail {

Frame* new_sleep(duration delay, std::source_location where);

template <class T>
Coroutine<T> sleep_then(duration delay, T value, std::source_location where) {
    co_await Coroutine<>(new_sleep(delay, where));
    co_return std::move(value);
}

}  // namespace detail

/// Suspends the task for a while. Zero or less: for one turn, so that everything
/// else that is ready runs first. Real clock: up to a millisecond late, never
/// early. std::invalid_argument if the delay is not a number. On cancellation
/// CancelledError is thrown at once. Like asyncio.sleep.
template <class Rep, class Period>
Coroutine<> sleep(std::chrono::duration<Rep, Period> delay,
                  std::source_location where = std::source_location::current()) {
    return detail::new_sleep(to_duration(delay), where);
}

template <class Number>
    requires std::is_arithmetic_v<Number>
Coroutine<> sleep(Number) {
    detail::explain_no_duration<Number>();
    return nullptr;
}

/// The same, and then gives `value`.
template <class Rep, class Period, class T>
    requires(!std::same_as<T, std::source_location>)
Coroutine<T> sleep(std::chrono::duration<Rep, Period> delay, T value,
                   std::source_location where = std::source_location::current()) {
    return detail::sleep_then(to_duration(delay), std::move(value), where);
}

}  // namespace aio
