// Coroutine<T>: what a coroutine function returns. It is lazy: calling the
// function runs nothing. `co_await` runs it, inside the task that awaits, and
// gives its result; `create_task` gives it a task of its own.
//
//   aio::Coroutine<int> answer() {         // the one that is awaited
//       co_await aio::sleep(3s);
//       co_return 42;
//   }
//   aio::Coroutine<> asker() {             // the one that awaits
//       auto later = answer();             // t = 0: nothing of it runs
//       co_await aio::sleep(1s);
//       int a = co_await later;            // t = 1: its body begins, in asker's task
//       use(a);                            // t = 4: 42
//   }
//
// The trap: awaits that follow each other take the sum of their times. Two of answer(), one
// after the other, take 6 s; gather(answer(), answer()) takes 3 s.
//
// Like Python's coroutine object. What C++ libraries often call `task` is this
// lazy thing; asyncio's Task, and ours, is one that has been scheduled.
#pragma once

#include <coroutine>
#include <type_traits>

#include <aio/detail/promise.hpp>

namespace aio {

template <class T>
class Coroutine;

namespace detail {

/// What the body of a timeout, a task_group or a try_finally gives.
template <class Returned>
struct BodyResult {
    static_assert(
        never<Returned>,
        "the body must return a coroutine: write `-> aio::Coroutine<>` behind its parameters");
};
template <class T>
struct BodyResult<Coroutine<T>> {
    using type = T;
};

}  // namespace detail

/// A lazy computation of a T. Move-only. Await it once, as an lvalue or an rvalue; a second
/// time throws RuntimeError, since the first has used up its parameters and local variables.
/// What is to be awaited by several, or again, is a task. One that is dropped without having
/// run is reported, with the file and line of the call that made it. Like PEP 492's.
template <class T = void>
class [[nodiscard(
    "a coroutine runs only when it is awaited: write co_await in front, or give it to "
    "aio::create_task")]] Coroutine {
public:
    using value_type = T;
    using promise_type = detail::PromiseOf<T>;

    Coroutine(detail::NewFrame made) : frame_(made.frame) {}  // what get_return_object gives

    /// Gives it up unstarted, without a report: its parameters are destroyed. Does nothing if
    /// it was awaited. For functions that are handed a coroutine and may refuse it. Like
    /// Python's coroutine.close().
    void close() noexcept { frame_.close(); }

    /// Awaiting runs it here and now, in the current task, as a function call would: no turn
    /// of the loop passes, and no other task runs unless it suspends. What leaves it is thrown
    /// here. A request to cancel the task is raised where it waits, in the innermost coroutine
    /// first; each one outwards may clean up.
    auto awaiter() { return detail::CoroutineAwaiter<T>(frame_.take()); }

    /// For the library: the frame, which is then the caller's to run.
    detail::Frame* take_frame() { return frame_.take(); }
    /// Whether it was awaited, given to a task, or moved from.
    [[nodiscard]] bool spent() const { return !frame_.get(); }

private:
    detail::FrameOwner frame_;
};

}  // namespace aio

/// A coroutine moves or copies its parameters into its frame, but of a reference it keeps only
/// the reference ([dcl.fct.def.coroutine]). What `&&` refers to is nearly always a temporary, gone
/// by the time the coroutine runs, so it is refused. `const std::string&` cannot be:
///
///   co_await greet("Ada");                     // good: the temporary lives until the end
///   auto task = aio::create_task(greet("Ada"));   // the task reads freed memory
template <class T, class... Args>
struct std::coroutine_traits<aio::Coroutine<T>, Args...> {
    static_assert(
        (!std::is_rvalue_reference_v<Args> && ...),
        "a coroutine must not take && parameters: what they refer to is usually gone when "
        "it runs; take the parameter by value");
    using promise_type = typename aio::detail::PromiseFor<T, Args...>::type;
};

/// A function with co_await in it that returns no coroutine: `void`, `int`. Without this the
/// compiler would say that coroutine_traits lacks a promise_type. (Any type that has a promise
/// of its own, or a specialization for it in another library, goes before this. Strictly, the
/// standard allows specializations for a program's own types only, [namespace.std]; compilers do
/// not mind. It does clash with another library's that is constrained, but otherwise as general.)
template <class R, class... Args>
    requires(!requires { typename R::promise_type; })
struct std::coroutine_traits<R, Args...> {
    static_assert(
        aio::detail::never<R>,
        "a function with co_await or co_return in it is a coroutine, and says so by what it "
        "returns: write aio::Coroutine<> instead of void, aio::Coroutine<int> instead of int");
    using promise_type = aio::detail::PromiseOf<void>;
};
