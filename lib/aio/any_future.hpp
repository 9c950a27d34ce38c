// AnyFuture: a handle of a task or a future, whatever its result is. So that different
// ones can stand side by side, in a vector or in a wait:
//
//   aio::Coroutine<> program() {
//       auto number = aio::create_task(aio::sleep(3s, 42));              // a Task<int>
//       auto word = aio::create_task(aio::sleep(1s, std::string("a")));  // a Task<std::string>
//       auto [done, pending] = co_await aio::wait(
//           {number, word}, {.return_when = aio::ReturnWhen::first_completed});
//       if (done[0] == word) say(word.result());                         // t = 1
//       co_await pending[0];                                             // t = 3
//   }
//
// The trap: like a Task<>, it gives no value. Keep the Task<int> for that.
#pragma once

#include <aio/task.hpp>

namespace aio {

/// A cheap handle; dropping it ends nothing. Every function throws RuntimeError on another
/// thread than the loop's, while that runs. asyncio needs no such thing: its lists hold
/// anything.
class AnyFuture {
public:
    using value_type = void;

    /// From either, without a cast. RuntimeError for a handle that is empty or was moved from.
    template <class T>
    AnyFuture(const Task<T>& task) : state_(detail::not_empty(task.any_state())) {}
    template <class T>
    AnyFuture(const Future<T>& future) : state_(detail::not_empty(future.any_state())) {}

    /// Whether it has ended, in whatever way.
    [[nodiscard]] bool done() const { return state()->done(); }
    /// Whether it ended by CancelledError.
    [[nodiscard]] bool cancelled() const { return state()->cancelled(); }
    /// The exception, null if there is none. InvalidStateError while it is pending;
    /// CancelledError if it was cancelled.
    [[nodiscard]] std::exception_ptr exception() const { return state()->exception(); }
    /// Asks it to end: see Task::cancel, which a task may refuse, and Future::cancel. False,
    /// without effect, if it is done.
    bool cancel(std::source_location call = std::source_location::current()) const {
        return cancel({}, call);
    }
    bool cancel(const std::string& message,
                std::source_location call = std::source_location::current()) const {
        const detail::CancelCall told(call);
        return state()->cancel(message);
    }
    /// F is called, with nothing, in the turn after its end; an exception from it is
    /// reported, not thrown.
    template <class F>
    CallbackId add_done_callback(F f) const {
        return state()->add_callback(
            detail::make_callback<AnyFuture>(*state(), [f = std::move(f)]() mutable { f(); }));
    }
    /// No effect on a callback whose turn has been scheduled.
    void remove_done_callback(CallbackId id) const { state()->remove_callback(id); }

    /// Waits for its end, and throws its error, CancelledError if it was cancelled.
    /// Cancelling the task that awaits cancels this one.
    auto awaiter() const {
        return detail::FutureAwaiter<void, detail::FutureBase>{waitable(), false};
    }

    friend bool operator==(const AnyFuture&, const AnyFuture&) = default;

    // For the library: see Future.
    [[nodiscard]] const detail::IntrusivePtr<detail::FutureBase>& state() const {
        return detail::usable(state_);
    }
    [[nodiscard]] const detail::IntrusivePtr<detail::FutureBase>& waitable() const {
        return detail::waitable(state_);
    }
    [[nodiscard]] const detail::IntrusivePtr<detail::FutureBase>& any_state() const {
        return state_;
    }

private:
    detail::IntrusivePtr<detail::FutureBase> state_;
};

}  // namespace aio
