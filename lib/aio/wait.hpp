// Waiting for several without wanting all their results: wait says which are
// done, as_completed gives results as they come.
//
//   aio::Coroutine<int> runner(int number, std::chrono::seconds time) {
//       co_await aio::sleep(time);
//       co_return number;
//   }
//   aio::Coroutine<> referee() {
//       std::vector tasks{aio::create_task(runner(1, 3s)), aio::create_task(runner(2, 2s))};
//       auto [done, pending] = co_await aio::wait(
//           tasks, {.return_when = aio::ReturnWhen::first_completed});
//       use(done[0].result());                        // t = 2: runner 2
//       for (auto& task : pending) task.cancel();     // else runner 1 runs on
//
//       std::vector<aio::Coroutine<int>> others;
//       others.push_back(runner(3, 2s));
//       others.push_back(runner(4, 1s));
//       for (auto next : aio::as_completed(others))
//           use(co_await next);                       // t = 3: runner 4; t = 4: runner 3
//   }
//
// The trap: neither ends what it has not waited for. The others run on, and `done` may hold
// more than one.
#pragma once

#include <initializer_list>
#include <optional>
#include <utility>
#include <vector>

#include <aio/detail/completed_state.hpp>
#include <aio/detail/ensure.hpp>

namespace aio {

/// When wait() returns. Like asyncio's FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED.
enum class ReturnWhen {
    first_completed,  ///< one has ended, in whatever way
    first_exception,  ///< one has failed (to be cancelled is not to fail), or all have ended
    all_completed,
};

/// How long wait() waits, and for what.
struct WaitOptions {
    /// After this long, return what there is. Not an error. nullopt: no limit.
    OptionalDuration timeout = std::nullopt;
    ReturnWhen return_when = ReturnWhen::all_completed;
};

/// What wait() gives, both in argument order (asyncio's are sets). Looked at when the waiter
/// runs again: what has ended since it was woken is among `done`, too.
template <class T, class Handle = Task<T>>
struct WaitResult {
    std::vector<Handle> done;
    std::vector<Handle> pending;
};

namespace detail {

/// Completes when enough of the watched futures have, or at the deadline.
class WaitState final : public FutureState<void>, public Watcher, private Timer {
public:
    WaitState(std::size_t count, WaitOptions options);
    void watch_all();
    void stop();
    void add(FutureBase& future) { Watcher::add(future); }
    [[nodiscard]] std::string describe() const override;

private:
    void child_ended(std::size_t index) override;
    void fire() override;
    [[nodiscard]] const char* name_of_timer() const override { return "a wait"; }

    std::size_t left_;
    WaitOptions options_;
};

template <class Handle>
Coroutine<WaitResult<typename Handle::value_type, Handle>> wait_for_members(
    std::vector<Handle> members, WaitOptions options) {
    const IntrusivePtr<WaitState> state(new WaitState(members.size(), options));
    for (Handle& member : members) state->add(*member.waitable());
    state->watch_all();
    try {
        co_await Future<>(IntrusivePtr<FutureState<void>>(state));
    } catch (...) {
        state->stop();
        throw;
    }
    state->stop();
    WaitResult<typename Handle::value_type, Handle> result;
    for (Handle& member : members)
        (member.done() ? result.done : result.pending).push_back(std::move(member));
    co_return result;
}

}  // namespace detail

/// Waits, as `return_when` says, until one of the tasks (or futures) is done, until
/// one has failed, or until all are done; or until the timeout has passed, counted from when
/// the wait begins, which is no error. One that is given twice counts once.
///
/// Throws none of their errors, and cancels none: not at the timeout, and not if the waiter
/// is cancelled. An error still counts as one that nobody has looked at: ask each of `done`
/// for its result(). So this is the way to wait for the end of a task, however it ends.
///
/// Each call watches all of them anew: to take n one after another takes n * n / 2 steps, and
/// with as_completed n.
///
/// std::invalid_argument, when it is awaited, if there are none; RuntimeError for an empty
/// handle, or one that no loop will complete. Coroutines are refused when it is compiled:
/// without a task of each there would be nothing to find in `done`. Like asyncio.wait.
template <detail::GatherableRange R>
[[gnu::always_inline]] inline auto wait(R&& tasks, WaitOptions options = {}) {
    using Handle = std::remove_cvref_t<detail::ElementOf<R>>;
    static_assert(
        requires(Handle h) { h.done(); },
        "aio::wait takes tasks or futures: make them with aio::create_task first");
    std::vector<Handle> members;
    for (auto&& task : tasks) members.push_back(detail::ensure(task, {}));
    detail::drop_repeated(members);
    return detail::wait_for_members<Handle>(std::move(members), options);
}
/// The same for tasks and futures of different types, by AnyFuture, which gives no result:
/// ask the handle that you have.
///
///   auto [done, pending] = co_await aio::wait({task, answer}, {.timeout = 0.5s});
[[gnu::always_inline]] inline Coroutine<WaitResult<void, AnyFuture>> wait(
    std::initializer_list<AnyFuture> members, WaitOptions options = {}) {
    std::vector<AnyFuture> all(members);
    detail::drop_repeated(all);
    return detail::wait_for_members<AnyFuture>(std::move(all), options);
}

/// What as_completed gives: a range of coroutines, one for each result. The loop over it may
/// be left early; what has not ended by then runs on.
template <class Handle>
class AsCompleted {
    using State = detail::IntrusivePtr<detail::CompletedHandles<Handle>>;

public:
    explicit AsCompleted(State state) : state_(std::move(state)) {}

