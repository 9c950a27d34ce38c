// Task<T>: a coroutine that has been scheduled. It runs by itself, whenever the
// one that runs now awaits something; awaiting the task gives its result.
//
//   auto a = aio::create_task(delay(3s));    // scheduled
//   auto b = aio::create_task(delay(3s));    // scheduled: both will run
//   co_await a;                              // 3 s: both are sleeping meanwhile
//   co_await b;                              // done already: does not suspend
//
// A handle is cheap to copy and compare; dropping it does not stop the task.
// `Task<>` can be a handle to a task of any result: awaiting it gives no value.
#pragma once

#include <functional>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include <aio/coroutine.hpp>
#include <aio/detail/kept_callable.hpp>
#include <aio/detail/start_task.hpp>
#include <aio/future.hpp>

namespace aio {

/// A handle of a task. Every function throws RuntimeError if the handle is empty (made so,
/// or moved from), or on another thread than the loop's, while that runs. If the last one
/// goes and nobody has looked at the task's error, that is reported. Like asyncio.Task.
template <class T = void>
class Task {
    using State = detail::TaskStateFor<T>;

public:
    using value_type = T;

    /// A handle of no task, to be assigned to: whatever else is done with it throws
    /// RuntimeError, as with one that was moved from.
    Task() = default;
    explicit Task(detail::IntrusivePtr<State> state) : state_(std::move(state)) {}
    /// Any task can be handled as a Task<>.
    template <class U>
        requires(std::is_void_v<T> && !std::is_void_v<U>)
    Task(const Task<U>& other) : state_(detail::not_empty(other.any_state())) {}

    /// Whether it has returned, failed, or been cancelled.
    [[nodiscard]] bool done() const { return state()->done(); }
    /// Whether CancelledError has ended it; false until then, even after cancel().
    [[nodiscard]] bool cancelled() const { return state()->cancelled(); }

    /// The result. InvalidStateError while it runs; its exception if it failed;
    /// CancelledError if it was cancelled. RuntimeError if it cannot be copied and has
    /// been given before.
    T result() const { return detail::result_of<T>(*state(), *state(), false); }
    /// Its exception, null if it returned; it then counts as retrieved. Throws like
    /// result() while it runs or if it was cancelled.
    [[nodiscard]] std::exception_ptr exception() const { return state()->exception(); }

    /// Asks the task to end: CancelledError is thrown at the co_await where it
    /// waits, in the next turn. It may catch it, clean up, even go on. If it waits
    /// for another task, that one is cancelled, and the error arrives here when it
    /// has ended. One that has not begun never will. False, without effect, if the task is
    /// done. The message is CancelledError's. Like asyncio's Task.cancel.
    ///
    ///   task.cancel();
    ///   co_await aio::wait({task});      // it may have to clean up: wait for its end
    bool cancel(std::source_location call = std::source_location::current()) const {
        return cancel({}, call);
    }
    bool cancel(const std::string& message,
                std::source_location call = std::source_location::current()) const {
        const detail::CancelCall told(call);
        return state()->cancel(message);
    }
    /// How many requests to cancel are pending: cancel() minus uncancel().
    [[nodiscard]] int cancelling() const { return state()->cancelling(); }
    /// Takes one request back and returns how many are left. An error that is
    /// on its way already will still be thrown. For whoever has caught CancelledError and
    /// goes on, as timeout() does. Like asyncio's Task.uncancel.
    int uncancel() const { return state()->uncancel(); }

    /// As given to create_task; otherwise "main" for what run() was given, and
    /// "Task-2", "Task-3", ... for the others.
    [[nodiscard]] std::string name() const { return state()->name(); }
    /// An observer is told of the new name.
    void set_name(std::string name) const { state()->set_name(std::move(name)); }

    /// F is called with this task, or with nothing, in the turn after its end; an
    /// exception from it is reported, not thrown.
    template <class F>
    CallbackId add_done_callback(F f) const {
        return state()->add_callback(detail::make_callback<Task>(*state(), std::move(f)));
    }
    /// No effect on a callback whose turn has been scheduled.
    void remove_done_callback(CallbackId id) const { state()->remove_callback(id); }

