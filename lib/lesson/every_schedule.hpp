// A program under every possible schedule, each run on a tape: for the book, in which the reader
// decides what runs next.
//
//   struct ThreeAdds : lesson::Play { ... };
//
//   int main(int argc, char** argv) {
//       lesson::EverySchedule every(argc, argv, "lose an update");
//       every.record<ThreeAdds>("without a lock");
//       return every.done();
//   }
//
// With `--tape FILE` it writes the tapes (timeline/tape_file.hpp), one for each schedule,
// in depth-first order, those of a program together under its title. Without, it says how
// many schedules there are and how many fail, as aio::explore_all counts them.
//
// Two kinds of notes on these tapes are ours, not the program's. They belong to no task and are
// JSON. The first comes wherever several tasks are ready, before the chosen one ("chosen" is an
// index into "ready") runs; the second where main has ended, or nothing can run. What comes after
// that is the loop ending what is left.
//
//   {"ready":[2,3,4],"chosen":0,"shown":{"counter":"0"}}
//   {"goal":"lose an update","shown":{"counter":"3"}}
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <aio/coroutine.hpp>
#include <aio/lock.hpp>
#include <timeline/tape.hpp>

namespace lesson {

/// What the tasks share, as shown: {"counter", "1"}.
using Shown = std::vector<std::pair<std::string, std::string>>;

/// A program, made anew for each schedule; it outlives the run.
class Play {
public:
    Play() = default;
    virtual ~Play() = default;
    Play(const Play&) = delete;
    Play& operator=(const Play&) = delete;

    /// It fails if it throws, deadlocks, or has ended and something is wrong. It must do the
    /// same whenever it is run the same way: see aio::explore_all.
    virtual aio::Coroutine<> program() = 0;
    /// What came out wrong: "the counter is 2"; empty if nothing did.
    [[nodiscard]] virtual std::string wrong() const { return {}; }

    /// A step of this task is over.
    virtual void after_step(const std::string& /*task*/) {}
    [[nodiscard]] virtual Shown shown() const = 0;
};

/// Which task holds a lock: the one in whose step it was taken.
class Holder {
public:
    void after_step(const aio::Lock& lock, const std::string& task) {
        if (!lock.locked())
            task_.clear();
        else if (task_.empty())
            task_ = task;
    }
    [[nodiscard]] std::string shown() const { return task_.empty() ? "free" : "held by " + task_; }

private:
    std::string task_;
};

class EverySchedule {
public:
    /// `goal` is what the reader tries to make it do: "lose an update", "end in a deadlock".
    /// A wrong command line ends the program with status 2.
    EverySchedule(int argc, char** argv, std::string goal);

    /// Ends the program with status 1 if there are more than 10,000 schedules, there is a choice
    /// between things other than tasks, or the loop makes a report.
    template <class T>
    void record(std::string title) {
        record(std::move(title), [] { return std::make_unique<T>(); });
    }

    /// Writes the file. The exit status: 0, or 1 with a line on stderr.
    [[nodiscard]] int done() const;

private:
    using Make = std::function<std::unique_ptr<Play>()>;
    void record(std::string title, const Make& make);
    void count(const std::string& title, const Make& make) const;

    std::string name_, goal_, file_;
    std::vector<timeline::Tape> tapes_;
};

}  // namespace lesson
