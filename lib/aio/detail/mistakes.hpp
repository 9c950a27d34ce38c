// The messages for a program that does not compile. The compiler's own first line is about
// overloads and templates; these functions accept what is wrong, and fail with a sentence that says
// what to do. tests/compile_errors.cpp checks these first lines.
#pragma once

#include <chrono>
#include <type_traits>

namespace aio::detail {

/// False for all types: for static_asserts in templates that are instantiated only by mistake.
template <class...>
inline constexpr bool never = false;

template <class X>
using Bare = std::remove_cvref_t<X>;
template <class X>
concept IsDuration =
    requires(Bare<X> d) { std::chrono::nanoseconds(d); } && !std::is_arithmetic_v<Bare<X>>;
template <class X>
concept IsFunction = std::is_function_v<std::remove_pointer_t<Bare<X>>>;
template <class X>
concept IsCallable = IsFunction<X> || requires { &Bare<X>::operator(); } || requires(X& x) { x(); };
template <class X>
concept IsRange = requires(X& x) {
    x.begin();
    x.end();
};
template <class X>
concept IsCoroutine = requires(Bare<X>& c) { c.take_frame(); };
/// A handle of a task or future.
template <class X>
concept IsHandle = requires(Bare<X> x) {
    x.done();
    x.cancelled();
    x.awaiter();
};

/// Where a coroutine, a task or a future was expected, and this is not one.
template <class X>
constexpr void explain_not_awaitable() {
    if constexpr (IsFunction<X> || IsCallable<X>)
        static_assert(never<X>,
                      "this is a function, and a coroutine is what it returns: call it, as in "
                      "co_await fetch(1), with all of its arguments");
    else if constexpr (IsDuration<X>)
        static_assert(never<X>, "to let time pass, write co_await aio::sleep(3s)");
    else if constexpr (std::is_const_v<std::remove_reference_t<X>> &&
                       requires(Bare<X>& x) { x.awaiter(); })
        static_assert(
            never<X>,
            "this object is const, and to await a coroutine uses it up: do not make it const");
    else if constexpr (IsRange<X>)
        static_assert(never<X>, "to wait for several, write co_await aio::gather(...)");
    else
        static_assert(never<X>,
                      "co_await takes an aio::Coroutine, Task or Future (or what aio's functions "
                      "return); for an Asio operation pass aio::use_coroutine, from "
                      "<aio/asio.hpp>");
}

/// For create_task and run, which take a coroutine.
template <class X>
constexpr void explain_no_coroutine() {
    if constexpr (IsHandle<X>)
        static_assert(never<X>,
                      "this is a task or future, which is under way already: co_await it; what "
                      "can be started is a coroutine, such as fetch(1)");
    else if constexpr (IsFunction<X> || IsCallable<X>)
        static_assert(never<X>,
                      "a coroutine is what the function returns: call it, as in fetch(1), with "
                      "all of its arguments; a lambda must say `-> aio::Coroutine<>`");
    else if constexpr (IsRange<X>)
        static_assert(never<X>, "this takes one coroutine; for several there is aio::gather");
    else
        static_assert(never<X>, "this takes a coroutine: what an aio::Coroutine function returns");
}

/// For durations.
template <class X>
constexpr void explain_no_duration() {
    static_assert(never<X>,
                  "how long? Write a duration, such as 3s or 100ms, with `using namespace "
                  "std::chrono_literals;`");
}

}  // namespace aio::detail
