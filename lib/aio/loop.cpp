// The loop itself: turns, waiting, time, and the end. Asio's io_context does the
// waiting, the I/O, and is what other threads wake.
#include <aio/detail/running_loop.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace aio {
namespace detail {
namespace {

using namespace std::chrono_literals;

// Between polls of a busy loop: I/O may wait for so many turns, Ctrl-C for more.
constexpr std::uint64_t turns_between_polls = 16;
constexpr std::uint64_t turns_between_signal_polls = 256;

// Real deadlines are rounded up to this, so that timers a little apart wake the
// loop once. asyncio's epoll has the same resolution.
using Resolution = std::chrono::milliseconds;

/// Splitmix64: the same seed gives the same schedule on every platform, which
/// std::shuffle does not promise.
std::uint64_t next_random(std::uint64_t& state) {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

void call_and_report(LoopCallback& callback) {
    try {
        callback.call();
    } catch (...) {
        report(ReportKind::callback_error,
               "exception in a callback of the loop: " + error_text(std::current_exception()) +
                   "; catch it inside the callback",
               "");
    }
}

/// Can a thread that we know nothing of still call call_soon_threadsafe? While
/// one exists, an idle loop is not proven to be deadlocked. Threads whose name
/// begins with "aio-" are the toolkit's own: their work is counted instead.
bool foreign_threads_exist() {
    int foreign = -1;  // this thread is none
    std::error_code error;
    for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task", error)) {
        std::string name;
        std::getline(std::ifstream(thread.path() / "comm"), name);
        if (!name.starts_with("aio-")) ++foreign;
    }
    return foreign > 0;
}

}  // namespace

void LoopCallback::run() {
    const IntrusivePtr<LoopCallback> keep(this);
    release();  // the queue's
    if (!cancelled) call_and_report(*this);
}

void LoopCallback::drop() noexcept {
    forget();
    release();
}

void LoopCallback::abandon() noexcept { drop(); }

void LoopCallback::cancel() {
    if (std::exchange(cancelled, true)) return;
    const IntrusivePtr<LoopCallback> keep(this);
    if (is_armed()) {
        core->disarm(*this);
        release();
    }
    forget();
}

RunningLoop::RunningLoop(RunOptions options) : options_(std::move(options)) {
    if (core)
        throw RuntimeError(
            "aio::run: a loop is running on this thread already; inside a coroutine "
            "use co_await instead of run");
    if (!(options_.speed > 0))
        throw std::invalid_argument("aio::run: speed must be greater than 0");
    observer = options_.observer;
    debug = options_.debug;
    random_ = options_.schedule_seed;
    core = this;
    if (options_.clock == Clock::real) watch_interrupt();
}

RunningLoop::~RunningLoop() {
    ready.drop_all();
    timers.abandon_all();
    core = nullptr;
}

time_point RunningLoop::now() const {
    if (options_.clock == Clock::simulated) return simulated_now_;
    const auto passed = std::chrono::steady_clock::now() - started_;
    if (options_.speed == 1) return time_point(passed);
    return time_point(
        duration(static_cast<duration::rep>(static_cast<double>(passed.count()) * options_.speed)));
}

std::chrono::steady_clock::time_point RunningLoop::real_time(time_point when) const {
    // Further ahead than a year is as good as never, and must not overflow.
    constexpr duration year = std::chrono::hours(24 * 365);
    const double passed = static_cast<double>(when.time_since_epoch().count()) / options_.speed;
    const duration real(
        static_cast<duration::rep>(std::min(passed, static_cast<double>(year.count()))));
    return started_ + std::chrono::ceil<Resolution>(real);
}

void RunningLoop::require_this_thread() const {
    if (core == this) return;
    throw RuntimeError(
        "Loop: call_soon, call_later and call_at are for the loop's own thread; other "
        "threads use call_soon_threadsafe");
}

TimerHandle RunningLoop::soon(LoopCallback* callback) {
    const IntrusivePtr<LoopCallback> keep(callback);
    require_this_thread();
    callback->add_ref();
    callback->due = now();
    push(callback);
    return TimerHandle(keep);
}

TimerHandle RunningLoop::at(time_point when, LoopCallback* callback) {
    const IntrusivePtr<LoopCallback> keep(callback);
    require_this_thread();
    callback->add_ref();
    callback->due = when;
    arm(*callback, when);
    return TimerHandle(keep);
}

void RunningLoop::call_soon_threadsafe(std::function<void()> f) {
    const std::lock_guard lock(inbox_mutex_);
    if (closed_) return;
    inbox_.push_back(std::move(f));
    inbox_filled_.store(true, std::memory_order_release);
    asio::post(io_, [] {});  // ends the wait
}

void RunningLoop::empty_inbox() {
    std::vector<std::function<void()>> arrived;
    {
        const std::lock_guard lock(inbox_mutex_);
        arrived.swap(inbox_);
        inbox_filled_.store(false, std::memory_order_relaxed);
    }
    for (auto& f : arrived) call_soon(std::move(f));
}

// One turn, as asyncio's BaseEventLoop._run_once has it: drop cancelled timers, poll, queue what is
// due behind what is ready, and run exactly what is queued now.
void RunningLoop::run_once() {
    ++turn_;
    if (inbox_filled()) [[unlikely]]
        empty_inbox();
    if (ready.empty()) {
        wait_for_work();
        if (inbox_filled()) empty_inbox();
    } else if (outside_ + inside_ > 0 ? turn_ % turns_between_polls == 0
                                      : interrupt_ && turn_ % turns_between_signal_polls == 0) {
        io_.poll();
    }
    if (timers.first()) timers.harvest(now());
    RunnableList batch = ready.take();
    if (options_.schedule_seed != 0) [[unlikely]]
        shuffle(batch);
    if (debug) [[unlikely]]
        return run_batch_watched(batch);
    while (Runnable* item = batch.pop()) item->run();
    if (timers.any_due()) run_due_timers();
}

void RunningLoop::run_due_timers() {
    while (Timer* t = timers.next_due(timer_to_skip())) t->fire();
}

std::uint64_t RunningLoop::timer_to_skip() {
    return options_.schedule_seed != 0 ? next_random(random_) % 8 : 0;
}

void RunningLoop::shuffle(RunnableList& batch) {
    std::vector<Runnable*> items;
    while (Runnable* item = batch.pop()) items.push_back(item);
    for (std::size_t n = items.size(); n > 1; --n)
        std::swap(items[n - 1], items[next_random(random_) % n]);
    for (Runnable* item : items) batch.push(item);
}

// In debug mode each step is timed by the wall's clock, whatever clock the loop has.
void RunningLoop::run_batch_watched(RunnableList batch) {
    while (Runnable* item = batch.pop()) {
        auto* task = dynamic_cast<TaskBase*>(item);
        const IntrusivePtr<TaskBase> keep(task);
        const std::string where =
            task && task->innermost() ? to_text(waiting_place(*task->innermost())) : std::string();
        const auto begin = std::chrono::steady_clock::now();
        item->run();
        report_if_slow(begin, task ? task->describe() : "a callback", where);
    }
    while (Timer* t = timers.next_due(timer_to_skip())) {
        const auto begin = std::chrono::steady_clock::now();
        t->fire();
        report_if_slow(begin, "a timer's callback", {});
    }
}

void RunningLoop::report_if_slow(std::chrono::steady_clock::time_point begin,
                                 const std::string& who, std::string where) {
    const auto held = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begin);
    if (held < options_.slow_step) return;
    report(ReportKind::slow_step,
           who + " held the loop for " + std::to_string(held.count()) +
               " ms; nothing else could run. Await instead of blocking, or use to_thread",
           std::move(where));
}

