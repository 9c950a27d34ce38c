// The order within a turn, when RunOptions::schedule_seed asks for one other than first come, first
// served.
#pragma once

#include <cstdint>
#include <random>

#include <aio/detail/runnable.hpp>

namespace aio::detail {

/// The same seed gives the same order on every platform, which neither
/// std::shuffle nor std::uniform_int_distribution promises; std::mt19937_64 does.
class Schedule {
public:
    explicit Schedule(std::uint64_t seed) : random_(seed) {}

    void shuffle(RunnableList& batch);
    /// A number below n. (The remainder favours small ones, by n in 2^64.)
    std::uint64_t below(std::uint64_t n) { return random_() % n; }

private:
    std::mt19937_64 random_;
};

}  // namespace aio::detail
