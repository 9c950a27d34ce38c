// One call of to_thread, as the simulated clock sees it: see block_for.hpp.
//
//   the pool's thread               the loop
//   block_for(3s)  ---- parks ----> arms it as a timer, when all threads are parked or idle
//                  <--- fires ----- lets it go on, and watches until it parks or ends
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>

#include <aio/detail/timers.hpp>

namespace aio::detail {

class RunningLoop;

class ThreadCall final : public Timer {
public:
    /// Numbers follow the order of the calls of to_thread. `begun`: when a thread began it, if one
    /// was free.
    ThreadCall(RunningLoop& loop, std::uint64_t number, std::optional<time_point> begun)
        : loop_(loop), number_(number), time_(begun) {}

    // --- On the pool's thread
    void block_for(duration d);
    /// It has ended, and everything it leaves for the loop is in the inbox.
    void has_ended();
    [[nodiscard]] RunningLoop& loop() const { return loop_; }

    // --- On the loop's thread
    [[nodiscard]] std::uint64_t number() const { return number_; }
    void begun(time_point now) {
        if (!time_) time_ = now;
    }
    /// While it is parked: until when.
    [[nodiscard]] time_point due() const { return *time_ + blocks_for_; }
    /// Lets it go on, and never park again.
    void give_up();
    void fire() override;
    [[nodiscard]] const char* name_of_timer() const override { return "a thread"; }

private:
    RunningLoop& loop_;
    const std::uint64_t number_;
    std::optional<time_point> time_;  // how far it has come

    std::mutex mutex_;  // guards what follows, while the thread runs
    std::condition_variable changed_;
    duration blocks_for_{};
    bool goes_on_ = false;     // the loop allows it
    bool is_watched_ = false;  // the loop watches
    bool rests_ = false;       // it is parked, or has ended
    bool ended_ = false, given_up_ = false;
};

/// The call that this thread works on; null on threads other than the pool's.
inline constinit thread_local ThreadCall* thread_call = nullptr;

}  // namespace aio::detail
