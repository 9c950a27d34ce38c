// Tasks: when they become ready and why, in which order they run, what they wait for.
#include <timeline/tape_checker.hpp>

namespace timeline {

TapeChecker::Task& TapeChecker::task(Id id) {
    must(id > 0 && id < tasks_.size(), "there is no " + named("task", id));
    return tasks_[id];
}

void TapeChecker::create(const Event& event) {
    require_by(event.by, event);
    must(event.task == tasks_.size(), "tasks are numbered as they are created");
    Frame& own = frame(event.frame);
    must(!own.begun && !own.destroyed, named("frame", event.frame) + " cannot begin a task");
    must(event.seen == own.definition,
         named("task", event.task) + " is not the coroutine of its frame");
    own.begun = true;
    own.task = event.task;
    tasks_.emplace_back().own_frame = event.frame;
    tasks_.back().frame = event.frame;
    queue_.push(event.task);
}

// --- Ready --------------------------------------------------------------------

void TapeChecker::make_ready(const Event& event) {
    require_by(event.by, event);
    Task& ready = task(event.task);
    must(ready.state == Task::State::waiting,
         named("task", event.task) + " becomes ready, but does not wait");
    if (event.why == Cause::time) {
        must(ready.why == Cause::time && queue_.take_due(event.task),
             named("task", event.task) + " wakes up, but not at its time");
        begin_step(Step::timer);
    } else if (event.why == Cause::cancel && ready.why == Cause::time) {
        must(ready.cancel_requested && queue_.disarm(event.task),
             named("task", event.task) + " is woken by a request to cancel that nobody made");
    } else {
        make_ready_after(event, ready);
    }
    must(ready.why != Cause::time || event.what == 0,
         named("task", event.task) + " slept, and waited for nothing else");
    ready.state = Task::State::ready;
    must(queue_.push(event.task), named("task", event.task) + " is ready a second time");
}

// Because of what it waits for, or because it is to stop waiting.
void TapeChecker::make_ready_after(const Event& event, Task& ready) {
    must(event.what == ready.what && ready.why != Cause::time,
         named("task", event.task) + " becomes ready because of what it does not wait for");
    ItemList& queue = waiting_for_[{ready.why, ready.what}];
    if (event.why == Cause::cancel && ready.why != Cause::future) {
        must(ready.cancel_requested,
             named("task", event.task) + " is woken by a request to cancel that nobody made");
    } else {
        must(queue.first() == event.task,
             named("task", event.task) + " becomes ready before others that wait longer");
        require_cause(event, ready);
        if (ready.why == Cause::resource) wake_for(ready.what, ready);
    }
    queue.remove(event.task);
}

void TapeChecker::require_cause(const Event& event, const Task& ready) {
    Cause cause = ready.why;
    if (ready.why == Cause::future) {
        const Future& awaited = future(ready.what);
        must(awaited.done, named("future", ready.what) + " is not done");
        if (awaited.why == Cause::cancel) cause = Cause::cancel;
    } else if (ready.why == Cause::task) {
        must(task(ready.what).state == Task::State::ended,
             named("task", ready.what) + " has not ended");
    }
    const bool from_outside = event.why == Cause::io && is_outside();
    const bool from_thread = event.why == Cause::thread && step_ == Step::callback;
    must(event.why == cause || (cause != Cause::task && (from_outside || from_thread)),
         named("task", event.task) + " cannot have become ready because of this");
}

// --- Running and waiting --------------------------------------------------------

void TapeChecker::run(const Event& event) {
    Task& runs = task(event.task);
    must(runs.state == Task::State::ready && queue_.take(event.task),
         named("task", event.task) + " runs, but it is not ready, or not its turn");
    begin_step(Step::task, event.task);
    must(event.frame == runs.frame, named("task", event.task) + " resumes in another frame");
    must(event.place == frames_[event.frame].place,
         named("task", event.task) + " resumes at a line other than the one where it waited");
    must(event.seen == seen_from(event.frame),
         named("task", event.task) + " is seen at a line where it is not");
    runs.state = Task::State::running;
    runs.started = true;
    if (runs.woken_by != 0) --resources_[runs.woken_by].woken;
    runs.got_on = std::exchange(runs.woken_by, 0);
}

void TapeChecker::wait(const Event& event) {
    Task& waits = running_task(event.task, event.frame);
    stand_at(event.frame, event.place);
    must(event.seen == seen_from(event.frame),
         named("task", event.task) + " is seen at a line where it is not");
    must((event.until != Event::no_time) == (event.why == Cause::time),
         named("task", event.task) + " has a deadline if it sleeps, and only then");
    waits.why = event.why;
    waits.what = event.what;
    waits.got_on = 0;
    waits.state = Task::State::waiting;
    wait_for(event, waits);
    if (event.what != 0) waiting_for_[{event.why, event.what}].push(event.task);
    running_ = 0;
    between_steps_ = true;
}

void TapeChecker::wait_for(const Event& event, Task& waits) {
    switch (event.why) {
        case Cause::turn:
            waits.state = Task::State::ready;
            queue_.push(event.task);
            break;
        case Cause::time:
            must(event.until > event.when,
                 named("task", event.task) + " sleeps without a deadline to come");
            return queue_.arm(event.task, event.until);
        case Cause::task:
            return must(task(event.what).state != Task::State::ended,
                        named("task", event.task) + " waits for a task that has ended");
        case Cause::future:
            if (future(event.what).done) ready_next_ = event.task;
            return;
        default:
            must(event.why == Cause::resource,
                 named("task", event.task) + " waits for something that has not been mentioned");
            return wait_for_resource(event.what);
    }
    must(event.what == 0, named("task", event.task) + " waits for its turn, or for something?");
}

void TapeChecker::await_done(const Event& event) {
    running_task(event.task, event.frame);
    stand_at(event.frame, event.place);
    must(event.seen == seen_from(event.frame),
         named("task", event.task) + " is seen at a line where it is not");
    if (event.why == Cause::task) {
        must(task(event.what).state == Task::State::ended,
             named("task", event.task) + " did not wait for a task that has not ended");
    } else if (event.why == Cause::future) {
        Future& awaited = future(event.what);
        const auto others = waiting_for_.find({Cause::future, event.what});
        must(awaited.done || others == waiting_for_.end() || others->second.empty(),
             named("task", event.task) + " did not wait for a future that others wait for");
        awaited.done = true;
    }
}

// --- Cancelled, ended -------------------------------------------------------------

void TapeChecker::request_cancel(const Event& event) {
    require_by(event.by, event);
    Task& asked = task(event.task);
    const bool from_outside = event.why == Cause::io && is_outside() && !closing_;
    const bool from_thread = event.why == Cause::thread && step_ == Step::callback && !closing_;
    must(event.why == Cause::none || from_outside || from_thread,
         named("task", event.task) + " cannot have been asked to cancel because of this");
    must(asked.state != Task::State::ended,
         named("task", event.task) + " has ended, and cannot be asked to cancel");
    asked.cancel_requested = true;
    to_be_cancelled_.erase(event.task);
    expect_cancellation(event.task);
}

void TapeChecker::rename(const Event& event) { task(event.task); }

void TapeChecker::end(const Event& event) {
    Task& ends = task(event.task);
    if (event.task == running_) {
        must(ends.frame == ends.own_frame,
             named("task", event.task) + " ends inside another coroutine");
        running_ = 0;
    } else {
        end_without_running(event.task, ends, event);
    }
    must(frames_[ends.own_frame].destroyed,
         named("task", event.task) + " ends, and its frame is still there");
    ends.state = Task::State::ended;
    to_be_cancelled_.erase(event.task);
    woken_by_ = Target{Cause::task, event.task};
}

// Cancelled before its first step; or destroyed at the end of the run.
void TapeChecker::end_without_running(Id id, Task& ends, const Event& event) {
    must(ends.state != Task::State::ended, named("task", id) + " ends a second time");
    must(event.kind == Kind::cancelled, named("task", id) + " ends, but it is not running");
    if (!ends.started && ends.cancel_requested && queue_.take(id)) return begin_step(Step::none);
    must(closing_ && running_ == 0, named("task", id) + " ends, but it is not its turn");
    queue_.remove(id);
    if (ends.woken_by != 0) --resources_[std::exchange(ends.woken_by, 0)].woken;
    if (ends.what != 0) waiting_for_[{ends.why, ends.what}].remove(id);
}

}  // namespace timeline
