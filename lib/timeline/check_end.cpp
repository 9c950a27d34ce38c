// How a run ends: main has ended, or never can; what is left is cancelled; nothing remains.
#include <timeline/tape_checker.hpp>

namespace timeline {

// What main left behind may deadlock a second time.
void TapeChecker::note_deadlock() {
    require_step_over();
    must(queue_.nothing_ready() && !queue_.earliest(),
         "there is a deadlock, but something is ready or has a deadline");
    deadlock_ = true;
}

void TapeChecker::close() {
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

void TapeChecker::end_run() {
    require_step_over();
    must(closing_, "the run ends without having closed");
    must(queue_.turn_is_over(), "the run ends in the middle of a turn");
    for (Id id = 1; id < tasks_.size(); ++id)
        must(tasks_[id].state == Task::State::ended,
             "the run ends, but " + named("task", id) + " has not ended");
    for (Id id = 1; id < frames_.size(); ++id)
        must(!frames_[id].begun || frames_[id].destroyed,
             "the run ends, but " + named("frame", id) + " is still there");
    ended_ = true;
}

}  // namespace timeline
