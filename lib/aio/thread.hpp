// to_thread(f): runs blocking code on another thread, so that the loop goes on.
//
//   int read_file(const std::string& name);                    // blocks for 3 s
//
//   aio::Coroutine<> ticker() {
//       for (int i = 1; i <= 3; ++i) co_await aio::sleep(1s);  // t = 1, 2, 3: goes on meanwhile
//   }
//   aio::Coroutine<> program() {
//       co_await aio::gather(ticker(), aio::to_thread(read_file, std::string("a")));   // 3 s
//   }
//
// For calls that block (files, a database, a long computation) and have no awaiting twin.
// Without it they hold the loop, and every task with it.
//
// The trap: everything else runs on one thread, and needs no mutex; what f touches does, if a
// task touches it, too. Best give f copies, and let it return what it has found.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>

#include <aio/loop.hpp>
#include <aio/task.hpp>

namespace aio {

namespace detail {

/// Runs `work` on the loop's thread pool, then `finish` on the loop's thread.
void run_on_thread(std::function<void()> work, std::function<void()> finish);

// What the thread and the loop share: written by the one before it hands over,
// read by the other after.
template <class R>
struct ThreadResult {
    std::optional<std::conditional_t<std::is_void_v<R>, bool, R>> value;
    std::exception_ptr error;
};

template <class R, class F>
void call_into(ThreadResult<R>& result, F& f) {
    try {
        if constexpr (std::is_void_v<R>)
            f();
        else
            result.value.emplace(f());
    } catch (...) {
        result.error = std::current_exception();
    }
}

template <class R, class Call>
Coroutine<R> await_thread(Call call) {
    Future<> ended;
    auto result = std::make_shared<ThreadResult<R>>();
    auto shared_call = std::make_shared<std::optional<Call>>(std::move(call));
    run_on_thread(
        [result, shared_call] {
            call_into(*result, **shared_call);
            shared_call->reset();  // what it captured ends on this thread
        },
        [ended]() mutable {
            if (!ended.done()) ended.set_result();
        });
    co_await ended;
    if (result->error) std::rethrow_exception(result->error);
    if constexpr (!std::is_void_v<R>) co_return std::move(*result->value);
}

}  // namespace detail

/// Calls f(args...) on a thread of a pool and gives its result or throws its error; f and the
/// arguments are kept until f has returned, and destroyed on that thread. The call begins when
/// this is awaited, or later if all threads of the pool are busy (four more than there are
/// processors, 32 at most). RuntimeError then without a loop. Like asyncio.to_thread.
///
/// f must touch no task, future or other object of the loop; what it may call is
/// call_soon_threadsafe, on a Loop& that was taken beforehand:
///
///   auto& loop = aio::this_loop();
///   co_await aio::to_thread([&loop, progress] {
///       loop.call_soon_threadsafe([progress] { progress.set_result(50); });
///   });
///
/// Nothing can stop a thread from outside. So on cancellation the awaiter gets CancelledError
/// in the next turn, but the thread runs on (even a call that had not begun still does), its
/// result is dropped, and run() waits for it at the end. While it works, simulated time stands
/// still.
template <class F, class... Args>
[[gnu::always_inline]] inline auto to_thread(F f, Args... args) {
    using R = detail::KeptResult<F, Args...>;
    auto call = [f = std::move(f), args = std::tuple<Args...>(std::move(args)...)]() mutable -> R {
        return detail::call_kept(f, args);
    };
    return detail::await_thread<R>(std::move(call));
}

}  // namespace aio
