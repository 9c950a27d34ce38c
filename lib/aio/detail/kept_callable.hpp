// A callable and its arguments, kept beside the task that runs its coroutine:
//
//   create_task([name]() -> aio::Coroutine<> { ... })    // the task owns the lambda
//
// A coroutine keeps its parameters, but a lambda's captures are the lambda's, and that is
// usually gone before the coroutine runs.
#pragma once

#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

#include <aio/coroutine.hpp>

namespace aio::detail {

// A lambda's coroutine refers to the lambda's captures; so the callable stands
// beside the frame for as long as the task runs.
template <class F, class... Args>
struct KeptCallable final : KeptAlive {
    F f;
    std::tuple<Args...> args;
    KeptCallable(F&& callable, Args&&... a) : f(std::move(callable)), args(std::move(a)...) {}
};

// The arguments are passed as what they are, objects that are kept; unless the
// callable takes one by value that can only be moved.
template <class F, class... Args>
using KeptResult =
    typename std::conditional_t<std::is_invocable_v<F&, Args&...>, std::invoke_result<F&, Args&...>,
                                std::invoke_result<F&, Args...>>::type;
template <class F, class... Args>
KeptResult<F, Args...> call_kept(F& f, std::tuple<Args...>& args) {
    if constexpr (std::is_invocable_v<F&, Args&...>)
        return std::apply(f, args);
    else
        return std::apply(f, std::move(args));
}

/// Whether X, with these arguments, is a callable that gives a coroutine.
template <class X, class... Args>
concept StartsATask = requires { requires Awaitable<KeptResult<X, Args...>>; };

/// Calls create(callable(args...)) and lets the task keep callable and args.
template <class Create, class F, class... Args>
auto create_keeping(Create create, F&& callable, Args&&... args) {
    auto kept = std::make_unique<KeptCallable<F, Args...>>(std::move(callable), std::move(args)...);
    auto task = create(call_kept(kept->f, kept->args));
    task.state()->keep(std::move(kept));
    return task;
}

}  // namespace aio::detail
