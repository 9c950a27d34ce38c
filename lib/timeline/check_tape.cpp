#include <timeline/check_tape.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <vector>

#include <timeline/ready_queue.hpp>
#include <timeline/tape_file.hpp>

namespace timeline {
namespace {

using Kind = Event::Kind;
using aio::Cause;
using Id = std::uint32_t;

std::string named(const char* what, std::uint64_t number) {
    return std::string(what) + " " + std::to_string(number);
}

struct Task {
    enum class State { ready, running, waiting, ended };
    State state = State::ready;
    bool started = false, cancel_requested = false;
    Id own_frame = 0;
    Id frame = 0;             // the innermost
    Cause why = Cause::none;  // waiting: for what
    Id what = 0;
    aio::time_point until{};
};

struct Frame {
    bool begun = false, returned = false, destroyed = false;
    Id caller = 0;
    Id place = 0;  // the line where it waits or goes on
};

struct Future {
    bool made = false, done = false, broken = false;  // failed or cancelled
    Cause why = Cause::none;                          // done: cancel, if it was cancelled
    Id parts = 0;
};

enum class Step { none, task, callback, timer };

/// Follows a tape event by event, as the loop itself went.
class Checker {
public:
    explicit Checker(const Tape& tape)
        : tape_(tape),
          queue_(tape.order == Order::plain),
          tasks_(1),
          frames_(1),
          futures_(1),
          timers_(1) {}

    void check() {
        must(tape_.whole, "this is a view, which leaves too much out to be checked");
        for (const Event& event : tape_.events) {
            ++number_;
            must(!ended_, "there is an event behind the end");
            take_time(event);
            take_expected(event);
            take(event);
        }
        must(ended_, "the tape does not end with the run's end, or a cut");
    }
    [[nodiscard]] std::size_t number() const { return number_; }

private:
    static void must(bool holds, const std::string& sentence) {
        if (!holds) throw sentence;
    }

    void take(const Event& event);

    // --- Time, and what is bound to come next
    void take_time(const Event&);
    void take_expected(const Event&);
    void expect_cancellation(Id task);

    // --- Steps
    void require_by(const Event&);
    void require_speaker(const Event&);
    void require_step_over() const;
    void begin_step(Step step, Id task = 0);
    Task& running_task(Id task, Id frame);
    void begin_turn(const Event&);
    void idle(const Event&);
    void block(const Event&);
    void fire(const Event&);

    // --- Tasks
    Task& task(Id id);
    void create(const Event&);
    void make_ready(const Event&);
    void require_cause(const Event&, const Task&);
    void make_ready_after(const Event&, Task&);
    void run(const Event&);
    void wait(const Event&);
    void await_done(const Event&);
    void request_cancel(const Event&);
    void end(const Event&);
    void end_without_running(Id id, Task& task, const Event&);

    // --- Frames
    Frame& frame(Id id);
    void make_frame(const Event&);
    void enter(const Event&);
    void leave(const Event&);
    void destroy(const Event&);

    // --- Futures, callbacks and timers
    Future& future(Id id);
    void make_future(const Event&);
    void complete(const Event&);
    void require_parts_done(const Future&, bool cancelled);
    void make_callback_ready(const Event&);

    // --- Connections, and the end
    void take_connection(const Event&);
    void close(const Event&);
    void end_run();

    const Tape& tape_;
    std::size_t number_ = 0;
    ReadyQueue queue_;
    std::vector<Task> tasks_;  // all by number; the first is nobody
    std::vector<Frame> frames_;
    std::vector<Future> futures_;
    std::vector<bool> timers_;  // whether it is armed
    std::vector<Kind> connections_{Kind::connection_closed};
    Id callbacks_ = 0, turns_ = 0;
    using Target = std::pair<Cause, Id>;
    std::map<Target, ItemList> waiting_for_;

    aio::time_point now_{};
    bool in_turn_ = false;
    Step step_ = Step::none;
    Id running_ = 0;          // the task whose step it is
    bool finishing_ = false;  // its own frame has returned
    bool ended_ = false, closing_ = false, deadlock_ = false;
    std::set<Id> to_be_cancelled_;  // since the closing

