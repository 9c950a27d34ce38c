#include <aio/coroutine.hpp>
#include <aio/detail/places.hpp>
#include <aio/detail/tracer.hpp>
#include <aio/extend.hpp>
#include <aio/sleep.hpp>

namespace aio::detail {

void throw_spent() {
    throw RuntimeError(
        "co_await: this coroutine was awaited, given to a task or moved from before; "
        "a coroutine runs once: call the function again, or await a task instead");
}

NewFrame new_sleep(duration delay, std::source_location where) {
    auto* frame = new SleepFrame;
    frame->where = where;
    frame->delay = delay;
    return {frame};
}

namespace {

/// A sleep that is awaited at the place where it was written, not here.
struct SleepAt {
    duration delay;
    std::source_location where;
    [[nodiscard]] SleepAt awaiter() const { return *this; }

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class P>
    void await_suspend(std::coroutine_handle<P> h) const {
        h.promise().where = where;
        core->current->only_sleep(h.promise(), delay);
    }
    void await_resume() const { throw_if_interrupted(); }
};

}  // namespace

Frame* sleep_in_a_frame(Frame* sleep_frame) {
    // The delay is awaited inside a coroutine whose frame can be a task's own. The
    // frame without a coroutine ends here: if the task is cancelled before its
    // first step, there is no sleep that was never awaited.
    constexpr auto sleep = [](duration delay, std::source_location where) -> Coroutine<> {
        co_await SleepAt{delay, where};
    };
    auto* given = static_cast<SleepFrame*>(sleep_frame);
    Frame* frame = sleep(given->delay, given->where).take_frame();
    frame->where = given->where;
    delete given;
    return frame;
}

namespace {

// The coroutines that make up task_group, wait_for, session.get and the like have names of their
// own, which mean nothing to the caller.
std::string name_of(const Frame& frame) {
    if (!frame.handle) return "coroutine 'sleep'";
    const std::string name = function_name(frame.where);
    if (name.find("detail::") != name.npos) return "the coroutine that this call makes";
    return "coroutine '" + name + "'";
}

}  // namespace

// Reporting must not stop a destructor, so anything it throws ends there.
void drop_frame(Frame* frame, bool quietly) noexcept {
    if (observed) core->tracer->tell_frames_made();
    const bool delay_only = !frame->handle;
    const bool unstarted = delay_only || frame->called_from;
    if (unstarted && !quietly && !extend::QuietDrops::any()) {
        std::string where = delay_only ? to_text(frame->where) : call_site(frame->called_from);
        std::string text = name_of(*frame) + " was never awaited, so it never ran";
        if (where.empty() && is_in_library(frame->where.file_name())) {
            text += " (built with -g, the program names the line)";
        } else if (where.empty()) {
            where = to_text(frame->where);
            text += " (this is where it is defined)";
        }
        report(ReportKind::never_awaited,
               text + "; write co_await in front of the call, or give it to create_task", where);
    }
    if (delay_only)
        delete static_cast<SleepFrame*>(frame);
    else
        frame->handle.destroy();
}

}  // namespace aio::detail
