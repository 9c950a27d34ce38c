// What wait_for and timeout are given: a limit in one of several forms, what to await, and
// a body that may take the Timeout or not.
#pragma once

#include <chrono>
#include <optional>
#include <type_traits>
#include <utility>

#include <aio/clock.hpp>
#include <aio/detail/mistakes.hpp>

namespace aio {
class Timeout;
}

namespace aio::detail {

/// A limit as it was given: counted from when the await begins, or a point.
struct Limit {
    std::optional<duration> after;  // more than zero
    std::optional<time_point> at;
};

template <class Rep, class Period>
std::optional<duration> to_limit(std::chrono::duration<Rep, Period> d) {
    return to_duration(d);
}
inline std::optional<duration> to_limit(std::nullopt_t) { return std::nullopt; }
template <class D>
std::optional<duration> to_limit(const D&) {
    static_assert(never<D>, "a limit is a duration, such as 5s or 100ms, or std::nullopt for none");
    return std::nullopt;
}
template <class Rep, class Period>
std::optional<duration> to_limit(const std::optional<std::chrono::duration<Rep, Period>>& d) {
    return d ? std::optional(to_duration(*d)) : std::nullopt;
}

/// The awaitable itself, to be kept: coroutines, including lvalues, are consumed, as
/// gather does; a handle is copied.
template <class A>
std::remove_cvref_t<A> keep(A&& awaitable) {
    if constexpr (std::is_copy_constructible_v<std::remove_cvref_t<A>>)
        return std::forward<A>(awaitable);
    else
        return std::move(awaitable);
}

/// The body of a timeout may leave its Timeout out.
template <class Body>
concept TakesTimeout = requires(Body& body, Timeout& limit) { body(limit); };
template <class Body>
auto call_body(Body& body, Timeout& limit) {
    if constexpr (TakesTimeout<Body>)
        return body(limit);
    else
        return body();
}

}  // namespace aio::detail
