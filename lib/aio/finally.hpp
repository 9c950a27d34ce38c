// try_finally: clean-up that may await. C++ can await neither in a destructor
// nor in a catch block; this runs a clean-up after either end of a body.
//
//   aio::Coroutine<> worker() {
//       Connection connection;
//       co_await aio::try_finally(
//           [&]() -> aio::Coroutine<> { co_await connection.talk(); },
//           [&]() -> aio::Coroutine<> { co_await connection.say_goodbye(); });   // t = 2
//   }
//   aio::Coroutine<> boss() {
//       auto task = aio::create_task(worker());
//       co_await aio::sleep(2s);
//       task.cancel();                           // t = 2: talk() ends, say_goodbye() begins
//       co_await aio::wait({task});              // t = 3: said
//   }
//
// Where the clean-up awaits nothing, a destructor is simpler, and cannot be forgotten.
#pragma once

#include <exception>
#include <optional>
#include <utility>

#include <aio/coroutine.hpp>

namespace aio {

namespace detail {

template <class R, class F, class G>
Coroutine<R> run_finally(F body, G cleanup) {
    std::exception_ptr error;
    [[maybe_unused]] std::optional<std::conditional_t<std::is_void_v<R>, bool, R>> result;
    try {
        if constexpr (std::is_void_v<R>)
            co_await body();
        else
            result.emplace(co_await body());
    } catch (...) {
        error = std::current_exception();
    }
    if constexpr (std::is_invocable_v<G&, std::exception_ptr>)
        co_await cleanup(error);
    else
        co_await cleanup();
    if (error) std::rethrow_exception(error);
    if constexpr (!std::is_void_v<R>) co_return std::move(*result);
}

}  // namespace detail

/// Awaits body(), then cleanup(error), or cleanup() if it takes nothing: a
/// std::exception_ptr, null or what left the body, including CancelledError. Then gives the
/// body's result or rethrows. What leaves the clean-up itself wins; the body's error is then
/// lost (Python keeps it as __context__). Both lambdas are kept until the end. Like Python's
/// try/finally.
///
/// Cancelled, the body ends and the clean-up runs as ever: a request is raised once. A second
/// one interrupts the clean-up where it waits. What must be done all the same, run there as a
/// task that owns what it uses: co_await aio::shield(task).
template <class F, class G>
[[gnu::always_inline]] inline auto try_finally(F body, G cleanup) {
    static_assert(
        std::is_invocable_v<F&>,
        "the body of a try_finally takes nothing: write [&]() -> aio::Coroutine<> { ... }");
    static_assert(std::is_invocable_v<G&, std::exception_ptr> || std::is_invocable_v<G&>,
                  "the clean-up of a try_finally takes the error, or nothing: write "
                  "[&](std::exception_ptr error) -> aio::Coroutine<> { ... }");
    using R = typename detail::BodyResult<std::invoke_result_t<F&>>::type;
    return detail::run_finally<R>(std::move(body), std::move(cleanup));
}

}  // namespace aio
