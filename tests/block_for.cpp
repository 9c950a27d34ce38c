// aio/block_for.hpp: blocking takes simulated time, on the loop's thread and on others.
#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include <aio/aio.hpp>
#include <aio/block_for.hpp>
#include <timeline/check_tape.hpp>
#include <timeline/tape_recorder.hpp>

using namespace std::chrono_literals;
using aio::extend::block_for;

namespace {

aio::duration now() { return aio::this_loop().now().time_since_epoch(); }

template <class T>
T simulated(aio::Coroutine<T> program) {
    return aio::run(std::move(program), {.clock = aio::Clock::simulated});
}

using Times = std::vector<aio::duration>;

aio::Coroutine<> tick(Times& ticks) {
    for (int n = 0; n < 3; ++n) {
        co_await aio::sleep(1s);
        ticks.push_back(now());
    }
}

// One call on a thread, and when it came back.
aio::Coroutine<> on_thread(aio::duration d, Times& ends) {
    co_await aio::to_thread([d] { block_for(d); });
    ends.push_back(now());
}

// Notes its number when its thread goes on.
aio::Coroutine<std::vector<int>> order_of_three() {
    std::vector<int> order;
    std::vector<aio::Coroutine<>> calls;
    for (int n = 1; n <= 3; ++n)
        calls.push_back(aio::to_thread([&order, n] {
            block_for(2s);
            order.push_back(n);  // one thread at a time: no race
            block_for(1s);
            order.push_back(n);
        }));
    co_await aio::gather(calls);
    co_return order;
}

aio::Coroutine<> both_ways() {
    Times ticks, ends;
    auto blocks = []() -> aio::Coroutine<> {
        block_for(2s);
        co_return;
    };
    co_await aio::gather(on_thread(3s, ends), blocks(), tick(ticks), on_thread(3s, ends));
}

}  // namespace

TEST_CASE("a step that blocks moves simulated time, and deadlines that pass meanwhile fire late") {
    const auto ticks = simulated([]() -> aio::Coroutine<Times> {
        Times all;
        auto ticking = aio::create_task(tick(all));
        co_await aio::sleep(0s);
        block_for(3s);
        CHECK(now() == 3s);
        co_await ticking;
        co_return all;
    }());
    CHECK(ticks == Times{3s, 4s, 5s});
}

TEST_CASE("threads that block do so at the same time, and the loop goes on") {
    simulated([]() -> aio::Coroutine<> {
        Times ticks, ends;
        co_await aio::gather(on_thread(3s, ends), on_thread(2s, ends), on_thread(3s, ends),
                             tick(ticks));
        CHECK(ticks == Times{1s, 2s, 3s});
        CHECK(ends == Times{2s, 3s, 3s});
    }());
}

TEST_CASE("threads that are due at the same time go on in the order of their calls") {
    for (int n = 0; n < 50; ++n) {
        const auto order = simulated(order_of_three());
        REQUIRE(order == std::vector{1, 2, 3, 1, 2, 3});
    }
}

TEST_CASE("calls that wait for a thread begin when one becomes free") {
    simulated([]() -> aio::Coroutine<> {
        constexpr int more_than_threads = 40;  // there are 32 at most
        Times ends;
        std::vector<aio::Coroutine<>> calls;
        for (int n = 0; n < more_than_threads; ++n) calls.push_back(on_thread(1s, ends));
        co_await aio::gather(calls);
        CHECK(ends.size() == more_than_threads);
        CHECK(ends.front() == 1s);
        CHECK(ends.back() >= 2s);
        CHECK(ends.back() == now());
    }());
}

TEST_CASE("a thread that blocks exactly as long as the loop does ends with it") {
    simulated([]() -> aio::Coroutine<> {
        Times ends;
        auto call = aio::create_task(on_thread(3s, ends));
        co_await aio::sleep(0s);
        block_for(3s);
        co_await call;
        CHECK(ends == Times{3s});
    }());
}

TEST_CASE("when main has ended, a thread no longer blocks") {
    bool ended = false;
    simulated([](bool& ended) -> aio::Coroutine<> {
        auto call = aio::create_task([](bool& ended) -> aio::Coroutine<> {
            co_await aio::to_thread([&ended] {
                block_for(3s);
                block_for(3s);
                ended = true;
            });
        }(ended));
        co_await aio::sleep(1s);
        CHECK(now() == 1s);
    }(ended));
    CHECK(ended);
}

TEST_CASE("blocking is on the tape, which is the same each time and passes the check") {
    const auto tape = [] {
        timeline::TapeRecorder recorder;
        aio::run(both_ways(), {.clock = aio::Clock::simulated, .observer = &recorder});
        return recorder.tape();
    };
    const timeline::Tape first = tape();
    const auto wrong = timeline::check_tape(first);
    CHECK_MESSAGE(!wrong, (wrong ? wrong->sentence : ""));
    for (int n = 0; n < 20; ++n) REQUIRE(tape() == first);

    // And a tape that says it blocked for less is refused.
    timeline::Tape changed = first;
    for (auto& event : changed.events)
        if (event.kind == timeline::Event::Kind::idle && event.why == aio::Cause::call)
            event.until -= 1s;
    CHECK(timeline::check_tape(changed));
}

TEST_CASE("under the real clock it takes as long as it says, by the loop's speed") {
    const auto begin = std::chrono::steady_clock::now();
    aio::run(
        []() -> aio::Coroutine<> {
            block_for(1s);
            co_await aio::to_thread([] { block_for(1s); });
            CHECK(now() >= 2s);
        }(),
        {.speed = 50});
    CHECK(std::chrono::steady_clock::now() - begin >= 40ms);
}

TEST_CASE("without a loop the thread sleeps") {
    const auto begin = std::chrono::steady_clock::now();
    block_for(5ms);
    block_for(-1s);
    CHECK(std::chrono::steady_clock::now() - begin >= 5ms);
}
