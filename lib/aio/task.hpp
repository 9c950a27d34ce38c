// Task<T>: a coroutine that has been scheduled. It runs by itself, whenever the
// one that runs now awaits something; awaiting the task gives its result.
//
//   aio::Coroutine<> helper() { co_await aio::sleep(3s); }
//
//   aio::Coroutine<> leader() {
//       auto a = aio::create_task(helper());   // t = 0: scheduled; nothing of it runs yet
//       auto b = aio::create_task(helper());
//       co_await aio::sleep(1s);               // t = 0: the leader suspends, so both begin
//       co_await a;                            // from t = 1 to t = 3
//       co_await b;                            // t = 3: done already, does not suspend
//   }
//
// The trap: `co_await aio::create_task(helper());` twice takes 6 s. A task runs beside its
// creator only if it is created before the other is awaited.
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
/// or moved from), or on another thread than the loop's, while that runs; handles are copied,
/// compared and dropped on any thread. Like asyncio.Task.
///
/// An error that ends the task stays in it, for everybody who asks. Whoever awaits the task,
/// or calls result() or exception(), has looked at it. If the last handle goes and nobody has,
/// it is reported once; otherwise a failure in the background would go unnoticed.
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
    /// Whether CancelledError has ended it; false until then, even after cancel(), since the
    /// task may still clean up, or refuse.
    [[nodiscard]] bool cancelled() const { return state()->cancelled(); }

    /// The result, without waiting. InvalidStateError while it has not ended; its exception if
    /// it failed; CancelledError if it was cancelled. RuntimeError if the result cannot be
    /// copied and has been given before.
    T result() const { return detail::result_of<T>(*state(), *state(), false); }
    /// Its exception, null if it returned; it then counts as looked at. InvalidStateError
    /// while it has not ended; CancelledError if it was cancelled.
    [[nodiscard]] std::exception_ptr exception() const { return state()->exception(); }

    /// Asks the task to end: CancelledError is thrown at the co_await where it waits, in the
    /// next turn, with this message. It may catch it, clean up, even go on: nothing is stopped
    /// by force, for a function stopped half-way could not clean up. False, without effect, if
    /// the task is done. Like asyncio's Task.cancel.
    ///
    /// - If it waits for another task, that one is cancelled, and the error arrives here when
    ///   it has ended, and likewise at all others that wait for it. To prevent it: shield().
    /// - One that has not begun never will.
    /// - One that cancels itself goes on to its next co_await that suspends: the error is thrown
    ///   there. If there is none, it ends as cancelled.
    /// - What it waits for may be done, with its turn to go on still to come: then the error
    ///   takes the place of that result.
    /// - Whoever cancels a task no longer wants it: an error that it ends with is not reported.
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
    /// How many requests to cancel it has had, less those taken back by uncancel(). Still
    /// counted if the task has caught CancelledError and goes on.
    [[nodiscard]] int cancelling() const { return state()->cancelling(); }
    /// Takes one request back and returns how many are left, 0 at least. If none
    /// are left, a request that has not been raised yet is dropped; an error that is on its way
    /// already is thrown all the same. For whoever has made a request and caught its
    /// CancelledError, as timeout() does: if any are left, somebody else wants the task to end.
    /// Like asyncio's Task.uncancel.
    int uncancel() const { return state()->uncancel(); }

    /// As given to create_task; otherwise "main" for what run() was given, and
    /// "Task-2", "Task-3", ... for the others.
    [[nodiscard]] std::string name() const { return state()->name(); }
    /// For reports and pictures; an observer is told of the new name.
    void set_name(std::string name) const { state()->set_name(std::move(name)); }

    /// F is called with this task, or with nothing, in the turn after its end, in the order of
    /// these calls; if it has ended already, in the next turn (RuntimeError then without a
    /// loop). An exception from it is reported, not thrown. It cannot await: where that is
    /// wanted, await the task instead.
    template <class F>
    CallbackId add_done_callback(F f) const {
        return state()->add_callback(detail::make_callback<Task>(*state(), std::move(f)));
    }
    /// No effect on a callback whose turn has been scheduled.
    void remove_done_callback(CallbackId id) const { state()->remove_callback(id); }

    /// Waits for the end, and gives the result; throws its error, CancelledError if it was
    /// cancelled. One that has ended does not suspend. Repeatable: a copy of the result each
    /// time; one that cannot be copied is given once, then RuntimeError. RuntimeError in the
    /// task itself, too, which would never end. Cancelling the task that awaits cancels this
    /// one: see shield(). Of a CancelledError that arrives here only current_task().cancelling()
    /// tells which of the two was cancelled.
    auto awaiter() const& { return detail::FutureAwaiter<T, State>{waitable(), false}; }
    /// The same for `co_await std::move(task)`: moves the result out, if no other handle is
    /// left to ask for it. The handle is then empty.
    auto awaiter() && {
        (void)waitable();
        return detail::FutureAwaiter<T, State>{std::move(state_), true};
    }

    /// Whether these are handles of the same task.
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
/// scheduled before. The creator goes on until it suspends; tasks start in the order in
/// which they were created. The loop keeps the task until it ends (asyncio's only keeps a
/// weak reference, and can lose one that nobody holds); run() cancels it when main ends.
/// RuntimeError if no loop is running or the coroutine was awaited before. Like
/// asyncio.create_task.
///
/// The coroutine outlives this statement, and perhaps this function: see that its reference
/// parameters do, too, or start it in a task_group.
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

/// The task that runs now: a coroutine that is awaited runs in its awaiter's. RuntimeError
/// without a loop, and in a callback (where asyncio.current_task gives None).
[[nodiscard]] Task<> current_task();

/// Every task that has not ended, the current one included, in creation order. RuntimeError
/// without a loop. Like asyncio.all_tasks, whose set has no order.
///
///   for (auto& task : aio::all_tasks())
///       if (task != aio::current_task()) task.cancel();
[[nodiscard]] std::vector<Task<>> all_tasks();

}  // namespace aio

/// By identity, for std::unordered_set: asyncio programs keep background tasks in a set, too.
template <class T>
struct std::hash<aio::Task<T>> {
    std::size_t operator()(const aio::Task<T>& task) const noexcept {
        return std::hash<const aio::detail::FutureBase*>()(task.identity());
    }
};
