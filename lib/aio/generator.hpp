// AsyncGenerator<T>: a coroutine that hands out items one by one, and may await
// between them. It works only while somebody asks for the next one.
//
//   aio::AsyncGenerator<int> readings() {         while (auto n = co_await stream.next())
//       while (true) {                                use(*n);
//           co_await aio::sleep(1s);
//           co_yield measure();                   // leaving early? close it, so that it
//       }                                         // can clean up:
//   }                                             co_await stream.aclose();
//
// `closing` does the last for you, on every way out of a block.
#pragma once

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include <aio/coroutine.hpp>
#include <aio/finally.hpp>

namespace aio {

template <class T>
class AsyncGenerator;

/// Comes out of the co_yield at which a generator pauses when it is closed. Like
/// CancelledError it is not a std::exception, so that handlers of errors let it pass.
class GeneratorExit {};

namespace detail {

/// At a co_yield the step goes on with whoever asked for the item.
struct YieldAwaiter {
    const bool& closing;
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class P>
    void await_suspend(std::coroutine_handle<P> h) const noexcept {
        core->next = std::exchange(h.promise().caller, nullptr);
    }
    void await_resume() const {
        if (closing) throw GeneratorExit();
    }
};

/// What does not depend on the items' type.
struct GeneratorPromiseBase : PromiseBase {
    using PromiseBase::PromiseBase;
    bool closing = false;  // the next co_yield throws
    void return_void() const noexcept {}
};

/// A generator, without the type of its items. Counted: whoever awaits an item keeps
/// it, so that the AsyncGenerator itself may go meanwhile.
class GeneratorState : public RefCounted {
public:
    explicit GeneratorState(GeneratorPromiseBase* frame) : frame_(frame) {}
    [[nodiscard]] const char* kind() const noexcept override { return "this generator"; }

    /// Goes on until the next co_yield or the end. False if it has ended.
    Coroutine<bool> advance();
    Coroutine<> close();

protected:
    /// Reports a generator that pauses half-way: nobody can close it any more.
    ~GeneratorState() override;
    [[nodiscard]] GeneratorPromiseBase* frame() const { return frame_; }

private:
    enum class Place : std::uint8_t { unstarted, paused, running, ended };
    struct Resume;
    class Turn;

    GeneratorPromiseBase* frame_;  // destroyed with the state
    Place place_ = Place::unstarted;
};

template <class T>
struct GeneratorPromise final : GeneratorPromiseBase {
    static_assert(!std::is_reference_v<T> && !std::is_void_v<T>,
                  "a generator hands out values: give it a type of items, not a reference or void");
    explicit GeneratorPromise(std::source_location definition = std::source_location::current())
        : GeneratorPromiseBase(definition) {}

    std::optional<T> item;

    [[gnu::always_inline]] inline GeneratorPromiseBase* get_return_object() {
        handle = std::coroutine_handle<GeneratorPromise>::from_promise(*this);
        called_from = __builtin_return_address(0);
        return this;
    }
    template <class U = T>
        requires std::is_constructible_v<T, U&&>
    YieldAwaiter yield_value(U&& value,
                             std::source_location here = std::source_location::current()) {
        where = here;
        item.emplace(std::forward<U>(value));
        return {closing};
    }
};

template <class T>
class GeneratorOf final : public GeneratorState {
public:
    using GeneratorState::GeneratorState;
    std::optional<T> take() {
        return std::exchange(static_cast<GeneratorPromise<T>*>(frame())->item, std::nullopt);
    }
};

template <class T>
Coroutine<std::optional<T>> next_item(IntrusivePtr<GeneratorOf<T>> state) {
    if (!co_await state->advance()) co_return std::nullopt;
    co_return state->take();
}

inline Coroutine<> close_generator(IntrusivePtr<GeneratorState> state) { co_await state->close(); }

}  // namespace detail

/// A lazy series of items. Move-only in effect: the copies of a generator are one, and
/// only one task may ask at a time. One that goes while it pauses half-way, without
/// aclose(), is reported, and destroyed where it stands.
template <class T>
class [[nodiscard("a generator runs only when it is asked: co_await next()")]] AsyncGenerator {
public:
    using value_type = T;
    using promise_type = detail::GeneratorPromise<T>;

    AsyncGenerator(detail::GeneratorPromiseBase* frame)
        : state_(new detail::GeneratorOf<T>(frame)) {}

    /// The next item; nothing at the end, and ever after. Throws what leaves the
    /// generator, which has then ended. Cancelled, the generator gets the CancelledError
    /// where it waits. RuntimeError while somebody else awaits an item. Like Python's
    /// anext().
    [[nodiscard]] Coroutine<std::optional<T>> next() {
        state_->require_here();
        return detail::next_item<T>(state_);
    }

    /// Ends it early: GeneratorExit comes out of the co_yield at which it pauses, and
    /// its clean-up is awaited. Does nothing for one that has not begun or has ended.
    /// Throws what else leaves it; RuntimeError if it hands out another item instead of
    /// ending, or if somebody awaits an item. Like Python's aclose().
    [[nodiscard]] Coroutine<> aclose() {
        state_->require_here();
        return detail::close_generator(detail::IntrusivePtr<detail::GeneratorState>(state_));
    }

private:
    detail::IntrusivePtr<detail::GeneratorOf<T>> state_;
};

/// Runs body(AsyncGenerator<T>&) and closes the generator behind it, whether the body
/// ends well, fails, or is cancelled. Gives what the body gives. Like
/// `async with contextlib.aclosing(...)`.
///
///   co_await aio::closing(readings(), [](auto& stream) -> aio::Coroutine<> {
///       co_await stream.next();                 // one is enough
///   });
template <class T, class Body>
auto closing(AsyncGenerator<T> generator, Body body)
    -> std::invoke_result_t<Body&, AsyncGenerator<T>&> {
    co_return co_await try_finally([&] { return body(generator); },
                                   [&](std::exception_ptr) { return generator.aclose(); });
}

}  // namespace aio
