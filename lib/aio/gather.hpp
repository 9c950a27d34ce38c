// gather(a, b, c): all of them at once, results in argument order.
//
//   auto [x, y] = co_await aio::gather(fetch(1), fetch(2));
//   std::vector<int> all = co_await aio::gather(coroutines);
//
// Each coroutine becomes a task at the call, in argument order. The first one
// to fail ends the gather with its error, at once; the others run on. With
// `return_exceptions` nothing ends it early, and each result is an Outcome.
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
/// Cancelling the gather cancels every child that is not done.
/// As asyncio.gather.
template <class... A>
    requires(detail::Gatherable<A> && ...)
[[nodiscard]] auto gather(A&&... awaitables) {
    return detail::gather_tuple<false>(std::forward<A>(awaitables)...);
}

/// The same for a range of awaitables of one type, or a view that makes them:
/// gives a std::vector, or nothing for void.
template <detail::GatherableRange R>
    requires(!detail::Gatherable<R>)
[[nodiscard]] auto gather(R&& range) {
    return detail::gather_range<false>(std::forward<R>(range));
}

/// Waits for all, whatever happens to some, and gives an Outcome of each. If
/// the gather itself is cancelled it still waits for all, then throws
/// CancelledError.
template <class... A>
    requires(detail::Gatherable<A> && ...)
[[nodiscard]] auto gather(ReturnExceptions, A&&... awaitables) {
    return detail::gather_tuple<true>(std::forward<A>(awaitables)...);
}
template <detail::GatherableRange R>
    requires(!detail::Gatherable<R>)
[[nodiscard]] auto gather(ReturnExceptions, R&& range) {
    return detail::gather_range<true>(std::forward<R>(range));
}

}  // namespace aio