// Nothing is ready: wait for the next deadline, or for the world outside.
void RunningLoop::wait_for_work() {
    // What this loop itself has written is there to read at once.
    if (inside_ > 0 || (io_is_used_ && options_.clock == Clock::simulated)) {
        io_.poll();
        if (!ready.empty()) return;
    }
    Timer* first = timers.first();
    if (options_.clock == Clock::simulated && first && outside_ == 0) {
        simulated_now_ = std::max(simulated_now_, first->when);
    } else if (options_.clock == Clock::real && first) {
        io_.run_one_until(real_time(first->when));
    } else if (outside_ > 0) {
        io_.run_one();
    } else {
        wait_for_strangers();
    }
}

// No deadline, and no work outside that we started. Only a thread of the
// program's own could still wake the loop.
void RunningLoop::wait_for_strangers() {
    while (!inbox_filled()) {
        if (interrupted_ || !ready.empty()) return;
        // The last thread may have called between the look at the inbox and its end.
        if (!foreign_threads_exist() && !inbox_filled()) throw DeadlockError(deadlock_text());
        io_.run_one_for(20ms);
    }
}

std::string RunningLoop::deadlock_text() const {
    return "aio::run: deadlock: no task can ever run again, and main has not ended. Each of these "
           "waits for something that nobody is left to do:\n" +
           format_waiting() +
           "Look for a future that nobody completes, a lock that nobody releases, or tasks that "
           "await each other.";
}

// The first Ctrl-C cancels main, so that the program can clean up; the second
// finds the system's own handling and ends it. If the program handles SIGINT
// itself, it is left alone.
void RunningLoop::watch_interrupt() {
    struct sigaction current{};
    if (sigaction(SIGINT, nullptr, &current) != 0 || current.sa_handler != SIG_DFL) return;
    interrupt_.emplace(io_, SIGINT);
    interrupt_->async_wait([this](const asio::error_code& error, int) {
        if (error) return;
        interrupted_ = true;
        interrupt_.reset();
        if (main_ && !main_->done()) main_->cancel("interrupted (Ctrl-C)");
    });
}

