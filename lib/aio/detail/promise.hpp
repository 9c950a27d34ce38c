// The promise of a coroutine: what the compiler asks at the call, at each co_await, and at
// the end. It is the first part of the coroutine's frame, and gives the loop its Frame.
//
//   the call      get_return_object     the Coroutine owns the frame; initial_suspend: not yet
//   co_await x    await_transform       notes the line, and asks x for its awaiter
//   co_return v   return_value          keeps v for the awaiting coroutine
//   an exception  unhandled_exception   keeps it likewise
//   the end       final_suspend         goes on with the caller
#pragma once

#include <coroutine>
#include <optional>
#include <source_location>
#include <type_traits>
#include <utility>

#include <aio/detail/coroutine_awaiter.hpp>
#include <aio/detail/mistakes.hpp>
#include <aio/detail/references.hpp>

namespace aio::detail {

template <class A>
concept Awaitable = requires(A&& a) { static_cast<A&&>(a).awaiter(); };

struct PromiseBase : Frame {
    static void* operator new(std::size_t bytes) { return allocate_frame(bytes); }
    static void operator delete(void* p, std::size_t bytes) noexcept { deallocate_frame(p, bytes); }

    // As a default argument of the promise's constructor, current() names the
    // coroutine: that is how a task knows what it is called.
    explicit PromiseBase(std::source_location definition) { where = definition; }

    std::suspend_always initial_suspend() const noexcept { return {}; }
    FinalAwaiter final_suspend() const noexcept { return {}; }
    void unhandled_exception() noexcept { error = std::current_exception(); }

    template <class A>
    auto await_transform(A&& awaitable,
                         std::source_location here = std::source_location::current()) {
        if constexpr (Awaitable<A>) {
            where = here;
            return static_cast<A&&>(awaitable).awaiter();
        } else {
            explain_not_awaitable<A>();
            return std::suspend_never();
        }
    }
};

template <class T>
struct Promise : PromiseBase {
    static_assert(
        !std::is_reference_v<T>,
        "a coroutine cannot give a reference: what it refers to may be gone by then; give a "
        "value, a pointer, or a std::reference_wrapper");
    static_assert(alignof(T) <= block_step,
                  "aio::Coroutine: results may be aligned to 16 bytes at most");
    explicit Promise(std::source_location definition = std::source_location::current())
        : PromiseBase(definition) {}

    std::optional<T> value;

    // Inlined into the coroutine function itself, so that the return address is
    // the place of the call: reports name it.
    [[gnu::always_inline]] inline NewFrame get_return_object() {
        handle = std::coroutine_handle<Promise>::from_promise(*this);
        called_from = __builtin_return_address(0);
        return {this};
    }
    template <class U = T>
        requires std::is_constructible_v<T, U&&>
    void return_value(U&& result) {
        value.emplace(std::forward<U>(result));
    }
    template <class U>
        requires(!std::is_constructible_v<T, U &&>)
    void return_value(U&&) {
        if constexpr (Awaitable<U&&> || Awaitable<U&>)
            static_assert(never<U>, "this is still to be awaited: write co_return co_await ...");
        else
            static_assert(never<U>,
                          "what this returns is not what its aio::Coroutine<...> says, and does "
                          "not convert to it: change one of them");
    }
    template <class U>
    std::suspend_never yield_value(U&&) {
        static_assert(never<U>,
                      "co_yield is for generators, which return an aio::AsyncGenerator; an "
                      "aio::Coroutine gives its one result with co_return");
        return {};
    }
};

// A promise must not have both return_void and return_value, so no function of ours can explain a
// value returned where none was promised ("no member named 'return_value' in ..."). But the
// compiler's message does show the promise's name.
struct ReturnsNothing_ToReturnAValueWriteCoroutineOfItsType : PromiseBase {
    explicit ReturnsNothing_ToReturnAValueWriteCoroutineOfItsType(
        std::source_location definition = std::source_location::current())
        : PromiseBase(definition) {}

    [[gnu::always_inline]] inline NewFrame get_return_object() {
        handle = std::coroutine_handle<
            ReturnsNothing_ToReturnAValueWriteCoroutineOfItsType>::from_promise(*this);
        called_from = __builtin_return_address(0);
        return {this};
    }
    void return_void() const noexcept {}
    template <class U>
    std::suspend_never yield_value(U&&) {
        static_assert(never<U>, "co_yield is for generators, which return an aio::AsyncGenerator");
        return {};
    }
};

template <class T>
using PromiseOf =
    std::conditional_t<std::is_void_v<T>, ReturnsNothing_ToReturnAValueWriteCoroutineOfItsType,
                       Promise<T>>;

/// For a coroutine with reference parameters (see references.hpp), which are passed to it. (clang
/// leaves out the first one of a lambda, the lambda's own object: hence the second constructor.)
template <class T, class First, class... Rest>
struct PromiseWithReferences final : PromiseOf<T> {
    explicit PromiseWithReferences(
        const std::remove_reference_t<First>& first, const std::remove_reference_t<Rest>&... rest,
        std::source_location definition = std::source_location::current())
        : PromiseOf<T>(definition) {
        if (core && core->debug) [[unlikely]]
            note_references(*this, {referred_to<First>(first), referred_to<Rest>(rest)...});
    }
    explicit PromiseWithReferences(
        const std::remove_reference_t<Rest>&... rest,
        std::source_location definition = std::source_location::current())
        : PromiseOf<T>(definition) {
        if (core && core->debug) [[unlikely]]
            note_references(*this, {nullptr, referred_to<Rest>(rest)...});
    }
    [[gnu::always_inline]] inline NewFrame get_return_object() {
        const NewFrame made = PromiseOf<T>::get_return_object();
        made.frame->handle = std::coroutine_handle<PromiseWithReferences>::from_promise(*this);
        return made;
    }
};

template <class T, class... Params>
struct PromiseFor {
    using type = PromiseOf<T>;
};
template <class T, class... Params>
    requires(may_dangle<Params> || ...)
struct PromiseFor<T, Params...> {
    using type = PromiseWithReferences<T, Params...>;
};

}  // namespace aio::detail