    /// Waits for the end; throws its error, CancelledError if it was cancelled.
    /// Repeatable: a copy of the result each time; one that cannot be copied is given
    /// once, then RuntimeError. RuntimeError in the task itself, too, which would never end.
    /// Cancelling the task that awaits cancels this one: see shield().
    auto awaiter() const& { return detail::FutureAwaiter<T, State>{waitable(), false}; }
    /// Moves the result out, if no other handle is left to ask for it.
    auto awaiter() && {
        (void)waitable();
        return detail::FutureAwaiter<T, State>{std::move(state_), true};
    }

    template <class U>
    friend bool operator==(const Task& a, const Task<U>& b) {
        return a.identity() == b.identity();
    }
    /// For the library. RuntimeError, as in all that uses it, if this handle is empty, or
    /// if its loop runs on another thread.
    [[nodiscard]] const detail::IntrusivePtr<State>& state() const {
        return detail::usable(state_);
    }
    /// The same, to be waited for.
    [[nodiscard]] const detail::IntrusivePtr<State>& waitable() const {
        return detail::waitable(state_);
    }
    /// Without looking at whose it is: to copy handles is allowed on any thread.
    [[nodiscard]] const detail::IntrusivePtr<State>& any_state() const { return state_; }
    /// The same for handles of the same task, and for no other.
    [[nodiscard]] const detail::FutureBase* identity() const { return state_.get(); }

private:
    detail::IntrusivePtr<State> state_;
};

/// Schedules a coroutine: its first step comes in the next turn, after what was
/// scheduled before. The loop keeps the task until it ends (asyncio's only keeps a
/// weak reference, and can lose one that nobody holds); run() cancels it when main ends.
/// RuntimeError if no loop is running or the coroutine was awaited before. Like
/// asyncio.create_task.
template <class T>
Task<T> create_task(Coroutine<T>&& coroutine, std::string name = {},
                    std::source_location call = std::source_location::current()) {
    return Task<T>(
        detail::start_task(std::move(coroutine), std::move(name), "aio::create_task", call));
}
/// The same for a coroutine that stands in a variable: it is consumed.
template <class T>
Task<T> create_task(Coroutine<T>& coroutine, std::string name = {},
                    std::source_location call = std::source_location::current()) {
    return create_task(std::move(coroutine), std::move(name), call);
}

/// Calls `callable(args...)`, which returns a Coroutine, and schedules that; the
/// task keeps the callable and the arguments alive: the safe way to start a
/// lambda that captures. What the call throws is thrown here.
///
///   auto task = aio::create_task([name]() -> aio::Coroutine<> { co_await greet(name); });
template <class F>
    requires detail::StartsATask<F>
auto create_task(F callable, std::source_location call = std::source_location::current()) {
    return detail::create_keeping(
        [&](auto coroutine) { return create_task(std::move(coroutine), {}, call); },
        std::move(callable));
}
// (Nothing can stand behind a pack: an observer gets the callable's place as the call's.)
template <class F, class First, class... Args>
    requires detail::StartsATask<F, First, Args...>
auto create_task(F callable, First first, Args... args) {
    return detail::create_keeping(
        [](auto coroutine) { return create_task(std::move(coroutine), {}, {}); },
        std::move(callable), std::move(first), std::move(args)...);
}

/// For what is neither, an error in words.
template <class X, class... Args>
    requires(!detail::IsCoroutine<X> && !detail::StartsATask<X, Args...>)
void create_task(const X&, const Args&...) {
    detail::explain_no_coroutine<X>();
}

/// The task that runs now. RuntimeError outside of one, e.g. in a callback (where
/// asyncio.current_task gives None).
[[nodiscard]] Task<> current_task();

/// Every task that has not ended, in creation order. RuntimeError without a loop. Like
/// asyncio.all_tasks, whose set has no order.
[[nodiscard]] std::vector<Task<>> all_tasks();

}  // namespace aio

template <class T>
struct std::hash<aio::Task<T>> {
    std::size_t operator()(const aio::Task<T>& task) const noexcept {
        return std::hash<const aio::detail::FutureBase*>()(task.identity());
    }
};
