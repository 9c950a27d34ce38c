#include "yardstick.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>

using namespace std::chrono_literals;

namespace {

double seconds_on(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Wall-clock time per processor time of a busy thread.
double sample() {
    const double wall = seconds_on(CLOCK_MONOTONIC), cpu = seconds_on(CLOCK_THREAD_CPUTIME_ID);
    double spent = 0;
    while (spent < 0.002) spent = seconds_on(CLOCK_THREAD_CPUTIME_ID) - cpu;
    return (seconds_on(CLOCK_MONOTONIC) - wall) / spent;
}

}  // namespace

Yardstick::Yardstick() : thread_([this] { measure(); }) {}

Yardstick::~Yardstick() {
    stop_ = true;
    thread_.join();
}

void Yardstick::measure() {
    while (!stop_) {
        slowness_ = std::max(slowness_.load(), sample());
        std::this_thread::sleep_for(20ms);
    }
}

double Yardstick::slowness() const { return slowness_; }
