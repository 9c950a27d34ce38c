// Coroutine<T>: what a coroutine function returns. It is lazy: calling the
// function runs nothing. `co_await` runs it, inside the task that awaits, and
// gives its result; `create_task` gives it a task of its own.
//
//   aio::Coroutine<int> answer() { co_return 42; }
//   ...
//   int a = co_await answer();
//
// As asyncio's coroutine object. What C++ libraries often call `task` is this
// lazy thing; asyncio's Task, and ours, is one that has been scheduled.
#pragma once

#include <coroutine>
#include <optional>
#include <type_traits>
#include <utility>

#include <aio/detail/mistakes.hpp>
#include <aio/detail/references.hpp>
#include <aio/detail/task_base.hpp>

namespace aio {

template <class T>
class Coroutine;

namespace detail {

/// A frame without a coroutine in it: a delay, to be slept by who awaits it.
/// Sleeping is the most frequent await of all; this way it costs neither a
/// coroutine frame nor, when cancelled, a second throw.
struct SleepFrame final : Frame, Pooled {
    duration delay;
};

/// Destroys a frame that is not running. Reports it if it never ran.
void drop_frame(Frame* frame, bool quietly) noexcept;
/// A coroutine that sleeps, for when a delay needs a task of its own.
Frame* sleep_in_a_frame(Frame* sleep_frame);
[[noreturn]] void throw_spent();

/// Owns a frame until it is awaited, given to a task, or dropped.
class FrameOwner {
public:
    explicit FrameOwner(Frame* frame) : frame_(frame) {}
    FrameOwner(FrameOwner&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
    FrameOwner& operator=(FrameOwner&& other) noexcept {
        std::swap(frame_, other.frame_);
        return *this;
    }
    ~FrameOwner() {
        if (!frame_) return;
        if (frame_->handle && !frame_->called_from) [[likely]]
            frame_->handle.destroy();  // it has run
        else
            drop_frame(frame_, false);
    }
    [[nodiscard]] Frame* get() const { return frame_; }
    /// Gives the frame up; RuntimeError if that has happened before.
    Frame* take() {
        if (!frame_) [[unlikely]]
            throw_spent();
        return std::exchange(frame_, nullptr);
    }
    void close() noexcept {
        if (frame_) drop_frame(std::exchange(frame_, nullptr), true);
    }

private:
    Frame* frame_;
};

template <class T>
struct Promise;

/// Runs a coroutine inside the task that awaits it: no turn passes.
template <class T>
class CoroutineAwaiter {
public:
    explicit CoroutineAwaiter(Frame* child) : child_(child) {}

    [[nodiscard]] bool await_ready() const noexcept { return false; }

    template <class P>
    void await_suspend(std::coroutine_handle<P> h) {
        Frame& parent = h.promise();
        Frame* child = child_.get();
        if constexpr (std::is_void_v<T>) {
            if (!child->handle) {
                const duration delay = static_cast<SleepFrame*>(child)->delay;
                delete static_cast<SleepFrame*>(child_.take());
                core->current->sleep(parent, delay);
                return;
            }
        }
        child->caller = &parent;
        child->called_from = nullptr;
        core->next = child;
    }

    // Inlined for the sake of throw_if_interrupted: see there.
    [[gnu::always_inline]] T await_resume() {
        Frame* child = child_.get();
        if constexpr (std::is_void_v<T>) {
            if (!child) return throw_if_interrupted();
        }
        if (child->error) [[unlikely]]
            std::rethrow_exception(std::move(child->error));
        if constexpr (!std::is_void_v<T>) return std::move(*static_cast<Promise<T>*>(child)->value);
    }

private:
    FrameOwner child_;
};

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

/// When a coroutine ends, the step goes on with whoever awaits it.
struct FinalAwaiter {
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class P>
    void await_suspend(std::coroutine_handle<P> h) const noexcept {
        core->next = h.promise().caller;
    }
    void await_resume() const noexcept {}
};

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
    [[gnu::always_inline]] inline Frame* get_return_object() {
        handle = std::coroutine_handle<Promise>::from_promise(*this);
        called_from = __builtin_return_address(0);
        return this;
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

// A promise must not have both return_void and return_value, so a value that is returned
// where none was promised ("no member named 'return_value' in ...") cannot be explained by
// a function of ours. What the compiler does tell is the promise's name.
struct ReturnsNothing_ToReturnAValueWriteCoroutineOfItsType : PromiseBase {
    explicit ReturnsNothing_ToReturnAValueWriteCoroutineOfItsType(
        std::source_location definition = std::source_location::current())
        : PromiseBase(definition) {}

    [[gnu::always_inline]] inline Frame* get_return_object() {
        handle = std::coroutine_handle<
            ReturnsNothing_ToReturnAValueWriteCoroutineOfItsType>::from_promise(*this);
        called_from = __builtin_return_address(0);
        return this;
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

/// Of a coroutine with reference parameters: see references.hpp. It is made with them.
/// (clang leaves a lambda's own object out, which is the first: hence the second way.)
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
    [[gnu::always_inline]] inline Frame* get_return_object() {
        Frame* frame = PromiseOf<T>::get_return_object();
        frame->handle = std::coroutine_handle<PromiseWithReferences>::from_promise(*this);
        return frame;
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

}  // namespace detail

/// A lazy computation of a T. Move-only. Await it once, as an lvalue or an
/// rvalue; a second time throws RuntimeError. One that is dropped without
/// having run is reported, with the file and line of the call that made it.
template <class T = void>
class [[nodiscard(
    "a coroutine runs only when it is awaited: write co_await in front, or give it to "
    "aio::create_task")]] Coroutine {
public:
    using value_type = T;
    using promise_type = detail::PromiseOf<T>;

    Coroutine(detail::Frame* frame) : frame_(frame) {}  // what get_return_object gives

    /// Gives it up unstarted, without a report. Does nothing if it was awaited.
    void close() noexcept { frame_.close(); }

    /// Awaiting runs it here and now, in the current task; exceptions pass
    /// straight through, and so does cancellation.
    auto awaiter() { return detail::CoroutineAwaiter<T>(frame_.take()); }

    /// For the library: the frame, which is then the caller's to run.
    detail::Frame* take_frame() { return frame_.take(); }
    /// Was it awaited, given to a task, or moved from?
    [[nodiscard]] bool spent() const { return !frame_.get(); }

private:
    detail::FrameOwner frame_;
};

}  // namespace aio

/// A coroutine keeps its parameters, but a reference parameter keeps only the
/// reference. One to a temporary is dead by the time the coroutine runs.
template <class T, class... Args>
struct std::coroutine_traits<aio::Coroutine<T>, Args...> {
    static_assert(
        (!std::is_rvalue_reference_v<Args> && ...),
        "a coroutine must not take && parameters: what they refer to is usually gone when "
        "it runs; take the parameter by value");
    using promise_type = typename aio::detail::PromiseFor<T, Args...>::type;
};

/// A function with co_await in it that returns no coroutine: `void`, `int`. (Any type that
/// has a promise of its own, or a specialization in another library, goes before this.)
template <class R, class... Args>
    requires(!requires { typename R::promise_type; })
struct std::coroutine_traits<R, Args...> {
    static_assert(
        aio::detail::never<R>,
        "a function with co_await or co_return in it is a coroutine, and says so by what it "
        "returns: write aio::Coroutine<> instead of void, aio::Coroutine<int> instead of int");
    using promise_type = aio::detail::PromiseOf<void>;
};
