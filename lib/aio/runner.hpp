// Runner: one loop for several runs. What a run leaves behind goes on in the next one, for
// programs that are not coroutines all the way up: a test fixture, a prompt.
//
//   aio::Runner runner;
//   auto session = runner.run(connect());  // may leave tasks behind ...
//   runner.run(use_it(session));           // ... which go on here: the same loop
//                                          // the end of the scope cancels what is left
//
// The trap: between two runs nothing runs. A timer that is due then fires in the next run,
// late; under the real clock loop time goes on meanwhile, under the simulated one it does not.
#pragma once

#include <optional>

#include <aio/run.hpp>

namespace aio {

/// Like asyncio.Runner. Neither copied nor moved; to be used on the thread that made it.
class Runner {
public:
    /// Makes the loop, whose time begins now. RuntimeError inside a run;
    /// std::invalid_argument for options that cannot be: see run().
    explicit Runner(RunOptions options = {}) : loop_(std::in_place, std::move(options)) {
        loop_->pause();
    }
    /// close(). A destructor cannot throw: destroyed inside a run, or on another thread, it ends
    /// the program (std::terminate).
    ~Runner() { close(); }
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;

    /// Runs `main` to its end and gives its result; throws what leaves it. Tasks that have
    /// not ended then stay as they are until the next run, or close(). RuntimeError inside
    /// a run, on another thread, or after close(); otherwise like run(), Ctrl-C included.
    template <class T>
    T run(Coroutine<T> main) {
        Task<T> task;
        try {
            const detail::LoopScope::Active active(require_open());
            task = create_task(std::move(main), "main", {});
            loop_->run_until_done(*task.state());
        } catch (...) {
            main.close();
            throw;
        }
        return detail::result_of<T>(*task.state(), *task.state(), true);
    }

    /// Cancels what is left, in creation order, waits for it, and ends the loop. May be
    /// repeated. RuntimeError inside a run, or on another thread. A task that fails
    /// meanwhile is reported.
    void close();

private:
    detail::LoopScope& require_open();

    std::optional<detail::LoopScope> loop_;
};

}  // namespace aio
