// Coroutines: each begins once, as a task's own or because another awaits it, and returns to the
// frame that awaits it. A generator's frame is entered again for each item.
#include <timeline/tape_checker.hpp>

namespace timeline {

TapeChecker::Frame& TapeChecker::frame(Id id) {
    must(id > 0 && id < frames_.size(), "there is no " + named("frame", id));
    return frames_[id];
}

void TapeChecker::make_frame(const Event& event) {
    must(event.frame == frames_.size(), "frames are numbered as they are made");
    Frame& made = frames_.emplace_back();
    made.definition = made.place = event.place;
    must(event.seen == event.place, named("frame", event.frame) + " is defined in one place");
}

void TapeChecker::enter(const Event& event) {
    must(running_ != 0, named("frame", event.frame) + " is entered, but no task is running");
    Task& runs = running_task(running_, event.caller);
    Frame& entered = frame(event.frame);
    must((!entered.begun || entered.returned) && !entered.destroyed,
         named("frame", event.frame) + " is entered a second time");
    for (Id id = event.caller; id != 0; id = frames_[id].caller)
        must(id != event.frame, named("frame", event.frame) + " would await itself");
    must(event.seen == event.place, named("frame", event.caller) + " awaits in one place");
    stand_at(event.caller, event.place);
    entered.begun = true;
    entered.returned = false;
    entered.caller = event.caller;
    runs.frame = event.frame;
}

void TapeChecker::leave(const Event& event) {
    must(running_ != 0, named("frame", event.frame) + " returns, but no task is running");
    Task& runs = running_task(running_, event.frame);
    Frame& left = frame(event.frame);
    must(left.caller != 0, named("frame", event.frame) + " returns, but nobody awaits it");
    left.returned = true;
    runs.frame = left.caller;
}

// A suspended frame is destroyed only with its whole task.
void TapeChecker::destroy(const Event& event) {
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

// A coroutine's lines are in one file.
void TapeChecker::stand_at(Id id, Id place) {
    Frame& here = frame(id);
    must(tape_.places[place].file == tape_.places[here.definition].file,
         named("frame", id) + " is at a line of a file other than its own");
    here.place = place;
}

// The line as the program's author sees it: the innermost one outside libraries.
TapeChecker::Id TapeChecker::seen_from(Id innermost) const {
    for (Id id = innermost; id != 0; id = frames_[id].caller)
        if (!tape_.places[frames_[id].place].in_library) return frames_[id].place;
    return frames_[innermost].place;
}

}  // namespace timeline
