// Time and turns, whose step it is, and what must come next.
#include <algorithm>

#include <timeline/tape_checker.hpp>

namespace timeline {

// Simulated time stands still, except while the loop is idle.
void TapeChecker::take_time(const Event& event) {
    must(event.when >= now_, "time goes back");
    if (event.kind == Kind::cut) return;
    must(tape_.clock == aio::Clock::real || event.when == now_,
         "simulated time has moved without the loop having been idle");
    now_ = event.when;
}

void TapeChecker::take_expected(const Event& event) {
    if (event.kind == Kind::cut) return;
    if (const Id ready = std::exchange(ready_next_, 0))
        must(event.kind == Kind::ready && event.task == ready,
             named("task", ready) + " waits for what is done, so it must be ready at once");
    if (const Id cancelled = std::exchange(cancelled_, 0)) {
        const Task& task = tasks_[cancelled];
        const bool woken = event.kind == Kind::ready && event.task == cancelled;
        const bool passed_on = event.kind == Kind::cancel_requested && task.why == Cause::task &&
                               event.task == task.what;
        must(woken || passed_on,
             named("task", cancelled) +
                 " was asked to cancel while it waited, and nothing came of it");
    }
    if (woken_by_) require_woken(event);
}

// When a task or future has ended, all that waited for it become ready, and nothing else does.
void TapeChecker::require_woken(const Event& event) {
    const bool ready = event.kind == Kind::ready || event.kind == Kind::callback_ready;
    if (ready && event.what == woken_by_->second) return;
    const auto left = waiting_for_.find(*woken_by_);
    must(left == waiting_for_.end() || left->second.empty(),
         named("task", left == waiting_for_.end() ? 0 : left->second.first()) +
             " waits for what has just ended, and must be ready next");
    woken_by_.reset();
}

// Between two steps of a turn nothing can act. But a task that was cancelled before its first step
// ends without one, and so do its frame and what that holds.
void TapeChecker::require_step(const Event& event) {
    if (!between_steps_ || closing_ || queue_.turn_is_over()) return;
    const bool begins = event.kind == Kind::running || event.kind == Kind::callback_runs ||
                        event.kind == Kind::timer_fires || event.kind == Kind::cancelled ||
                        event.kind == Kind::ready || event.kind == Kind::turn ||
                        event.kind == Kind::cut || event.kind == Kind::lock_released ||
                        event.kind == Kind::place_given_back;
    if (begins) return;
    must(event.kind == Kind::frame_destroyed, "something happens between two steps");
    const Frame& gone = frame(event.frame);
    const Task& its = tasks_[gone.task];
    must(!gone.begun || (gone.task != 0 && !its.started && its.cancel_requested),
         "something happens between two steps");
    between_steps_ = false;
}

void TapeChecker::expect_cancellation(Id id) {
    const Task& task = tasks_[id];
    if (task.state != Task::State::waiting) return;
    if (task.why != Cause::future) cancelled_ = id;  // a future's own affair is not known
}

// --- Turns --------------------------------------------------------------------

void TapeChecker::begin_turn(const Event& event) {
    require_step_over();
    must(queue_.turn_is_over(), "a turn begins, but the one before is not over");
    must(to_be_cancelled_.empty(), "a turn begins, but not all that is left has been cancelled");
    must(event.number == turns_ + 1, "turns are numbered as they come");
    ++turns_;
    queue_.begin_turn(event.when);
    must(!queue_.turn_is_over(), "a turn begins, but nothing is ready or due");
    in_turn_ = between_steps_ = true;
    step_ = Step::none;
}

// A step that blocks holds up the loop: time passes, and nothing else happens.
void TapeChecker::block(const Event& event) {
    must(tape_.clock == aio::Clock::simulated && step_ != Step::none,
         "something blocks, but no step runs that could, in simulated time");
    require_by(event.by, event);
    must(event.until != Event::no_time && event.until > now_,
         "something blocks until no later time");
    now_ = event.until;
}

void TapeChecker::idle(const Event& event) {
    if (event.why == Cause::call) return block(event);
    must(event.why == Cause::none && event.by == 0, "a loop that is idle has no task to name");
    require_step_over();
    must(queue_.nothing_ready(), "the loop is idle, but something is ready");
    must(to_be_cancelled_.empty(), "the loop is idle, but not all that is left has been cancelled");
    in_turn_ = false;
    step_ = Step::none;
    const auto earliest = queue_.earliest();
    if (event.until == Event::no_time) {
        // An operation outside the loop stops simulated time; real time passes.
        must(!earliest || tape_.clock == aio::Clock::simulated,
             "the loop waits without a limit, but there is a deadline");
        return;
    }
    must(earliest == event.until, "the loop waits until a time other than the earliest deadline");
    if (tape_.clock == aio::Clock::simulated) now_ = std::max(now_, event.until);
}

// --- Steps --------------------------------------------------------------------

// Until its own frame has returned, what happens in a task's step is done by it.
void TapeChecker::require_by(Id task, const Event&) {
    if (running_ != 0 && !finishing_ && task != running_) {
        must(
            task == 0 && tasks_[running_].frame == tasks_[running_].own_frame,
            named("task", task) + " cannot have done this in a step of " + named("task", running_));
        finishing_ = true;
    }
    must(task == (finishing_ ? 0 : running_),
         named("task", task) + " cannot have done this: it is not running");
}

void TapeChecker::require_step_over() const {
    must(running_ == 0, named("task", running_) + " is still running");
}

void TapeChecker::begin_step(Step step, Id task) {
    require_step_over();
    must(in_turn_, "something runs outside a turn");
    step_ = step;
    between_steps_ = false;
    running_ = task;
    finishing_ = false;
}

TapeChecker::Task& TapeChecker::running_task(Id id, Id frame) {
    must(id != 0 && id == running_ && !finishing_, named("task", id) + " is not running");
    must(frame == tasks_[id].frame,
         named("frame", frame) + " is not the one that runs in " + named("task", id));
    return tasks_[id];
}

}  // namespace timeline