    std::optional<Target> woken_by_;  // who waits for it becomes ready now
    Id cancelled_ = 0;                // just asked to cancel
    Id ready_next_ = 0;               // has begun to wait for what is done
};

void Checker::take(const Event& event) {
    switch (event.kind) {
        case Kind::created:
            return create(event);
        case Kind::ready:
            return make_ready(event);
        case Kind::running:
            return run(event);
        case Kind::waiting:
            return wait(event);
        case Kind::awaited:
            return await_done(event);
        case Kind::cancel_requested:
            return request_cancel(event);
        case Kind::renamed:
            return static_cast<void>(task(event.task));
        case Kind::finished:
        case Kind::failed:
        case Kind::cancelled:
            return end(event);
        case Kind::frame_made:
            return make_frame(event);
        case Kind::frame_entered:
            return enter(event);
        case Kind::frame_returned:
            return leave(event);
        case Kind::frame_destroyed:
            return destroy(event);
        case Kind::turn:
            return begin_turn(event);
        case Kind::idle:
            return idle(event);
        case Kind::callback_ready:
            return make_callback_ready(event);
        case Kind::callback_runs:
            must(event.number > 0 && event.number <= callbacks_ &&
                     queue_.take(-static_cast<Item>(event.number)),
                 "callback " + std::to_string(event.number) + " runs, but it is not its turn");
            return begin_step(Step::callback);
        case Kind::timer_armed:
            must(event.number == timers_.size(), "timers are numbered as they are armed");
            must(event.until != Event::no_time, "a timer is armed without a deadline");
            timers_.push_back(true);
            return queue_.arm(-static_cast<Item>(event.number), event.until);
        case Kind::timer_disarmed:
            return must(
                queue_.disarm(-static_cast<Item>(event.number)),
                "timer " + std::to_string(event.number) + " is disarmed, but was not armed");
        case Kind::timer_fires:
            return fire(event);
        case Kind::future_made:
            return make_future(event);
        case Kind::future_done:
            return complete(event);
        case Kind::note:
            return require_speaker(event);
        case Kind::connection_opening:
        case Kind::connection_busy:
        case Kind::connection_idle:
        case Kind::connection_closed:
        case Kind::connection_broken:
            return take_connection(event);
        case Kind::closing:
            return close(event);
        case Kind::deadlock:
            require_step_over();
            must(queue_.nothing_ready() && !queue_.earliest(),
                 "there is a deadlock, but something is ready or has a deadline");
            deadlock_ = true;
            return;
        case Kind::run_ends:
            return end_run();
        case Kind::cut:
            ended_ = true;
            return;
    }
    must(false, "the kind of the event is unknown");
}

// --- Time, and what is bound to come next -----------------------------------

// Simulated time stands still, except while the loop is idle.
void Checker::take_time(const Event& event) {
    must(event.when >= now_, "time goes back");
    if (event.kind == Kind::cut) return;
    must(tape_.clock == aio::Clock::real || event.when == now_,
         "simulated time has moved without the loop having been idle");
    now_ = event.when;
}

void Checker::take_expected(const Event& event) {
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
    if (!woken_by_) return;
    const bool ready = event.kind == Kind::ready || event.kind == Kind::callback_ready;
    if (ready && event.what == woken_by_->second) return;
    const auto left = waiting_for_.find(*woken_by_);
    must(left == waiting_for_.end() || left->second.empty(),
         named("task", left == waiting_for_.end() ? 0 : left->second.first()) +
             " waits for what has just ended, and must be ready next");
    woken_by_.reset();
}

void Checker::expect_cancellation(Id id) {
    const Task& task = tasks_[id];
    if (task.state != Task::State::waiting) return;
    if (task.why != Cause::future) cancelled_ = id;  // a future's own affair is not known
}

// --- Steps ------------------------------------------------------------------

// Until its own frame has returned, what happens in a task's step is done by it.
void Checker::require_by(const Event& event) {
    if (running_ != 0 && !finishing_ && event.by != running_) {
        must(event.by == 0 && tasks_[running_].frame == tasks_[running_].own_frame,
             named("task", event.by) + " cannot have done this in a step of " +
                 named("task", running_));
        finishing_ = true;
    }
    const Id by = finishing_ ? 0 : running_;
    must(event.by == by, named("task", event.by) + " cannot have done this: it does not run");
}

void Checker::require_speaker(const Event& event) {
    must(event.task == running_ || (event.task == 0 && finishing_) || event.task == 0,
         named("task", event.task) + " cannot have done this: it does not run");
}

void Checker::require_step_over() const {
    must(running_ == 0, named("task", running_) + " still runs");
}

void Checker::begin_step(Step step, Id task) {
    require_step_over();
    must(in_turn_, "something runs outside of a turn");
    step_ = step;
    running_ = task;
    finishing_ = false;
}

Task& Checker::running_task(Id id, Id frame) {
    must(id != 0 && id == running_ && !finishing_, named("task", id) + " does not run");
    must(frame == tasks_[id].frame,
         named("frame", frame) + " is not the one that runs in " + named("task", id));
    return tasks_[id];
}

void Checker::begin_turn(const Event& event) {
    require_step_over();
    must(queue_.turn_is_over(), "a turn begins, but the one before is not over");
    must(to_be_cancelled_.empty(), "a turn begins, but not all that is left has been cancelled");
    must(event.number == turns_ + 1, "turns are numbered as they come");
    ++turns_;
    queue_.begin_turn(event.when);
    must(!queue_.turn_is_over(), "a turn begins, but nothing is ready or due");
    in_turn_ = true;
    step_ = Step::none;
}

// A step that blocks holds the loop: time passes, and nothing else happens.
void Checker::block(const Event& event) {
    must(tape_.clock == aio::Clock::simulated && step_ != Step::none,
         "something blocks, but no step runs that could, in simulated time");
    require_by(event);
    must(event.until != Event::no_time && event.until > now_, "something blocks until no later");
    now_ = event.until;
}

void Checker::idle(const Event& event) {
    if (event.why == Cause::call) return block(event);
    require_step_over();
    must(queue_.nothing_ready(), "the loop is idle, but something is ready");
    must(to_be_cancelled_.empty(), "the loop is idle, but not all that is left has been cancelled");
    in_turn_ = false;
    step_ = Step::none;
    const auto earliest = queue_.earliest();
    if (event.until == Event::no_time) {
        // An operation outside holds simulated time; real time passes.
        must(!earliest || tape_.clock == aio::Clock::simulated,
             "the loop waits without an end, but there is a deadline");
        return;
    }
    must(earliest == event.until, "the loop waits until another time than the earliest deadline");
    if (tape_.clock == aio::Clock::simulated) now_ = std::max(now_, event.until);
}

void Checker::fire(const Event& event) {
    must(queue_.take_due(-static_cast<Item>(event.number)),
         named("timer", event.number) + " fires, but it is not due, or not yet its turn");
    begin_step(Step::timer);
}

// --- Tasks ------------------------------------------------------------------

Task& Checker::task(Id id) {
    must(id > 0 && id < tasks_.size(), "there is no " + named("task", id));
    return tasks_[id];
}

void Checker::create(const Event& event) {
    require_by(event);
    must(event.task == tasks_.size(), "tasks are numbered as they are created");
    const Frame& own = frame(event.frame);
    must(!own.begun && !own.destroyed, named("frame", event.frame) + " cannot begin a task");
    frames_[event.frame].begun = true;
    frames_[event.frame].place = event.seen;
    tasks_.emplace_back().own_frame = event.frame;
    tasks_.back().frame = event.frame;
    queue_.push(event.task);
}

void Checker::make_ready(const Event& event) {
    require_by(event);
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
    ready.state = Task::State::ready;
    must(queue_.push(event.task), named("task", event.task) + " is ready a second time");
}

// Because of what it waits for, or because it is not to wait any more.
void Checker::make_ready_after(const Event& event, Task& ready) {
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
    }
    queue.remove(event.task);
}

void Checker::require_cause(const Event& event, const Task& ready) {
    const Step step = step_;
    Cause cause = ready.why;
    if (ready.why == Cause::future) {
        const Future& awaited = future(ready.what);
        must(awaited.done, named("future", ready.what) + " is not done");
        if (awaited.why == Cause::cancel) cause = Cause::cancel;
    } else if (ready.why == Cause::task) {
        must(task(ready.what).state == Task::State::ended,
             named("task", ready.what) + " has not ended");
    }
    // What comes from outside is taken in between steps.
    const bool from_outside = event.why == Cause::io && running_ == 0;
    const bool from_thread = event.why == Cause::thread && step == Step::callback;
    must(event.why == cause || (cause != Cause::task && (from_outside || from_thread)),
         named("task", event.task) + " cannot have become ready because of this");
}

void Checker::run(const Event& event) {
    Task& runs = task(event.task);
    must(runs.state == Task::State::ready && queue_.take(event.task),
         named("task", event.task) + " runs, but it is not ready, or not its turn");
    begin_step(Step::task, event.task);
    must(event.frame == runs.frame, named("task", event.task) + " goes on in another frame");
    must(event.place == frames_[event.frame].place,
         named("task", event.task) + " goes on at another line than it waited at");
    runs.state = Task::State::running;
    runs.started = true;
}

void Checker::wait(const Event& event) {
    Task& waits = running_task(event.task, event.frame);
    frames_[event.frame].place = event.place;
    waits.why = event.why;
    waits.what = event.what;
    waits.until = event.until;
    waits.state = Task::State::waiting;
    if (event.why == Cause::turn) {
        waits.state = Task::State::ready;
        queue_.push(event.task);
    } else if (event.why == Cause::time) {
        must(event.until != Event::no_time && event.until > event.when,
             named("task", event.task) + " sleeps without a deadline to come");
        queue_.arm(event.task, event.until);
    } else if (event.why == Cause::task) {
        must(task(event.what).state != Task::State::ended,
             named("task", event.task) + " waits for a task that has ended");
    } else if (event.why == Cause::future) {
        if (future(event.what).done) ready_next_ = event.task;
    } else {
        must(event.why == Cause::resource && event.what > 0,
             named("task", event.task) + " waits for nothing");
    }
    if (event.what != 0) waiting_for_[{event.why, event.what}].push(event.task);
    running_ = 0;
}

void Checker::await_done(const Event& event) {
    running_task(event.task, event.frame);
    frames_[event.frame].place = event.place;
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

void Checker::request_cancel(const Event& event) {
    require_by(event);
    Task& asked = task(event.task);
    must(asked.state != Task::State::ended,
         named("task", event.task) + " has ended, and cannot be asked to cancel");
    asked.cancel_requested = true;
    to_be_cancelled_.erase(event.task);
    expect_cancellation(event.task);
}

void Checker::end(const Event& event) {
    Task& ends = task(event.task);
    if (event.task == running_) {
        must(ends.frame == ends.own_frame,
             named("task", event.task) + " ends inside of another coroutine");
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
void Checker::end_without_running(Id id, Task& ends, const Event& event) {
    must(ends.state != Task::State::ended, named("task", id) + " ends a second time");
    must(event.kind == Kind::cancelled, named("task", id) + " ends, but it does not run");
    if (!ends.started && ends.cancel_requested && queue_.take(id)) return begin_step(Step::none);
    must(closing_ && running_ == 0, named("task", id) + " ends, but it is not its turn");
    queue_.remove(id);
    if (ends.what != 0) waiting_for_[{ends.why, ends.what}].remove(id);
}

// --- Frames -----------------------------------------------------------------

Frame& Checker::frame(Id id) {
    must(id > 0 && id < frames_.size(), "there is no " + named("frame", id));
    return frames_[id];
}

void Checker::make_frame(const Event& event) {
    must(event.frame == frames_.size(), "frames are numbered as they are made");
    frames_.emplace_back().place = event.place;
}

void Checker::enter(const Event& event) {
    must(running_ != 0, named("frame", event.frame) + " is entered, but no task runs");
    Task& runs = running_task(running_, event.caller);
    Frame& entered = frame(event.frame);
    must(!entered.begun && !entered.destroyed,
         named("frame", event.frame) + " is entered a second time");
    frames_[event.caller].place = event.place;
    entered.begun = true;
    entered.caller = event.caller;
    runs.frame = event.frame;
}

void Checker::leave(const Event& event) {
    must(running_ != 0, named("frame", event.frame) + " returns, but no task runs");
    Task& runs = running_task(running_, event.frame);
    Frame& left = frame(event.frame);
    must(left.caller != 0, named("frame", event.frame) + " returns, but nobody awaits it");
    left.returned = true;
    runs.frame = left.caller;
}

// One that is suspended goes only with its whole task.
void Checker::destroy(const Event& event) {
    Frame& destroyed = frame(event.frame);
    must(!destroyed.destroyed, named("frame", event.frame) + " is destroyed a second time");
    destroyed.destroyed = true;
    if (!destroyed.begun || destroyed.returned || closing_) return;
    const bool is_own = running_ != 0 ? tasks_[running_].own_frame == event.frame &&
                                            tasks_[running_].frame == event.frame
                                      : destroyed.caller == 0;
    must(is_own, named("frame", event.frame) + " is destroyed while it waits");
    if (running_ != 0) finishing_ = true;
}

// --- Futures, callbacks and timers ------------------------------------------

// Futures are numbered as they are first spoken of.
Future& Checker::future(Id id) {
    must(id > 0 && id <= futures_.size(), "futures are numbered as they are first spoken of");
    if (id == futures_.size()) futures_.emplace_back();
    return futures_[id];
}

void Checker::make_future(const Event& event) {
    require_by(event);
    for (const std::int32_t part : tape_.parts[event.parts]) {
        if (part > 0)
            task(static_cast<Id>(part));
        else
            future(static_cast<Id>(-part));
    }
    Future& made = future(event.number);
    must(!made.made && !made.done, named("future", event.number) + " is made a second time");
    made.made = true;
    made.parts = event.parts;
}

void Checker::complete(const Event& event) {
    require_by(event);
    Future& done = future(event.number);
    must(!done.done, named("future", event.number) + " is done a second time");
    done.done = true;
    done.why = event.why;
    done.broken = event.why != Cause::future;
    woken_by_ = Target{Cause::future, event.number};
}

void Checker::make_callback_ready(const Event& event) {
    require_by(event);
    must(event.number == callbacks_ + 1, "callbacks are numbered as they become ready");
    ++callbacks_;
    queue_.push(-static_cast<Item>(event.number));
}

// --- Connections, and the end -----------------------------------------------

void Checker::take_connection(const Event& event) {
    require_speaker(event);
    if (event.kind == Kind::connection_opening) {
        must(event.number == connections_.size(), "connections are numbered as they are opened");
        connections_.push_back(event.kind);
        return;
    }
    must(event.number > 0 && event.number < connections_.size(),
         "there is no " + named("connection", event.number));
    Kind& state = connections_[event.number];
    must(state != Kind::connection_closed && state != Kind::connection_broken,
         named("connection", event.number) + " has been closed");
    must(event.kind != Kind::connection_closed || state == Kind::connection_idle,
         named("connection", event.number) + " is closed in order, but was not idle");
    must(event.kind != Kind::connection_broken || state != Kind::connection_idle,
         named("connection", event.number) + " breaks, but was idle");
    state = event.kind;
}

void Checker::close(const Event&) {
    require_step_over();
    must(tasks_.size() > 1, "the run closes before it has begun");
    must(!closing_, "the run closes a second time");
    must(deadlock_ || tasks_[1].state == Task::State::ended,
         "the run closes, but main has not ended");
    must(queue_.turn_is_over(), "the run closes in the middle of a turn");
    closing_ = true;
    in_turn_ = false;
    step_ = Step::none;
    for (Id id = 1; id < tasks_.size(); ++id)
        if (tasks_[id].state != Task::State::ended) to_be_cancelled_.insert(id);
}

void Checker::end_run() {
    require_step_over();
    must(closing_, "the run ends without having closed");
    for (Id id = 1; id < tasks_.size(); ++id)
        must(tasks_[id].state == Task::State::ended,
             "the run ends, but " + named("task", id) + " has not ended");
    for (Id id = 1; id < frames_.size(); ++id)
        must(!frames_[id].begun || frames_[id].destroyed,
             "the run ends, but " + named("frame", id) + " is still there");
    ended_ = true;
}

}  // namespace

std::optional<Contradiction> check_tape(const Tape& tape) {
    Checker checker(tape);
    try {
        checker.check();
        return std::nullopt;
    } catch (const std::string& sentence) {
        return Contradiction{checker.number(), sentence};
    }
}

}  // namespace timeline
