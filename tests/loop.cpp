// aio/loop.hpp: time, callbacks, and the only call that other threads may make.
#include <aio/aio.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "counted.hpp"
#include "play.hpp"

using namespace std::chrono_literals;

namespace {

const aio::RunOptions simulated{.clock = aio::Clock::simulated};

aio::Loop& loop() { return aio::this_loop(); }

}  // namespace

TEST_CASE("this_loop without a loop is a RuntimeError that says what to do") {
    std::string text;
    try {
        (void)aio::this_loop();
    } catch (const aio::RuntimeError& error) {
        text = error.what();
    }
    CHECK(text.find("aio::run") != std::string::npos);
}

TEST_CASE("loop time starts at 0 and jumps exactly to the next deadline") {
    play([]() -> aio::Coroutine<> {
        CHECK(loop().now() == aio::time_point());
        CHECK(loop().turn() == 1);
        co_await aio::sleep(1234567ns);
        CHECK(loop().now() == aio::time_point(1234567ns));
        co_await aio::sleep(24h * 365);
        CHECK(loop().now() == aio::time_point(1234567ns + 24h * 365));
    });
}

TEST_CASE("call_later and call_at fire by deadline, then by arming order") {
    play([]() -> aio::Coroutine<> {
        std::string order;
        loop().call_later(2s, [&] { order += 'c'; });
        loop().call_at(aio::time_point(1s), [&] { order += 'a'; });
        loop().call_later(2s, [&] { order += 'd'; });
        loop().call_later(1s, [&] { order += 'b'; });
        loop().call_later(-5s, [&] { order += '0'; });
        co_await aio::sleep(3s);
        CHECK(order == "0abcd");
    });
}

TEST_CASE("a cancelled timer never fires and drops its closure at once") {
    const NothingLeft nothing_left;
    Counted::alive = 0;
    play([]() -> aio::Coroutine<> {
        auto handle = loop().call_later(1s, [c = Counted(1)] { FAIL("fired"); });
        CHECK(handle.when() == aio::time_point(1s));
        CHECK_FALSE(handle.cancelled());
        CHECK(Counted::alive == 1);
        handle.cancel();
        CHECK(handle.cancelled());
        CHECK(Counted::alive == 0);
        handle.cancel();
        auto soon = loop().call_soon([c = Counted(1)] { FAIL("called"); });
        soon.cancel();
        CHECK(Counted::alive == 0);
        co_await aio::sleep(2s);
        CHECK(loop().now() == aio::time_point(2s));
    });
}

TEST_CASE("a fired timer drops its closure, though the handle is kept") {
    const NothingLeft nothing_left;
    Counted::alive = 0;
    play([]() -> aio::Coroutine<> {
        auto handle = loop().call_later(1s, [c = Counted(1)] { CHECK(c.value == 1); });
        co_await aio::sleep(2s);
        CHECK(Counted::alive == 0);
        handle.cancel();
    });
}

TEST_CASE("a closure may hold its own handle: no circle keeps it alive") {
    const NothingLeft nothing_left;
    Counted::alive = 0;
    play([]() -> aio::Coroutine<> {
        auto kept = std::make_shared<std::optional<aio::TimerHandle>>();
        *kept = loop().call_later(1s, [kept, c = Counted(1)] { (*kept)->cancel(); });
        co_await aio::sleep(2s);
        CHECK(Counted::alive == 0);
    });
}

TEST_CASE("callbacks and timers left when the loop ends are dropped") {
    const NothingLeft nothing_left;
    Counted::alive = 0;
    play([]() -> aio::Coroutine<> {
        loop().call_later(1h, [c = Counted(1)] { FAIL("fired"); });
        loop().call_later(2h, [c = Counted(1)] { FAIL("fired"); });
        loop().call_later(1min, [c = Counted(1)] { FAIL("fired"); });
        co_return;
    });
    CHECK(Counted::alive == 0);
}

TEST_CASE("an exception from a callback is reported; the loop goes on") {
    const NothingLeft nothing_left;
    std::vector<aio::Report> reports;
    play({.clock = aio::Clock::simulated,
          .on_report = [&](const aio::Report& r) { reports.push_back(r); }},
         []() -> aio::Coroutine<> {
             bool later = false;
             loop().call_soon([] { throw std::runtime_error("oops"); });
             loop().call_soon([&later] { later = true; });
             co_await aio::sleep(1s);
             CHECK(later);
         });
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].kind == aio::ReportKind::callback_error);
    CHECK(reports[0].text.find("oops") != std::string::npos);
}

TEST_CASE("call_soon takes a move-only callable") {
    play([]() -> aio::Coroutine<> {
        int seen = 0;
        loop().call_soon([box = std::make_unique<int>(5), &seen] { seen = *box; });
        co_await aio::sleep(0s);
        CHECK(seen == 5);
    });
}

TEST_CASE("a thousand timers, armed in a mixed order and partly cancelled, fire in order") {
    play([]() -> aio::Coroutine<> {
        std::vector<int> fired;
        std::vector<aio::TimerHandle> handles;
        for (int i = 0; i < 1'000; ++i) {
            const int due = i * 7919 % 1'000;
            handles.push_back(loop().call_later(std::chrono::milliseconds(due),
                                                [due, &fired] { fired.push_back(due); }));
        }
        for (std::size_t i = 0; i < handles.size(); i += 3) handles[i].cancel();
        co_await aio::sleep(2s);
        CHECK(fired.size() == 666);
        CHECK(std::is_sorted(fired.begin(), fired.end()));
    });
}