    class Iterator {
    public:
        Iterator(State state, std::size_t left) : state_(std::move(state)), left_(left) {}
        /// Awaiting it gives the next result to come, or throws its error. Which
        /// task that is is decided when it is awaited.
        Coroutine<typename Handle::value_type> operator*() const {
            state_->require_here();
            return detail::next_completed<Handle>(state_);
        }
        Iterator& operator++() {
            --left_;
            return *this;
        }
        bool operator!=(const Iterator& end) const { return left_ != end.left_; }
        bool operator==(const Iterator& end) const { return left_ == end.left_; }

    private:
        State state_;
        std::size_t left_;
    };

    /// The next task or future to end, itself, so that it can be told which one it is;
    /// nothing when all have been given. TimeoutError if the time is up. Do not mix it with
    /// the loop over coroutines. Like `async for task in asyncio.as_completed(...)`.
    ///
    ///   auto completed = aio::as_completed(tasks);
    ///   while (auto task = co_await completed.next()) say(task->name());
    [[gnu::always_inline]] inline Coroutine<std::optional<Handle>> next() const {
        state_->require_here();
        return detail::next_handle<Handle>(state_);
    }

    /// For a loop over it, once.
    [[nodiscard]] Iterator begin() const { return {state_, state_->handles.size()}; }
    [[nodiscard]] Iterator end() const { return {{}, 0}; }

private:
    State state_;
};

/// Starts all, at the call and in argument order, and gives their results in the order in
/// which they end, once for each, however often it is given. An error is thrown where its
/// turn is awaited; the loop may catch it there, and go on with the next. Like
/// asyncio.as_completed.
///
/// The timeout counts from the call, and is one for all: each that has not ended by then
/// throws TimeoutError, and runs on. If whoever waits is cancelled, they run on, too.
/// RuntimeError, at the call, for a coroutine that was awaited before, or if no loop runs on
/// this thread.
template <detail::GatherableRange R>
[[nodiscard]] auto as_completed(R&& range, OptionalDuration timeout = std::nullopt,
                                std::source_location call = std::source_location::current()) {
    using Handle = detail::Ensured<detail::ElementOf<R>>;
    std::vector<Handle> handles = detail::ensure_all(range, call);
    detail::drop_repeated(handles);
    const detail::IntrusivePtr state(new detail::CompletedHandles<Handle>(std::move(handles)));
    state->watch_all(timeout);
    return AsCompleted<Handle>(state);
}
template <class H>
[[nodiscard]] auto as_completed(std::initializer_list<H> handles,
                                OptionalDuration timeout = std::nullopt,
                                std::source_location call = std::source_location::current()) {
    return as_completed(std::vector<H>(handles), timeout, call);
}

}  // namespace aio
