// The loop behind `run`. Not for users: it includes Asio.
#pragma once

#include <csignal>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/signal_set.hpp>
#include <asio/thread_pool.hpp>

#include <aio/detail/schedule.hpp>
#include <aio/detail/thread_call.hpp>
#include <aio/detail/tracer.hpp>
#include <aio/loop.hpp>
#include <aio/run.hpp>

namespace aio::detail {

class RunningLoop final : public Core, public Loop {
public:
    explicit RunningLoop(RunOptions options);
    ~RunningLoop();

    [[nodiscard]] time_point now() const override;
    [[nodiscard]] Loop& face() override { return *this; }
    void call_soon_threadsafe(std::function<void()> f) override;
    bool call_from_elsewhere(std::function<void()>& f) override;
    void wake_up() noexcept override;
    void outside_begins(bool holds_time) override { ++(holds_time ? outside_ : inside_); }
    void outside_ends(bool holds_time) noexcept override { --(holds_time ? outside_ : inside_); }
    [[nodiscard]] bool time_is_simulated() const override {
        return options_.clock == Clock::simulated;
    }
    void report(ReportKind kind, std::string text, std::string where) noexcept override;
    void asio_looks_names_up() noexcept override;

    static constexpr auto never = std::chrono::steady_clock::time_point::max();

    [[nodiscard]] const RunOptions& options() const { return options_; }
    void run_once();
    /// For a Runner: between its runs this loop exists, but does not run.
    void pause();
    void go_on();
    /// Ctrl-C cancels this task; null: none.
    void cancel_at_interrupt(TaskBase* main) { main_ = main; }
    [[nodiscard]] bool is_interrupted() const { return interrupted_; }
    /// No turn waits longer than until this time.
    void look_up_at(std::chrono::steady_clock::time_point when) { look_up_at_ = when; }
    /// Threads and operations that were started must end before the io_context does.
    void finish_outside();
    /// The run has ended: tells the observer, and nothing more.
    void end_observation();

    [[nodiscard]] asio::io_context& io() {
        io_is_used_ = true;
        return io_;
    }
    /// The threads of to_thread; started when they are first needed.
    asio::thread_pool& pool();

    // --- Calls of to_thread, and what blocks in simulated time: thread_call.cpp
    std::shared_ptr<ThreadCall> begin_thread_call();
    void end_thread_call();
    /// The running step holds up the loop for this long.
    void block_for(duration d);
    /// From the pool's thread: it waits for simulated time.
    void park(ThreadCall& call);
    /// It no longer waits for it.
    void goes_on(ThreadCall& call);

private:
    void require_this_thread() const;
    [[nodiscard]] time_point time_here() const override;
    [[nodiscard]] std::uint64_t turns_here() const override;
    TimerHandle soon(LoopCallback* callback) override;
    TimerHandle at(time_point when, LoopCallback* callback) override;

    void run_special_turn();
    Runnable* next_of(RunnableList& batch);
    Timer* next_due();
    std::size_t ask(const std::vector<Choice>& choices);
    void give_back(RunnableList& batch);
    void run_item(Runnable& item);
    void fire_timer(Timer& timer);
    void report_if_slow(std::chrono::steady_clock::time_point begin, const std::string& who,
                        std::string where);
    std::vector<std::function<void()>> take_inbox();
    void empty_inbox();
    [[nodiscard]] bool inbox_filled() const {
        return inbox_filled_.load(std::memory_order_acquire);
    }

    [[nodiscard]] bool time_is_held() const;
    void arm_parked();
    void release_threads();
    void wait_for_work();
    void wait_for_strangers();
    [[nodiscard]] bool strangers_exist() const;
    [[noreturn]] void throw_deadlock();
    void report_standstill();
    [[nodiscard]] std::chrono::steady_clock::time_point real_time(time_point when) const;
    void watch_interrupt();

    RunOptions options_;
    LoopId id_ = no_loop;
    LoopId before_ = no_loop;  // the loop that this thread was in
    std::thread::id thread_ = std::this_thread::get_id();
    std::uint64_t turn_ = 0;
    std::optional<Tracer> tracer_;      // if there is an observer
    std::optional<Schedule> schedule_;  // if schedule_seed is not 0
    bool special_ = false;              // turns are observed, timed, shuffled or chosen
    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
    time_point simulated_now_{};
    TaskBase* main_ = nullptr;
    bool interrupted_ = false;
    bool stood_still_ = false;  // which has been reported
    std::chrono::steady_clock::time_point look_up_at_ = never;

    asio::io_context io_{1};
    // Without it, io_context would return at once while only a thread is busy.
    asio::executor_work_guard<asio::io_context::executor_type> guard_{io_.get_executor()};
    std::optional<asio::signal_set> interrupt_;
    std::int64_t outside_ = 0;  // operations under way that stop simulated time
    std::int64_t inside_ = 0;   // ... and those that do not
    std::uint64_t thread_calls_ = 0;
    std::int64_t thread_calls_under_way_ = 0;
    std::vector<ThreadCall*> parked_;  // those that wait for simulated time
    bool closing_threads_ = false;
    bool io_is_used_ = false;  // there may be sockets, ready without a wait

    std::mutex inbox_mutex_;  // guards the next three; other threads come here
    std::vector<std::function<void()>> inbox_;
    bool closed_ = false;
    std::atomic<bool> inbox_filled_ = false;

    int pool_threads_ = 0;
    int own_threads_ = 0;  // those of the pool, and Asio's
    bool names_looked_up_ = false;

    // Last: its threads are joined before anything else goes.
    std::optional<asio::thread_pool> pool_;
};

}  // namespace aio::detail
