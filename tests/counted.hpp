// Proof that nothing leaks: frames, tasks, futures and callbacks are counted,
// and after a test there must be as many as before it.
//
//   TEST_CASE("...") {
//       const NothingLeft nothing_left;       // checked where the scope ends
//       ...
//   }
#pragma once

#include <cstddef>

#include <aio/detail/frame_pool.hpp>
#include <doctest/doctest.h>

/// The destructor checks that as many blocks are in use as in the constructor.
class NothingLeft {
public:
    NothingLeft() = default;
    ~NothingLeft() { CHECK_MESSAGE(aio::detail::live_blocks == before_, "frames or tasks leaked"); }
    NothingLeft(const NothingLeft&) = delete;
    NothingLeft& operator=(const NothingLeft&) = delete;

private:
    std::size_t before_ = aio::detail::live_blocks;
};

/// A value that counts how many of its kind exist, and how often one was copied.
struct Counted {
    inline static int alive = 0;
    inline static int copies = 0;

    int value = 0;

    explicit Counted(int v = 0) : value(v) { ++alive; }
    Counted(const Counted& other) : value(other.value) {
        ++alive;
        ++copies;
    }
    Counted(Counted&& other) noexcept : value(other.value) { ++alive; }
    Counted& operator=(const Counted&) = default;
    Counted& operator=(Counted&&) noexcept = default;
    ~Counted() { --alive; }
};
