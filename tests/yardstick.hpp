// How slow the machine is right now, measured beside a test, so that a bound in time is a
// bound on the program and not on what else the machine does.
//
//   const Yardstick yardstick;
//   const Outcome run = run_program({...});
//   CHECK(run.seconds < 3 + yardstick.allow(1.0));   // one second, on a machine of its own
#pragma once

#include <atomic>
#include <thread>

/// While it lives, a thread computes for two milliseconds of processor time, again and
/// again, and looks how long that takes.
class Yardstick {
public:
    Yardstick();
    ~Yardstick();
    Yardstick(const Yardstick&) = delete;
    Yardstick& operator=(const Yardstick&) = delete;

    /// How many times longer than alone a short computation has taken so far, at worst: 1 on
    /// a quiet machine, 5 to 20 with six busy programs on two processors.
    [[nodiscard]] double slowness() const;

    /// What takes so many seconds on a quiet machine may take so many on this one.
    [[nodiscard]] double allow(double seconds) const { return seconds * slowness(); }

private:
    void measure();

    std::atomic<double> slowness_{1};
    std::atomic<bool> stop_{false};
    std::thread thread_;
};
