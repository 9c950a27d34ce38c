// Turns, waiting, and time. Asio's io_context does the waiting and the I/O, and is what other
// threads wake.
#include <aio/detail/running_loop.hpp>

#include <algorithm>
#include <thread>
#include <utility>

#include <aio/detail/threads.hpp>
#include <aio/detail/waiting.hpp>

namespace aio::detail {
namespace {

using namespace std::chrono_literals;

// Between polls of a busy loop: I/O may wait this many turns, Ctrl-C more.
constexpr std::uint64_t turns_between_polls = 16;
constexpr std::uint64_t turns_between_signal_polls = 256;

// Real deadlines are rounded up to this, so that timers a little apart wake the
// loop once. asyncio's epoll has the same resolution.
using Resolution = std::chrono::milliseconds;

}  // namespace

RunningLoop::RunningLoop(RunOptions options) : options_(std::move(options)) {
    if (core)
        throw RuntimeError(
            "aio::run: a loop is running on this thread already, the one that runs this "
            "coroutine; here write co_await in front of the call, instead of aio::run around it");
    if (!(options_.speed > 0))
        throw std::invalid_argument("aio::run: speed must be greater than 0");
    if (options_.choose && options_.schedule_seed != 0)
        throw std::invalid_argument(
            "aio::run: choose and schedule_seed both decide the order; give one of them");
    debug = options_.debug;
    if (debug) largest_unwatched_frame = 0;  // see references.hpp
    if (options_.schedule_seed != 0) schedule_.emplace(options_.schedule_seed);
    if (options_.observer) tracer = &tracer_.emplace(*this, *options_.observer);
    set_core(this);
    id_ = add_loop(*this);
    before_ = be_in_loop(id_);
    special_ = debug || tracer || schedule_ || options_.choose;
    if (options_.clock == Clock::real) watch_interrupt();
}

RunningLoop::~RunningLoop() {
    if (core != this) before_ = be_in_loop(id_);  // a Runner's, between its runs
    set_core(this);
    drop_all(ready);
    timers.abandon_all();
    while (!leave_loop(before_)) add_up_returned();
    set_core(nullptr);
    largest_unwatched_frame = largest_recycled;
}

void RunningLoop::pause() {
    set_core(nullptr);
    interrupt_.reset();
    set_paused(id_, true);
    be_in_loop(before_);
}

void RunningLoop::go_on() {
    if (core)
        throw RuntimeError(
            "Runner: a loop is running on this thread already; inside a coroutine use co_await");
    if (std::this_thread::get_id() != thread_)
        throw RuntimeError("Runner: it belongs to the thread that made it; make another one here");
    set_core(this);
    set_paused(id_, false);
    before_ = be_in_loop(id_);
    interrupted_ = false;
    if (options_.clock == Clock::real) watch_interrupt();
}

time_point RunningLoop::now() const {
    if (options_.clock == Clock::simulated) return simulated_now_;
    const auto passed = std::chrono::steady_clock::now() - started_;
    if (options_.speed == 1) return time_point(passed);
    return time_point(
        duration(static_cast<duration::rep>(static_cast<double>(passed.count()) * options_.speed)));
}

std::chrono::steady_clock::time_point RunningLoop::real_time(time_point when) const {
    // More than a year ahead is as good as never, and must not overflow.
    constexpr duration year = std::chrono::hours(24 * 365);
    const double passed = static_cast<double>(when.time_since_epoch().count()) / options_.speed;
    const duration real(
        static_cast<duration::rep>(std::min(passed, static_cast<double>(year.count()))));
    return started_ + std::chrono::ceil<Resolution>(real);
}

void RunningLoop::require_this_thread() const {
    if (core == this) return;
    throw RuntimeError(
        "Loop: this loop runs on another thread, which alone may use it; here only "
        "call_soon_threadsafe is allowed");
}

time_point RunningLoop::time_here() const {
    require_this_thread();
    return now();
}

std::uint64_t RunningLoop::turns_here() const {
    require_this_thread();
    return turn_;
}

TimerHandle RunningLoop::soon(LoopCallback* callback) {
    const IntrusivePtr<LoopCallback> keep(callback);
    require_this_thread();
    callback->add_ref();
    callback->due = now();
    push(callback, Cause::call);
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

// Under the lock none of the user's code is called and nothing of the user's is destroyed: it might
// come back here.
void RunningLoop::call_soon_threadsafe(std::function<void()> f) { call_from_elsewhere(f); }

bool RunningLoop::call_from_elsewhere(std::function<void()>& f) {
    const std::lock_guard lock(inbox_mutex_);
    if (closed_) return false;
    inbox_.push_back(std::move(f));
    wake_up();
    return true;
}

void RunningLoop::wake_up() noexcept {
    inbox_filled_.store(true, std::memory_order_release);
    asio::post(io_, [] {});  // ends the wait
}

std::vector<std::function<void()>> RunningLoop::take_inbox() {
    const std::lock_guard lock(inbox_mutex_);
    inbox_filled_.store(false, std::memory_order_relaxed);
    return std::exchange(inbox_, {});
}

void RunningLoop::empty_inbox() {
    if (tracer) tracer->other_threads_call(true);
    for (auto& f : take_inbox()) call_soon(std::move(f));
    if (tracer) tracer->other_threads_call(false);
    add_up_returned();
}

// One turn, like asyncio's BaseEventLoop._run_once: drop cancelled timers, poll, queue what is due
// after what is ready, and run exactly what is queued now.
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
    if (special_) [[unlikely]]
        return run_special_turn();
    if (timers.first()) timers.harvest(now());
    RunnableList batch = ready.take();
    while (Runnable* item = batch.pop()) item->run();
    if (!timers.any_due()) return;
    while (Timer* timer = timers.next_due()) timer->fire();
}

// Nothing is ready: wait for the next deadline, or for the world outside.
void RunningLoop::wait_for_work() {
    // What this loop itself has written can be read at once.
    if (inside_ > 0 || (io_is_used_ && options_.clock == Clock::simulated)) {
        io_.poll();
        if (!ready.empty()) return;
    }
    if (!parked_.empty() && !time_is_held()) arm_parked();
    Timer* first = timers.first();
    const bool waits_for_time = first && (options_.clock == Clock::real || !time_is_held());
    if (tracer) tracer->idle(waits_for_time ? std::optional(first->when) : std::nullopt);
    if (options_.clock == Clock::simulated && waits_for_time) {
        simulated_now_ = std::max(simulated_now_, first->when);
    } else if (waits_for_time) {
        io_.run_one_until(std::min(real_time(first->when), look_up_at_));
    } else if (outside_ > 0) {
        if (look_up_at_ == never)
            io_.run_one();
        else
            io_.run_one_until(look_up_at_);
    } else {
        wait_for_strangers();
    }
}

// No deadline, and no work outside that we started. Only a thread of the
// program's own could still wake the loop.
void RunningLoop::wait_for_strangers() {
    const auto begin = std::chrono::steady_clock::now();
    const duration patience = to_duration(options_.standstill);
    const bool was_interrupted = interrupted_;
    while (!inbox_filled()) {
        if (interrupted_ != was_interrupted || !ready.empty()) return;
        // The last thread may have called between our check of the inbox and its end.
        if (!strangers_exist() && !inbox_filled()) throw_deadlock();
        const auto now = std::chrono::steady_clock::now();
        if (now >= look_up_at_) return;
        if (patience > 0ms && now - begin >= patience) report_standstill();
        io_.run_one_for(20ms);
    }
}

// The threads of to_thread are idle here: while they work, outside_ is not 0. So is the one in
// which Asio looks names up.
bool RunningLoop::strangers_exist() const {
    constexpr int this_thread = 1;
    return count_threads() > this_thread + own_threads_ + quiet_threads();
}

void RunningLoop::throw_deadlock() {
    if (tracer) tracer->tell(LoopEventKind::deadlock);
    auto waiting = waiting_tasks(*this, most_told);
    const std::size_t all = count_tasks(*this);
    const std::string text =
        "aio::run: deadlock: no task can ever run again, and main has not ended. Each of these "
        "waits for something that can no longer happen:\n" +
        waiting_table(waiting, all) +
        "Look for a future that nobody completes, a lock that nobody releases, or tasks that "
        "await each other.";
    throw DeadlockError(text, std::move(waiting), all);
}

void RunningLoop::report_standstill() {
    if (std::exchange(stood_still_, true)) return;
    const auto waiting = waiting_tasks(*this, most_told);
    report(ReportKind::standstill,
           "nothing has happened for " + seconds_text(options_.standstill) +
               ", no timer and no I/O is pending, and nothing will happen unless another thread "
               "of this program calls call_soon_threadsafe. These tasks wait:\n" +
               waiting_table(waiting, count_tasks(*this)) +
               "If no thread will call, look for a future that nobody completes, a lock that "
               "nobody releases, or tasks that await each other.",
           "");
}

// The first Ctrl-C cancels main, so that the program can clean up; the second
// finds the system's own handling and ends it. If the program handles SIGINT
// itself, it is left alone.
void RunningLoop::watch_interrupt() {
    struct sigaction current{};
    if (sigaction(SIGINT, nullptr, &current) != 0 || current.sa_handler != SIG_DFL) return;
    interrupt_.emplace(io_, SIGINT);
    // Asio's handler writes to a pipe, which nobody reads while a task holds the loop. So it
    // is used once, and the kernel puts back the default: the second Ctrl-C ends the program
    // even then.
    if (sigaction(SIGINT, nullptr, &current) == 0) {
        current.sa_flags |= SA_RESETHAND;
        sigaction(SIGINT, &current, nullptr);
    }
    interrupt_->async_wait([this](const asio::error_code& error, int) {
        if (error) return;
        interrupted_ = true;
        interrupt_.reset();
        if (main_ && !main_->done()) main_->cancel("interrupted (Ctrl-C)");
    });
}

asio::thread_pool& RunningLoop::pool() {
    if (pool_) return *pool_;
    // asyncio's size: the threads are meant to wait, so there may be more of
    // them than processors.
    const unsigned threads = std::min(32u, std::thread::hardware_concurrency() + 4);
    pool_.emplace(threads);
    pool_threads_ = static_cast<int>(threads);
    own_threads_ += pool_threads_;
    return *pool_;
}

void RunningLoop::asio_looks_names_up() noexcept {
    if (!std::exchange(names_looked_up_, true)) ++own_threads_;
}

void RunningLoop::finish_outside() {
    interrupt_.reset();
    release_threads();
    while (outside_ + inside_ > 0) {
        if (inbox_filled()) empty_inbox();
        if (ready.empty())
            io_.run_one();
        else
            run_once();
    }
    {
        const std::lock_guard lock(inbox_mutex_);
        closed_ = true;
    }
    take_inbox();  // and drops it
}

void RunningLoop::end_observation() {
    if (!tracer) return;
    tracer->tell(LoopEventKind::run_ends);
    tracer = nullptr;
    set_core(this);
    tracer_.reset();
}

void RunningLoop::report(ReportKind kind, std::string text, std::string where) noexcept {
    try {
        const Report made{kind, std::move(text), std::move(where)};
        if (options_.on_report)
            options_.on_report(made);
        else
            print_report(made);
    } catch (...) {  // a destructor may be reporting: no exception may leave
    }
}

}  // namespace aio::detail
