// Records a run, and on the way does three things that a picture needs.
//
// It names tasks. `create_task(delay(3s))` gives "Task-2", like asyncio; beside a bar "delay 1"
// says more. A name given by the lesson is kept.
//
// It says when the run has begun: by then aio::run has its handler for Ctrl-C in place, which the
// live view must find there to pass the signal on.
//
// And it can make a simulated run take as long as a real one, so that it can be watched.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include <aio/trace.hpp>
#include <timeline/record.hpp>

namespace lesson {

class Observer final : public aio::Observer {
public:
    explicit Observer(std::function<void()> begun) : begun_(std::move(begun)) {}

    void on_event(const aio::TraceEvent&) override;
    void on_frame(const aio::FrameEvent& event) override { recorder_.on_frame(event); }
    void on_loop(const aio::LoopEvent&) override;
    void on_note(const aio::NoteEvent& event) override { recorder_.on_note(event); }
    void on_lane(const aio::LaneEvent& event) override { recorder_.on_lane(event); }
    void on_resource(const aio::ResourceEvent& event) override { recorder_.on_resource(event); }

    /// Of a simulated run: before its time moves on, wall time does, too. `speed` is loop
    /// seconds per wall-clock second; 0: it does not.
    void take_as_long(double speed) { speed_ = speed; }

    [[nodiscard]] timeline::Recorder& recorder() { return recorder_; }

private:
    void name_new_task(aio::TraceEvent&);

    timeline::Recorder recorder_;
    std::function<void()> begun_;
    double speed_ = 0;
    std::chrono::steady_clock::time_point first_idle_{};
    std::map<std::string, int, std::less<>> tasks_of_;  // by the coroutine's name
    std::string name_;                                  // what the event's view shows
};

/// From now on, what is said where there is no Program goes on the tape of the loop's observer.
/// Nothing is printed.
void note_what_is_said();

}  // namespace lesson
