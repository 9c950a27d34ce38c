// shield(task): lets the awaiter be cancelled, or run out of time, but not what it awaits.
//
//   aio::Coroutine<> save() { co_await aio::sleep(8s); }        // must not stop half-way
//   aio::Coroutine<> editor(aio::Task<> saving) { co_await aio::shield(saving); }
//
//   aio::Coroutine<> program() {
//       auto saving = aio::create_task(save());
//       auto editing = aio::create_task(editor(saving));
//       co_await aio::sleep(2s);
//       editing.cancel();                      // t = 2: CancelledError in the editor ...
//       co_await saving;                       // ... but saving goes on, until t = 8
//   }
//
// With a limit: co_await aio::wait_for(aio::shield(saving), 5s).
//
// The trap: it shields from the awaiter's cancellation only. A cancel() of the task itself
// gets through, and so does the end of run(): main has to await what must be done.
#pragma once

#include <aio/detail/ensure.hpp>
#include <aio/detail/shield_state.hpp>

namespace aio {

/// A future that ends as `awaitable` does, except that cancelling it cancels only the
/// future: the awaiter gets CancelledError in the next turn, the inner task runs on. A
/// coroutine becomes a task; what is done already does not suspend. RuntimeError, at the
/// call, for a coroutine that was awaited before, or if there is no loop to run it. Like
/// asyncio.shield.
///
/// An error that comes after the cancellation is not thrown anywhere. Keep a handle to what
/// you shield, and await it again, else it is reported as never retrieved.
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
