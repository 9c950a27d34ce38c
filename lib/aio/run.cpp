// A run from main's first step to its end, and the end of what main leaves behind.
#include <aio/run.hpp>

#include <memory>
#include <utility>
#include <vector>

#include <aio/detail/running_loop.hpp>

namespace aio::detail {
namespace {

/// Marks the turn after main's end.
struct Stop final : Runnable {
    bool passed = false;
    void run() override { passed = true; }
    [[nodiscard]] const char* name_of_kind() const override { return "the end of the run"; }
};

/// Marks a turn after that, and may stay behind in it.
struct Mark final : Runnable, Pooled {
    std::shared_ptr<bool> passed;
    explicit Mark(std::shared_ptr<bool> p) : passed(std::move(p)) {}
    void run() override {
        *passed = true;
        delete this;
    }
    void drop() noexcept override { delete this; }
    [[nodiscard]] const char* name_of_kind() const override { return "the end of the run"; }
};

class Ending {
public:
    Ending(RunningLoop& loop, const TaskBase& main) : loop_(loop), main_(main) {}

    /// Cancels every task that is left, in creation order, and lets them clean up.
    /// False if that came to a deadlock.
    bool cancel_what_is_left();
    void destroy_what_is_left(bool main_too);

private:
    bool wait_for(const std::vector<IntrusivePtr<TaskBase>>& tasks);
    void run_turns(int count);
    void report_failure(TaskBase& task);
    void report_stuck(const TaskBase& task);

    RunningLoop& loop_;
    const TaskBase& main_;
};

// A clean-up may create tasks; those are cancelled in the next round.
bool Ending::cancel_what_is_left() {
    constexpr int rounds = 100;
    bool goes_on = true;
    for (int round = 0; !loop_.tasks.empty() && round < rounds && goes_on; ++round) {
        std::vector<IntrusivePtr<TaskBase>> left;
        for (TaskBase* t = loop_.tasks.first(); t; t = loop_.tasks.after(t)) left.emplace_back(t);
        for (const auto& task : left) task->cancel({});
        goes_on = wait_for(left);
        for (const auto& task : left) report_failure(*task);
    }
    // And four in any case, for its generators and threads: what was called soon runs.
    if (goes_on) run_turns(4);
    return goes_on;
}

bool Ending::wait_for(const std::vector<IntrusivePtr<TaskBase>>& tasks) {
    try {
        for (const auto& task : tasks)
            while (!task->done()) loop_.run_once();
        // asyncio needs two more turns to notice that all have ended. In them
        // a task that a clean-up created begins, and so can clean up itself.
        run_turns(2);
        return true;
    } catch (const DeadlockError&) {
        return false;
    }
}

void Ending::run_turns(int count) {
    for (int turn = 0; turn < count; ++turn) {
        const auto passed = std::make_shared<bool>(false);
        loop_.push(new Mark(passed), Cause::call);
        while (!*passed) loop_.run_once();
    }
}

void Ending::report_failure(TaskBase& task) {
    if (!task.failed() || &task == &main_) return;
    task.mark_retrieved();
    report(ReportKind::unhandled_at_shutdown,
           "unhandled exception during run() shutdown: " + task.describe() + " failed with: " +
               error_text(task.failure()) + "; catch it in the task, or await the task in main",
           task.made_at());
}

void Ending::report_stuck(const TaskBase& task) {
    report(ReportKind::destroyed_pending,
           "Task was destroyed but it is pending: " + task.describe() +
               " was cancelled at the end of run, went on, and waits for something that "
               "will not happen; let CancelledError leave the coroutine",
           task.innermost() ? to_text(waiting_place(*task.innermost())) : task.made_at());
}

void Ending::destroy_what_is_left(bool main_too) {
    loop_.closing = true;
    while (TaskBase* first = loop_.tasks.first()) {
        const IntrusivePtr<TaskBase> stuck(first);
        if (main_too || first != &main_) report_stuck(*stuck);
        stuck->destroy_frames();
    }
}

}  // namespace

LoopScope::LoopScope(RunOptions options, std::source_location headers)
    : loop_(new RunningLoop(std::move(options))) {
    add_library_sources(headers);
}

LoopScope::~LoopScope() { delete loop_; }

void LoopScope::run_to_end(TaskBase& main) {
    loop_->cancel_at_interrupt(&main);
    Stop stop;
    main.add_waiter(&stop);
    std::exception_ptr error;
    try {
        while (!stop.passed) loop_->run_once();
    } catch (...) {  // DeadlockError, or what RunOptions::choose threw
        main.remove_waiter(&stop);
        error = std::current_exception();
    }
    if (loop_->tracer) loop_->tracer->tell(LoopEventKind::closing);
    Ending ending(*loop_, main);
    ending.cancel_what_is_left();
    // The error names main, if it is deadlocked.
    ending.destroy_what_is_left(!error);
    loop_->cancel_at_interrupt(nullptr);
    loop_->finish_outside();
    loop_->end_observation();
    if (error) std::rethrow_exception(error);
}

}  // namespace aio::detail
