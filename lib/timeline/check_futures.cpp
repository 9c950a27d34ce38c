// Futures, callbacks and timers, which make tasks ready; and connections.
#include <timeline/tape_checker.hpp>

namespace timeline {

// Futures are numbered as they are first mentioned.
TapeChecker::Future& TapeChecker::future(Id id) {
    must(id > 0 && id <= futures_.size(), "futures are numbered as they are first mentioned");
    if (id == futures_.size()) futures_.emplace_back();
    return futures_[id];
}

void TapeChecker::make_future(const Event& event) {
    require_by(event.by, event);
    for (const std::int32_t part : tape_.parts[event.parts]) {
        if (part > 0)
            task(static_cast<Id>(part));
        else
            future(static_cast<Id>(-part));
    }
    Future& made = future(event.number);
    must(!made.made && !made.done, named("future", event.number) + " is made a second time");
    must(event.seen == event.place, named("future", event.number) + " is made in one place");
    made.made = true;
}

void TapeChecker::complete(const Event& event) {
    require_by(event.by, event);
    Future& done = future(event.number);
    must(!done.done, named("future", event.number) + " is done a second time");
    must(event.why == Cause::future || event.why == Cause::cancel || event.why == Cause::none,
         named("future", event.number) + " has a value, is cancelled or has failed");
    done.done = true;
    done.why = event.why;
    woken_by_ = Target{Cause::future, event.number};
}

// --- Callbacks and timers -----------------------------------------------------

void TapeChecker::make_callback_ready(const Event& event) {
    require_by(event.by, event);
    must(event.number == callbacks_ + 1, "callbacks are numbered as they become ready");
    require_callbacks_cause(event);
    ++callbacks_;
    queue_.push(-static_cast<Item>(event.number));
}

void TapeChecker::require_callbacks_cause(const Event& event) {
    bool can_be = false;
    switch (event.why) {
        case Cause::task:
            can_be = task(event.what).state == Task::State::ended;
            break;
        case Cause::future:
            can_be = event.what == 0 || future(event.what).done;
            break;
        case Cause::cancel:
            can_be = event.what != 0;
            break;
        case Cause::time:
        case Cause::call:
            can_be = event.what == 0;
            break;
        case Cause::resource:
        case Cause::thread:
            can_be = true;
            break;
        case Cause::io:
            can_be = is_outside();
            break;
        default:
            break;
    }
    must(can_be, named("callback", event.number) + " cannot have become ready because of this");
}

void TapeChecker::run_callback(const Event& event) {
    must(event.number <= callbacks_ && queue_.take(-static_cast<Item>(event.number)),
         named("callback", event.number) + " runs, but it is not its turn");
    begin_step(Step::callback);
}

void TapeChecker::arm(const Event& event) {
    must(event.number == timers_ + 1, "timers are numbered as they are armed");
    must(event.task == 0 || event.task == running_,
         named("task", event.task) + " cannot have armed a timer: it is not running");
    ++timers_;
    queue_.arm(-static_cast<Item>(event.number), event.until);
}

void TapeChecker::fire(const Event& event) {
    must(queue_.take_due(-static_cast<Item>(event.number)),
         named("timer", event.number) + " fires, but it is not due, or not yet its turn");
    begin_step(Step::timer);
}

// --- Connections ----------------------------------------------------------------

void TapeChecker::take_connection(const Event& event) {
    require_by(event.task, event);
    if (event.kind == Kind::connection_opening) {
        must(event.number == connections_.size(), "connections are numbered as they are opened");
        connections_.push_back(event.kind);
        return;
    }
    must(event.number < connections_.size(), "there is no " + named("connection", event.number));
    Kind& state = connections_[event.number];
    must(state != Kind::connection_closed && state != Kind::connection_broken,
         named("connection", event.number) + " has been closed");
    must(event.kind != Kind::connection_closed || state == Kind::connection_idle,
         named("connection", event.number) + " is closed in order, but was not idle");
    must(event.kind != Kind::connection_broken || state != Kind::connection_idle,
         named("connection", event.number) + " breaks, but was idle");
    must(event.kind != Kind::connection_busy || state != Kind::connection_busy,
         named("connection", event.number) + " is already carrying a request");
    state = event.kind;
}

}  // namespace timeline
