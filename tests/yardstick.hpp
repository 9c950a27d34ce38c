// How slow the machine is right now, measured beside a test, so that a time limit applies to the
// program, not to what else the machine does.
//
//   const Yardstick yardstick;
//   const Outcome run = run_program({...});
//   CHECK(run.seconds < 3 + yardstick.allow(1.0));   // one second, on a machine of its own
#pragma once

#include <atomic>
#include <thread>

/// While it lives, a thread repeatedly computes for two milliseconds of processor time and measures
/// how long that takes.
class Yardstick {
public:
    Yardstick();
    ~Yardstick();
    Yardstick(const Yardstick&) = delete;
    Yardstick& operator=(const Yardstick&) = delete;

    /// How many times as long as normal a short computation has taken so far, at worst: 1 on a
    /// quiet machine, 5 to 20 with six busy programs on two processors.
    [[nodiscard]] double slowness() const;

    /// How many seconds something may take on this machine that takes this many on a quiet one.
    [[nodiscard]] double allow(double seconds) const { return seconds * slowness(); }

private:
    void measure();

    std::atomic<double> slowness_{1};
    std::atomic<bool> stop_{false};
    std::thread thread_;
};