namespace {

/// Marks the turn after main's end.
struct Stop final : Runnable {
    bool passed = false;
    void run() override { passed = true; }
};

}  // namespace

void RunningLoop::run_to_end(TaskBase& main) {
    main_ = &main;
    Stop stop;
    main.add_waiter(&stop);
    std::exception_ptr deadlock;
    try {
        while (!stop.passed) run_once();
    } catch (const DeadlockError&) {
        main.remove_waiter(&stop);
        deadlock = std::current_exception();
    }
    end_what_is_left(!deadlock);
    main_ = nullptr;
    finish_outside();
    if (deadlock) std::rethrow_exception(deadlock);
}

// Cancels every task that is left, in creation order, and lets them clean up. A
// clean-up may create tasks; those are cancelled in the next round.
void RunningLoop::end_what_is_left(bool report_stuck) {
    constexpr int rounds = 100;
    bool stuck_for_ever = false;
    for (int round = 0; first_task && round < rounds && !stuck_for_ever; ++round) {
        std::vector<IntrusivePtr<TaskBase>> left;
        for (TaskBase* t = first_task; t; t = t->later()) left.emplace_back(t);
        for (const auto& t : left) t->cancel({});
        try {
            for (const auto& task : left)
                while (!task->done()) run_once();
            // asyncio needs two more turns to notice that all have ended. In them
            // a task that a clean-up created begins, and so can clean up itself.
            run_turns(2);
        } catch (const DeadlockError&) {
            stuck_for_ever = true;
        }
        for (const auto& t : left) report_failure(*t);
    }
    // And four in any case, for its generators and threads: what was called soon runs.
    if (!stuck_for_ever) run_turns(4);
    closing = true;
    while (first_task) {
        const IntrusivePtr<TaskBase> stuck(first_task);
        if (report_stuck || stuck->number() != 1)
            report(ReportKind::destroyed_pending,
                   "Task was destroyed but it is pending: " + stuck->describe() +
                       " was cancelled at the end of run, went on, and waits for something that "
                       "will not happen; let CancelledError leave the coroutine",
                   stuck->innermost() ? to_text(waiting_place(*stuck->innermost()))
                                      : stuck->made_at());
        stuck->destroy_frames();
    }
}

void RunningLoop::run_turns(int count) {
    for (int turn = 0; turn < count; ++turn) {
        bool passed = false;
        call_soon([&passed] { passed = true; });
        while (!passed) run_once();
    }
}

void RunningLoop::report_failure(TaskBase& task) {
    if (!task.failed() || &task == main_) return;
    task.mark_retrieved();
    report(ReportKind::unhandled_at_shutdown,
           "unhandled exception during run() shutdown: " + task.describe() + " failed with: " +
               error_text(task.failure()) + "; catch it in the task, or await the task in main",
           task.made_at());
}

// Threads and operations that were started must end before the io_context does.
void RunningLoop::finish_outside() {
    interrupt_.reset();
    while (outside_ + inside_ > 0) {
        if (inbox_filled()) empty_inbox();
        if (ready.empty())
            io_.run_one();
        else
            run_once();
    }
    const std::lock_guard lock(inbox_mutex_);
    closed_ = true;
    inbox_.clear();
}

void RunningLoop::report(ReportKind kind, std::string text, std::string where) noexcept {
    try {
        const Report made{kind, std::move(text), std::move(where)};
        if (options_.on_report)
            options_.on_report(made);
        else
            print_report(made);
    } catch (...) {  // a destructor may be reporting: nothing may leave
    }
}

void Core::tell(EventKind what, const TaskBase& task, std::source_location where,
                std::string_view detail) {
    const std::string name = task.name();
    const bool by_somebody = what == EventKind::created || what == EventKind::cancel_requested;
    observer->on_event({.what = what,
                        .when = now(),
                        .task = task.number(),
                        .by = by_somebody && current ? current->number() : 0,
                        .name = name,
                        .where = where,
                        .detail = detail});
}

LoopScope::LoopScope(RunOptions options) : loop_(new RunningLoop(std::move(options))) {}
LoopScope::~LoopScope() { delete loop_; }
void LoopScope::run_to_end(TaskBase& main) { loop_->run_to_end(main); }

Core& running_core(const char* who) {
    if (!core)
        throw RuntimeError(std::string(who) +
                           ": no event loop is running on this thread; call it "
                           "inside a coroutine that aio::run runs");
    return *core;
}

}  // namespace detail

Loop& this_loop() { return detail::running_core("aio::this_loop").face(); }

}  // namespace aio