namespace {

struct NumberedTimer final : aio::detail::Timer {
    int number = 0;
    void fire() override {}
    [[nodiscard]] const char* name_of_timer() const override { return "a test's"; }
};

/// The numbers of all armed timers, in the order in which they come due.
std::vector<int> in_turn(aio::detail::TimerQueue& timers) {
    timers.harvest(aio::time_point(1h));
    std::vector<int> numbers;
    while (auto* timer = timers.next_due())
        numbers.push_back(static_cast<NumberedTimer*>(timer)->number);
    return numbers;
}

}  // namespace

TEST_CASE("a timer that is put off keeps its place among equal deadlines, by when it was armed") {
    aio::detail::TimerQueue timers;
    NumberedTimer all[6];
    for (int i = 0; i < 6; ++i) all[i].number = i;
    const auto at = [](auto time) { return aio::time_point(time); };
    timers.put_off(all[0], at(2s));
    timers.arm(all[1], at(2s));
    timers.put_off(all[2], at(1s));
    timers.arm(all[3], at(1s));
    timers.put_off(all[4], at(2s));
    timers.put_off(all[5], at(9s));
    timers.disarm(all[5]);
    CHECK(timers.first() == &all[2]);
    CHECK(in_turn(timers) == std::vector{2, 3, 0, 1, 4});
    CHECK(timers.first() == nullptr);
}

TEST_CASE("timers fire in the same order, however many are put off") {
    std::mt19937 random(1);
    for (int round = 0; round < 50; ++round) {
        aio::detail::TimerQueue timers, plain;
        std::vector<NumberedTimer> mixed(100), armed(100);
        for (int i = 0; i < 100; ++i) {
            mixed[i].number = armed[i].number = i;
            const aio::time_point when(std::chrono::seconds(random() % 8));
            plain.arm(armed[i], when);
            random() % 2 == 0 ? timers.arm(mixed[i], when) : timers.put_off(mixed[i], when);
            if (random() % 8 == 0) (void)timers.first();
            const auto gone = random() % (i + 1);
            if (random() % 4 != 0) continue;
            timers.disarm(mixed[gone]);
            plain.disarm(armed[gone]);
        }
        REQUIRE(in_turn(timers) == in_turn(plain));
    }
}

namespace {

/// A thread of the program's own completes a future of the loop.
aio::Coroutine<int> answered_by_a_thread() {
    auto& here = aio::this_loop();
    aio::Future<int> answer;
    std::thread thread([&here, answer]() mutable {
        std::this_thread::sleep_for(20ms);
        // A reference: handles are counted without atomics, so this thread must
        // not copy one.
        here.call_soon_threadsafe([&answer] { answer.set_result(42); });
        std::this_thread::sleep_for(20ms);
    });
    const int got = co_await answer;
    thread.join();
    co_return got;
}

}  // namespace

// Real time passes here, some 40 ms, because the test waits for a real thread.
TEST_CASE("call_soon_threadsafe wakes a waiting loop, under either clock") {
    const NothingLeft nothing_left;
    CHECK(aio::run(answered_by_a_thread()) == 42);
    CHECK(aio::run(answered_by_a_thread(), simulated) == 42);
}

TEST_CASE("call_soon_threadsafe from several threads loses nothing") {
    const NothingLeft nothing_left;
    const auto main = []() -> aio::Coroutine<int> {
        auto& here = aio::this_loop();
        aio::Future<> all;
        int count = 0;
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 500; ++i)
                    here.call_soon_threadsafe([&] {
                        if (++count == 2'000) all.set_result();
                    });
            });
        co_await all;
        for (auto& thread : threads) thread.join();
        co_return count;
    };
    CHECK(aio::run(main()) == 2'000);
}

TEST_CASE("format_waiting lists every task: where it waits, and for what") {
    const NothingLeft nothing_left;
    const auto main = []() -> aio::Coroutine<std::string> {
        aio::Lock lock;
        co_await lock.acquire();
        auto sleeper = aio::create_task(aio::sleep(9s), "sleeper");
        const auto locked = [&lock]() -> aio::Coroutine<> { co_await lock.acquire(); };
        auto blocked = aio::create_task(locked(), "blocked");
        const auto awaits = [](aio::Task<> t) -> aio::Coroutine<> { co_await t; };
        auto waiter = aio::create_task(awaits(sleeper), "waiter");
        co_await aio::sleep(1s);
        const std::string text = aio::format_waiting();
        lock.release();
        co_await waiter;
        co_return text;
    };
    const std::string text = aio::run(main(), simulated);
    CHECK(text.find("main") != std::string::npos);
    CHECK(text.find("waits for task 'sleeper'") != std::string::npos);
    CHECK(text.find("lock") != std::string::npos);
    CHECK(text.find("sleeps") != std::string::npos);
    CHECK(text.find("loop.cpp:") != std::string::npos);
    CHECK(std::count(text.begin(), text.end(), '\n') == 4);
}
