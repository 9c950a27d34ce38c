// task_group: tasks that end together. The block is left only when all have
// ended; if one fails, the others are cancelled, and all errors are kept.
//
//   aio::Coroutine<> child(int& sum, std::chrono::seconds time) {
//       co_await aio::sleep(time);
//       ++sum;
//   }
//   aio::Coroutine<> parent() {
//       int sum = 0;
//       co_await aio::task_group([&](aio::TaskGroup& group) -> aio::Coroutine<> {
//           group.create_task(child(sum, 1s));
//           group.create_task(child(sum, 3s));
//           co_return;                           // t = 0: the body ends, the block does not
//       });
//       use(sum);                                // t = 3: 2
//   }
//
// Prefer it to create_task and gather where tasks use the block's local variables: no
// task outlives them, whatever happens.
//
// The trap: catch ExceptionGroup, not the error of a child, even if there is only one.
#pragma once

#include <exception>
#include <optional>
#include <string>
#include <utility>

#include <aio/detail/group_state.hpp>
#include <aio/task.hpp>

namespace aio {

/// What the body of task_group() starts its tasks with. A cheap handle; usable until the
/// block has ended, by its tasks, too: so one can start others beside it. RuntimeError
/// on another thread than the loop's. Like asyncio.TaskGroup.
class TaskGroup {
public:
    explicit TaskGroup(detail::IntrusivePtr<detail::GroupState> state) : state_(std::move(state)) {}

    /// Like aio::create_task, for a coroutine in a variable or straight from the call; the
    /// group waits for the task. RuntimeError if the group is shutting down, because something
    /// failed or it was cancelled, or has ended; the coroutine is then closed without a report.
    ///
    /// The handle is for the result; it need not be kept. To cancel one of the tasks by it is
    /// not a failure, and has no effect on the others.
    template <class T>
    Task<T> create_task(Coroutine<T>& coroutine, std::string name = {},
                        std::source_location call = std::source_location::current()) const {
        return create_task(std::move(coroutine), std::move(name), call);
    }
    template <class T>
    Task<T> create_task(Coroutine<T>&& coroutine, std::string name = {},
                        std::source_location call = std::source_location::current()) const {
        try {
            state_->require_open();
        } catch (...) {
            coroutine.close();
            throw;
        }
        auto task = aio::create_task(std::move(coroutine), std::move(name), call);
        state_->adopt(*task.any_state());
        return task;
    }
    /// Like aio::create_task(callable, args...): keeps callable and arguments alive in the
    /// task, the safe way to start a lambda that captures.
    ///
    ///   group.create_task([&sum]() -> aio::Coroutine<> { co_await child(sum, 2s); });
    template <class F>
        requires detail::StartsATask<F>
    auto create_task(F callable,
                     std::source_location call = std::source_location::current()) const {
        return detail::create_keeping(
            [&](auto coroutine) { return this->create_task(std::move(coroutine), {}, call); },
            std::move(callable));
    }
    template <class F, class First, class... Args>
        requires detail::StartsATask<F, First, Args...>
    auto create_task(F callable, First first, Args... args) const {
        return detail::create_keeping(
            [this](auto coroutine) { return this->create_task(std::move(coroutine), {}, {}); },
            std::move(callable), std::move(first), std::move(args)...);
    }
    template <class X, class... Args>
        requires(!detail::IsCoroutine<X> && !detail::StartsATask<X, Args...>)
    void create_task(const X&, const Args&...) const {
        detail::explain_no_coroutine<X>();
    }
    /// Cancels the children and the body, and leaves the block without an error; with
    /// CancelledError, if the body was to give a result and had not. No effect once it has
    /// ended. For a group that has found what it was looking for. Like the TaskGroup.cancel of
    /// newer asyncios.
    void cancel(std::source_location call = std::source_location::current()) const {
        const detail::CancelCall told(call);
        state_->cancel();
    }

private:
    detail::IntrusivePtr<detail::GroupState> state_;
};

namespace detail {

template <class R, class Body>
Coroutine<R> run_group(Body body) {
    const IntrusivePtr<GroupState> state(new GroupState(*core->current));
    TaskGroup group(state);
    std::exception_ptr error;
    [[maybe_unused]] std::optional<std::conditional_t<std::is_void_v<R>, bool, R>> result;
    try {
        if constexpr (std::is_void_v<R>) {
            co_await body(group);
        } else {
            result.emplace(co_await body(group));
        }
    } catch (...) {
        error = std::current_exception();
    }
    co_await state->leave(std::move(error));
    if constexpr (!std::is_void_v<R>) {
        if (!result) throw CancelledError("task_group: cancelled before its body gave a result");
        co_return std::move(*result);
    }
}

}  // namespace detail

/// Runs body(TaskGroup&), then waits for every task of the group, including those that are
/// created meanwhile. Gives what the body gives. Like `async with asyncio.TaskGroup()`.
///
/// If a child or the body fails, the rest is cancelled, in creation order, and waited for.
/// Then an ExceptionGroup carries all errors, in the order in which they happened, the body's
/// own last; CancelledErrors are not among them.
///
///   } catch (const aio::ExceptionGroup& group) {
///       for (const std::exception_ptr& error : group.exceptions()) log_error(error);
///   }
///
/// Cancelled from outside: the children are cancelled and waited for, then CancelledError is
/// thrown. Errors have precedence over it; the request then stays pending, and is raised
/// where the task waits next.
template <class Body>
[[gnu::always_inline]] inline auto task_group(Body body) {
    if constexpr (std::is_invocable_v<Body&, TaskGroup&>) {
        using R = typename detail::BodyResult<std::invoke_result_t<Body&, TaskGroup&>>::type;
        return detail::run_group<R>(std::move(body));
    } else {
        static_assert(detail::never<Body>,
                      "the body of a task_group takes the group: write "
                      "[&](aio::TaskGroup& group) -> aio::Coroutine<> { ... }");
        return Coroutine<>(detail::NewFrame{nullptr});
    }
}

}  // namespace aio
