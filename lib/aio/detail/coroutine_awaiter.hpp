// From a coroutine into the one that it awaits, and back. No turn passes, and neither
// calls the other: each names the frame to go on with, and the trampoline in
// TaskBase::run resumes it.
//
//   parent                                 child
//   co_await child() ─ CoroutineAwaiter ─> body ...
//   goes on with the result <─ FinalAwaiter ─ co_return
#pragma once

#include <coroutine>
#include <exception>
#include <type_traits>
#include <utility>

#include <aio/detail/frame_owner.hpp>
#include <aio/detail/task_base.hpp>

namespace aio::detail {

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

/// When a coroutine ends, the step goes on with the one that awaits it.
struct FinalAwaiter {
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class P>
    void await_suspend(std::coroutine_handle<P> h) const noexcept {
        core->next = h.promise().caller;
    }
    void await_resume() const noexcept {}
};

}  // namespace aio::detail
