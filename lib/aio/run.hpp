// run(main()): starts a loop, runs main in it as the first task, and ends when
// main has ended: the door between ordinary code and coroutines.
//
//   aio::Coroutine<> background() { co_await aio::sleep(10s); }
//
//   aio::Coroutine<int> program() {
//       aio::create_task(background());
//       co_await aio::sleep(3s);
//       co_return 7;                                // t = 3: background() is cancelled
//   }
//   int main() { return aio::run(program()); }      // 7, when background() has ended
//
// When main ends, what is still running is cancelled, in creation order, and
// waited for; then main's result is returned or its exception thrown.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <source_location>
#include <span>
#include <string>

#include <aio/task.hpp>

namespace aio {

/// One of several things that are ready to run: what RunOptions::choose is shown.
struct Choice {
    std::uint64_t task = 0;  ///< its number; 0: a callback or a timer
    std::string name;        ///< the task's, or "a callback", "a timeout"
};

/// How a loop runs. Name those that you change: {.clock = aio::Clock::simulated}.
struct RunOptions {
    /// Simulated time stands still while anything can run, then jumps exactly
    /// to the next deadline: nine seconds take no time, and are exactly nine.
    Clock clock = Clock::real;
    /// Loop seconds per wall-clock second; at 10, 9 s take 0.9 s. Real clock only.
    double speed = 1;
    /// Also report slow steps, swallowed cancellations, and references to what has gone.
    /// Costs a look at the clock in each step. Like asyncio's debug mode.
    bool debug = false;
    /// Not 0: shuffle what is ready in each turn, the same way for the same
    /// seed, to look for races.
    std::uint64_t schedule_seed = 0;
    /// Decides what runs next: asked within a turn, again and again, while more than one
    /// thing is ready, timers with the same deadline included; gives an index. What aio
    /// does for itself is not asked for. With it, schedule_seed must be 0. An exception,
    /// std::out_of_range for an index too large among them, ends the run.
    std::function<std::size_t(std::span<const Choice>)> choose = nullptr;
    /// debug: how long one step may hold the loop, in real time.
    std::chrono::milliseconds slow_step{100};
    /// How long, in real time, nothing may happen before one report tells who waits
    /// where: no timer and no I/O is pending, but a thread of the program's might still
    /// call call_soon_threadsafe. And how long what main left behind may take to end
    /// before a report names it. Zero or less: no such reports.
    std::chrono::milliseconds standstill{5000};
    /// Told of every event; see trace.hpp. Must outlive run().
    Observer* observer = nullptr;
    /// Told of every report, on the loop's thread; by default they are printed on
    /// stderr. What it throws is dropped.
    std::function<void(const Report&)> on_report = nullptr;
};

namespace detail {

class RunningLoop;

/// A loop of its own for as long as it stands.
class LoopScope {
public:
    /// The second names this file: programs see aio's headers where it is, which is
    /// not always where its .cpp files are.
    explicit LoopScope(RunOptions options,
                       std::source_location headers = std::source_location::current());
    ~LoopScope();
    LoopScope(const LoopScope&) = delete;
    LoopScope& operator=(const LoopScope&) = delete;

    /// Until the task is done; then ends what is left.
    void run_to_end(TaskBase& main);

    // The same in parts, for a Runner. Until the task is done; throws DeadlockError, and
    // what RunOptions::choose throws.
    void run_until_done(TaskBase& main);
    /// Ends what is left. A main that is left (null: none) has been told of.
    void end(const TaskBase* main);
    /// Between two runs there is a loop, but none that runs.
    void pause();
    /// The loop runs here from now on, to the end of the scope.
    class Active {
    public:
        explicit Active(LoopScope& scope);
        ~Active() { scope_.pause(); }
        Active(const Active&) = delete;
        Active& operator=(const Active&) = delete;

    private:
        LoopScope& scope_;
    };

private:
    RunningLoop* loop_;
};

/// Runs `main` to its end and gives its task, which may have failed.
template <class T>
Task<T> run_task(Coroutine<T> main, RunOptions options) {
    // Outlives the loop, so that a result is never touched by its ending.
    std::optional<Task<T>> task;
    try {
        LoopScope loop(std::move(options));
        task = create_task(std::move(main), {}, {});
        loop.run_to_end(*task->state());
    } catch (...) {
        main.close();
        throw;
    }
    return *std::move(task);
}

}  // namespace detail

/// Runs `main` to its end and gives its result; throws what leaves it. RuntimeError inside
/// another run, where a co_await is meant; std::invalid_argument for a speed that is not
/// positive, or for `choose` beside a schedule_seed; DeadlockError if nothing can ever run
/// again. Several threads may each run a loop of their own. Like asyncio.run.
///
///   int main() {
///       aio::run(program(), {.clock = aio::Clock::simulated});    // takes no time
///   }
///
/// What main leaves behind is cancelled when main's locals are gone. A task that still
/// has a reference to one (a parameter, or what a lambda captured) must not touch it any
/// more: end such tasks before, as task_group does. (To wait in a lock, a queue, an event
/// that goes is safe.) With RunOptions::debug such a task is reported, if it was given a
/// reference parameter.
///
/// Under the real clock the first Ctrl-C (SIGINT) cancels main, unless the program
/// handles that signal itself, and the second ends the program; the CancelledError
/// leaves run (asyncio makes a KeyboardInterrupt of it). It is not a std::exception: catch it
/// around run(), or the program ends by std::terminate. Of several loops the first has Ctrl-C.
template <class T>
T run(Coroutine<T> main, RunOptions options = {}) {
    const Task<T> task = detail::run_task(std::move(main), std::move(options));
    return detail::result_of<T>(*task.state(), *task.state(), true);
}
template <class X>
    requires(!detail::IsCoroutine<X>)
void run(const X&, RunOptions = {}) {
    detail::explain_no_coroutine<X>();
}

}  // namespace aio
