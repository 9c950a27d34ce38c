// gather(a, b, c): all of them at once, results in argument order.
//
//   auto [x, y] = co_await aio::gather(fetch(1), fetch(2));
//   std::vector<int> all = co_await aio::gather(coroutines);
//
// Each coroutine becomes a task at the call, in argument order. The first one
// to fail ends the gather with its error, at once; the others run on. With
// `return_exceptions` nothing ends it early, and each result is an Outcome:
//
//   auto pages = co_await aio::gather(aio::return_exceptions, fetch(1), fetch(2));
#pragma once

#include <utility>

#include <aio/detail/gather_state.hpp>
#include <aio/outcome.hpp>

namespace aio {

/// Schedules all of them now and returns a Future of their results: a
/// std::tuple, in argument order, with std::monostate for void; nothing if all
/// are void. Coroutines, including lvalues, are consumed; an awaitable that is given
/// twice runs once, and gives its result in both places.
///
/// Throws, when awaited, the first error of a child; that the child was
/// cancelled is such an error. The others run on, and later errors are silent.
/// Cancelling the gather, or the task that awaits it, cancels every child that is not
/// done. RuntimeError, at the call, if no loop is running or a coroutine was awaited
/// before. Like asyncio.gather.
///
/// A range of awaitables of one type, or a view that makes them, gives a
/// std::vector, or nothing for void.
///
/// With return_exceptions in front, waits for all, whatever happens to some, and gives
/// an Outcome of each. If the gather itself is cancelled it still waits for all, then
/// throws CancelledError.
template <class... A>
    requires detail::GatherArguments<A...>
[[nodiscard]] auto gather(A&&... awaitables) {
    return detail::gather_at({}, std::forward<A>(awaitables)...);
}

// The same for few, which is to say nearly always, and with the place of the call, for
// whoever observes: a default argument cannot stand behind a pack. (It could in the
// constructor of a class template `gather`. But then the statement `aio::gather(tasks);`,
// an await forgotten, would define a variable `tasks`.)
template <class A>
    requires detail::GatherArguments<A>
[[nodiscard]] auto gather(A&& a, std::source_location call = std::source_location::current()) {
    return detail::gather_at(call, std::forward<A>(a));
}
template <class A, class B>
    requires detail::GatherArguments<A, B>
[[nodiscard]] auto gather(A&& a, B&& b,
                          std::source_location call = std::source_location::current()) {
    return detail::gather_at(call, std::forward<A>(a), std::forward<B>(b));
}
template <class A, class B, class C>
    requires detail::GatherArguments<A, B, C>
[[nodiscard]] auto gather(A&& a, B&& b, C&& c,
                          std::source_location call = std::source_location::current()) {
    return detail::gather_at(call, std::forward<A>(a), std::forward<B>(b), std::forward<C>(c));
}
template <class A, class B, class C, class D>
    requires detail::GatherArguments<A, B, C, D>
[[nodiscard]] auto gather(A&& a, B&& b, C&& c, D&& d,
                          std::source_location call = std::source_location::current()) {
    return detail::gather_at(call, std::forward<A>(a), std::forward<B>(b), std::forward<C>(c),
                             std::forward<D>(d));
}

/// For what cannot be gathered, an error in words.
template <class... A>
    requires(!detail::GatherArguments<A...>)
Future<> gather(A&&...) {
    (detail::explain_not_gatherable<A, sizeof...(A)>(), ...);
    return {};
}

}  // namespace aio
