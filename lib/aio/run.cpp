// A run from main's first step to its end, and the end of what main leaves behind.
#include <aio/run.hpp>

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include <aio/detail/running_loop.hpp>
#include <aio/detail/waiting.hpp>

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
    Ending(RunningLoop& loop, const TaskBase* main)
        : loop_(loop), main_(main), was_interrupted_(loop.is_interrupted()) {
        const duration patience = to_duration(loop.options().standstill);
        if (patience <= patience.zero()) return;
        late_at_ = std::chrono::steady_clock::now() + patience;
        loop.look_up_at(late_at_);
    }
    ~Ending() { loop_.look_up_at(RunningLoop::never); }

    /// Cancels every task that is left, in creation order, and lets them clean up.
    /// False if that came to a deadlock, or if Ctrl-C put an end to it.
    bool cancel_what_is_left();
    void destroy_what_is_left();

private:
    bool wait_for(const std::vector<IntrusivePtr<TaskBase>>& tasks);
    [[nodiscard]] bool is_interrupted() const {
        return loop_.is_interrupted() && !was_interrupted_;
    }
    void report_if_late();
    void run_turns(int count);
    void report_failure(TaskBase& task);
    void report_stuck(const TaskBase& task);

    RunningLoop& loop_;
    const TaskBase* main_;  // whose end is reported by other means
    bool was_interrupted_;  // main was; a second Ctrl-C ends the program
    std::chrono::steady_clock::time_point late_at_ = RunningLoop::never;
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
    // And four in any case, for its generators and threads: callbacks that they passed to call_soon
    // still run.
    if (goes_on) run_turns(4);
    return goes_on;
}

bool Ending::wait_for(const std::vector<IntrusivePtr<TaskBase>>& tasks) {
    try {
        for (const auto& task : tasks) {
            while (!task->done() && !is_interrupted()) {
                loop_.run_once();
                report_if_late();
            }
        }
        if (is_interrupted()) return false;
        // asyncio needs two more turns to notice that all have ended. In them
        // a task that a clean-up created begins, and so can clean up itself.
        run_turns(2);
        return true;
    } catch (const DeadlockError&) {
        return false;
    }
}

// A clean-up may take its time; but a task that goes on as if it had not been asked to end would
// keep the program from ending, and nobody would know why.
void Ending::report_if_late() {
    if (late_at_ == RunningLoop::never || std::chrono::steady_clock::now() < late_at_) return;
    late_at_ = RunningLoop::never;
    loop_.look_up_at(late_at_);
    report(ReportKind::late_to_end,
           "run() cannot end: main has ended, and what it left behind was cancelled " +
               seconds_text(loop_.options().standstill) + " ago, but goes on:\n" +
               waiting_table(waiting_tasks(loop_, most_told), count_tasks(loop_)) +
               "Let CancelledError leave the coroutines (does a catch (...) swallow it?); "
               "Ctrl-C ends them by force.",
           "");
}

void Ending::run_turns(int count) {
    for (int turn = 0; turn < count; ++turn) {
        const auto passed = std::make_shared<bool>(false);
        loop_.push(new Mark(passed), Cause::call);
        while (!*passed) loop_.run_once();
    }
}

void Ending::report_failure(TaskBase& task) {
    if (!task.failed() || &task == main_) return;
    task.mark_retrieved();
    report(ReportKind::unhandled_at_shutdown,
           "unhandled exception during run() shutdown: " + task.describe() + " failed with: " +
               error_text(task.failure()) + "; catch it in the task, or await the task in main",
           task.made_at());
}

void Ending::report_stuck(const TaskBase& task) {
    report(ReportKind::destroyed_pending,
           "Task was destroyed but it is pending: " + task.describe() +
               " was cancelled at the end of run, and went on " +
               (is_interrupted() ? "until Ctrl-C" : "to wait for what will not happen") +
               "; let CancelledError leave the coroutine",
           task.innermost() ? to_text(waiting_place(*task.innermost())) : task.made_at());
}

void Ending::destroy_what_is_left() {
    loop_.closing = true;
    while (TaskBase* first = loop_.tasks.first()) {
        const IntrusivePtr<TaskBase> stuck(first);
        if (first != main_) report_stuck(*stuck);
        stuck->destroy_frames();
    }
}

}  // namespace

LoopScope::LoopScope(RunOptions options, std::source_location headers)
    : loop_(new RunningLoop(std::move(options))) {
    add_library_sources(headers);
}

LoopScope::~LoopScope() { delete loop_; }

void LoopScope::run_until_done(TaskBase& main) {
    loop_->cancel_at_interrupt(&main);
    // Not a local variable: g++ 14 does not see that it leaves the list in time, and warns
    // (-Wdangling-pointer).
    const auto stop = std::make_unique<Stop>();
    main.add_waiter(stop.get());
    try {
        while (!stop->passed) loop_->run_once();
    } catch (...) {  // DeadlockError, or what RunOptions::choose threw
        main.remove_waiter(stop.get());
        loop_->cancel_at_interrupt(nullptr);
        throw;
    }
    loop_->cancel_at_interrupt(nullptr);
}

void LoopScope::end(const TaskBase* main) {
    if (loop_->tracer) loop_->tracer->tell(LoopEventKind::closing);
    Ending ending(*loop_, main);
    ending.cancel_what_is_left();
    ending.destroy_what_is_left();
    loop_->finish_outside();
    loop_->end_observation();
}

void LoopScope::run_to_end(TaskBase& main) {
    std::exception_ptr error;
    try {
        run_until_done(main);
    } catch (...) {
        error = std::current_exception();
    }
    end(&main);
    if (error) std::rethrow_exception(error);
}

void LoopScope::pause() { loop_->pause(); }

LoopScope::Active::Active(LoopScope& scope) : scope_(scope) { scope.loop_->go_on(); }

}  // namespace aio::detail
