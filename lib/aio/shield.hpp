// shield(task): lets the awaiter be cancelled, or run out of time, but not what it awaits.
//
//   auto saving = aio::create_task(save(file));
//   co_await aio::shield(saving);                      // a cancel() here does not stop it
//   co_await aio::wait_for(aio::shield(saving), 5s);   // nor does the end of the 5 s
#pragma once

#include <aio/detail/ensure.hpp>
#include <aio/detail/shield_state.hpp>

namespace aio {

/// A future that ends as `awaitable` does, except that cancelling it cancels
/// only the future: the awaiter gets CancelledError, the inner task runs on. A
/// coroutine becomes a task. Keep a handle to what you shield, else nobody can
/// look at an error that comes after the cancellation; it is then reported.
/// The end of run() cancels the inner task all the same. RuntimeError if no loop is
/// running or the coroutine was awaited before. Like asyncio.shield.
template <class A>
    requires detail::Gatherable<A>
[[nodiscard]] auto shield(A&& awaitable,
                          std::source_location call = std::source_location::current()) {
    using T = detail::ResultOf<A>;
    auto inner = detail::ensure(std::forward<A>(awaitable), call);
    return detail::shield_handle<T>(std::move(inner), call);
}

template <class A>
    requires(!detail::Gatherable<A>)
Future<> shield(A&&) {
    detail::explain_not_awaitable<A>();
    return {};
}

}  // namespace aio
