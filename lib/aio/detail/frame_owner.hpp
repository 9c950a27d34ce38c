// Who owns a coroutine's frame from the call that makes it to the await that runs it.
//
//   Coroutine<int> c = answer();      // c owns the frame, which has not begun
//   co_await c;                       // c gives it up; the awaiter owns it now
//   auto dropped = answer();          // nobody runs it: its owner reports that
#pragma once

#include <utility>

#include <aio/detail/core.hpp>

namespace aio::detail {

/// A frame without a coroutine in it: a delay, which the task that awaits it sleeps. Sleeping is
/// the most frequent await of all; this way it costs neither a coroutine frame nor, when cancelled,
/// a second throw.
struct SleepFrame final : Frame, Pooled {
    duration delay;
};

/// What a coroutine, when it is called, gives to its Coroutine. Not the pointer itself: to that,
/// `return 0;` would convert, in a function that should have said co_return.
struct NewFrame {
    Frame* frame;
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
    /// Gives the frame up; RuntimeError if that has already happened.
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

}  // namespace aio::detail
