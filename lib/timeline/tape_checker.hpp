// How check_tape (check_tape.hpp) works: it follows a tape event by event, as the loop did, and
// knows at each one what can come next.
//
//   check_tape.cpp      each event is handed to the function for its kind
//   check_fields.cpp    which fields a kind has
//   check_time.cpp      time, turns, idling, whose step it is
//   check_tasks.cpp     tasks: ready, running, waiting, ended
//   check_frames.cpp    coroutines that await each other
//   check_futures.cpp   futures, callbacks, timers, connections
//   check_resources.cpp locks, semaphores, queues
//   check_end.cpp       closing, deadlock, the end
//   ready_queue.hpp     what is ready, and what is due
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <timeline/ready_queue.hpp>
#include <timeline/tape.hpp>

namespace timeline {

class TapeChecker {
public:
    explicit TapeChecker(const Tape& tape);

    /// Throws its sentence, a std::string, at the first contradiction.
    void check();
    /// Of the event that it has come to.
    [[nodiscard]] std::size_t number() const { return number_; }

private:
    using Kind = Event::Kind;
    using Cause = aio::Cause;
    using Id = std::uint32_t;

    struct Task {
        enum class State { ready, running, waiting, ended };
        State state = State::ready;
        bool started = false, cancel_requested = false;
        Id own_frame = 0;
        Id frame = 0;             // the innermost
        Cause why = Cause::none;  // waiting: for what
        Id what = 0;
        Id woken_by = 0;  // the resource, until the task goes on
        Id got_on = 0;    // ... which it then has, until the task waits again
    };
    struct Frame {
        bool begun = false, returned = false, destroyed = false;
        Id caller = 0;
        Id task = 0;  // whose own frame it is
        Id definition = 0;
        Id place = 0;  // the line where it waits or goes on
    };
    struct Future {
        bool made = false, done = false;
        Cause why = Cause::none;  // done: cancel, if it was cancelled
    };
    struct Resource {
        enum class Is { unknown, lock, semaphore, queue };
        Is is = Is::unknown;
        std::uint32_t level = 0, most = 0, text = 0;
        std::size_t woken = 0;  // tasks that were, and have not gone on
    };
    enum class Step { none, task, callback, timer };

    static void must(bool holds, const std::string& sentence) {
        if (!holds) throw sentence;
    }
    static std::string named(const char* what, std::uint64_t number) {
        return std::string(what) + " " + std::to_string(number);
    }

    void take(const Event&);
    void require_fields(const Event&) const;

    // Time, and what must come next.
    void take_time(const Event&);
    void take_expected(const Event&);
    void require_woken(const Event&);
    void require_step(const Event&);
    void expect_cancellation(Id task);
    void begin_turn(const Event&);
    void idle(const Event&);
    void block(const Event&);

    // Steps.
    void require_by(Id task, const Event&);
    void require_step_over() const;
    /// Between steps the loop learns what has come of operations outside it.
    [[nodiscard]] bool is_outside() const { return running_ == 0; }
    void begin_step(Step step, Id task = 0);
    Task& running_task(Id task, Id frame);

    // Tasks.
    Task& task(Id id);
    void create(const Event&);
    void make_ready(const Event&);
    void make_ready_after(const Event&, Task&);
    void require_cause(const Event&, const Task&);
    void run(const Event&);
    void wait(const Event&);
    void wait_for(const Event&, Task&);
    void await_done(const Event&);
    void request_cancel(const Event&);
    void rename(const Event&);
    void end(const Event&);
    void end_without_running(Id id, Task&, const Event&);

    // Frames.
    Frame& frame(Id id);
    void make_frame(const Event&);
    void enter(const Event&);
    void leave(const Event&);
    void destroy(const Event&);
    void stand_at(Id frame, Id place);
    [[nodiscard]] Id seen_from(Id frame) const;

    // Futures, callbacks, timers, connections.
    Future& future(Id id);
    void make_future(const Event&);
    void complete(const Event&);
    void make_callback_ready(const Event&);
    void require_callbacks_cause(const Event&);
    void run_callback(const Event&);
    void arm(const Event&);
    void fire(const Event&);
    void take_connection(const Event&);

    // Locks, semaphores, queues.
    Resource& resource(Id id);
    void take_resource(const Event&);
    void take_lock(const Event&, Resource&);
    void take_place(const Event&, Resource&);
    void take_item(const Event&, Resource&);
    void require_its_turn(const Event&);
    void wait_for_resource(Id id);
    void wake_for(Id resource, Task&);

    // The end.
    void note_deadlock();
    void close();
    void end_run();

    const Tape& tape_;
    std::size_t number_ = 0;
    ReadyQueue queue_;
    std::vector<Task> tasks_;  // all by number; the first is nobody
    std::vector<Frame> frames_;
    std::vector<Future> futures_;
    std::vector<Kind> connections_{Kind::connection_closed};
    std::vector<Resource> resources_{{}};
    Id callbacks_ = 0, timers_ = 0, turns_ = 0;
    using Target = std::pair<Cause, Id>;
    std::map<Target, ItemList> waiting_for_;

    aio::time_point now_{};
    bool in_turn_ = false;
    bool between_steps_ = false;  // of a turn
    Step step_ = Step::none;
    Id running_ = 0;          // the task whose step it is
    bool finishing_ = false;  // its own frame has returned
    bool ended_ = false, closing_ = false, deadlock_ = false;
    std::set<Id> to_be_cancelled_;  // since the closing

    std::optional<Target> woken_by_;  // those that wait for it become ready now
    Id cancelled_ = 0;                // just asked to cancel
    Id ready_next_ = 0;               // has begun to wait for something already done
};

}  // namespace timeline
