// A generator's promise and state. It runs inside the task that asks for an item, as a
// child coroutine does, and at a co_yield the step goes back to whoever asked.
#pragma once

#include <coroutine>
#include <cstdint>
#include <optional>
#include <source_location>
#include <type_traits>
#include <utility>

#include <aio/coroutine.hpp>
#include <aio/errors.hpp>

namespace aio::detail {

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

/// What a generator, when it is called, gives to its AsyncGenerator: as NewFrame.
struct NewGenerator {
    GeneratorPromiseBase* frame;
};

template <class T>
struct GeneratorPromise final : GeneratorPromiseBase {
    static_assert(!std::is_reference_v<T> && !std::is_void_v<T>,
                  "a generator hands out values: give it a type of items, not a reference or void");
    explicit GeneratorPromise(std::source_location definition = std::source_location::current())
        : GeneratorPromiseBase(definition) {}

    std::optional<T> item;

    [[gnu::always_inline]] inline NewGenerator get_return_object() {
        handle = std::coroutine_handle<GeneratorPromise>::from_promise(*this);
        called_from = __builtin_return_address(0);
        return {this};
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

}  // namespace aio::detail
