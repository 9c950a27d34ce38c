// aio/timeout.hpp: limits on one await and on a block.
#include <aio/aio.hpp>
#include <doctest/doctest.h>

#include <memory>

#include "counted.hpp"
#include "play.hpp"

using namespace std::chrono_literals;

namespace {

const aio::RunOptions simulated{.clock = aio::Clock::simulated};

aio::Coroutine<int> after(std::chrono::seconds delay, int value) {
    co_await aio::sleep(delay);
    co_return value;
}

aio::time_point now() { return aio::this_loop().now(); }

template <class A>
aio::Coroutine<bool> times_out(A awaitable) {
    try {
        (void)co_await awaitable;
    } catch (const aio::TimeoutError&) {
        co_return true;
    }
    co_return false;
}

}  // namespace

TEST_CASE("wait_for returns the result, even a move-only one, if it comes in time") {
    const NothingLeft nothing_left;
    const auto boxed = []() -> aio::Coroutine<std::unique_ptr<int>> {
        co_await aio::sleep(1s);
        co_return std::make_unique<int>(5);
    };
    play([&]() -> aio::Coroutine<> {
        CHECK(*co_await aio::wait_for(boxed(), 2s) == 5);
        CHECK(co_await aio::wait_for(aio::create_task(after(1s, 6)), 2s) == 6);
        CHECK(*co_await aio::wait_for(boxed(), std::nullopt) == 5);
        CHECK(co_await aio::wait_for(after(1s, 7), std::optional(2s)) == 7);
        CHECK(co_await aio::wait_for(after(1s, 8), 1500ms) == 8);
        CHECK(co_await aio::wait_for(after(1s, 9), std::chrono::duration<double>(1.5)) == 9);
    });
}

TEST_CASE("a coroutine passed to wait_for as an lvalue is consumed") {
    play([]() -> aio::Coroutine<> {
        auto lazy = after(1s, 1);
        CHECK(co_await aio::wait_for(lazy, 2s) == 1);
        CHECK_THROWS_AS(aio::create_task(std::move(lazy)), aio::RuntimeError);
    });
}

TEST_CASE("wait_for never awaited drops the coroutine that it was given, which is reported once") {
    const NothingLeft nothing_left;
    int reports = 0;
    const auto main = []() -> aio::Coroutine<> {
        {
            auto dropped = aio::wait_for(aio::sleep(1s), 1s);
            dropped.close();
        }
        co_return;
    };
    aio::run(main(),
             {.clock = aio::Clock::simulated, .on_report = [&](const aio::Report&) { ++reports; }});
    CHECK(reports == 1);
}

TEST_CASE("the text of a TimeoutError says who threw it and what to do") {
    const auto main = []() -> aio::Coroutine<std::string> {
        try {
            co_await aio::wait_for(aio::sleep(9s), 1s);
        } catch (const aio::TimeoutError& error) {
            co_return error.what();
        }
        co_return "";
    };
    const std::string text = aio::run(main(), simulated);
    CHECK(text.starts_with("aio::wait_for: "));
    CHECK(text.find("allow more time") != std::string::npos);
}

TEST_CASE("timeout returns what its body returns, even a move-only value") {
    play([]() -> aio::Coroutine<> {
        auto box = co_await aio::timeout(2s, []() -> aio::Coroutine<std::unique_ptr<int>> {
            co_await aio::sleep(1s);
            co_return std::make_unique<int>(3);
        });
        CHECK(*box == 3);
    });
}

TEST_CASE("timeout keeps its body alive, with what it captures, until the block has ended") {
    const NothingLeft nothing_left;
    Counted::alive = 0;
    play([]() -> aio::Coroutine<> {
        auto block = aio::timeout(5s, [c = Counted(1)](aio::Timeout&) -> aio::Coroutine<int> {
            co_await aio::sleep(1s);
            co_return c.value;
        });
        CHECK(Counted::alive == 1);
        CHECK(co_await std::move(block) == 1);
    });
    CHECK(Counted::alive == 0);
}

TEST_CASE("a limit beyond all time does not limit; one that is not a number is an error") {
    play([]() -> aio::Coroutine<> {
        CHECK(co_await aio::wait_for(after(1s, 1), std::chrono::hours::max()) == 1);
        CHECK(co_await aio::wait_for(after(1s, 1), std::chrono::duration<double>(1e300)) == 1);
        const std::chrono::duration<double> nan(std::numeric_limits<double>::quiet_NaN());
        auto task = aio::create_task(after(1s, 1));
        CHECK_THROWS_AS((void)aio::wait_for(task, nan), std::invalid_argument);
        co_await task;
    });
}

TEST_CASE("a timer that was not needed is gone: time does not advance to it") {
    const NothingLeft nothing_left;
    const auto main = []() -> aio::Coroutine<> {
        CHECK(co_await aio::wait_for(after(1s, 1), 1h) == 1);
        co_await aio::timeout(1h, [] { return aio::sleep(1s); });
    };
    struct LastTime : aio::Observer {
        aio::time_point when{};
        void on_event(const aio::TraceEvent& e) override { when = e.when; }
    } last;
    aio::run(main(), {.clock = aio::Clock::simulated, .observer = &last});
    CHECK(last.when == aio::time_point(2s));
}

TEST_CASE("a hundred nested timeouts: only the one that fires converts") {
    const NothingLeft nothing_left;
    struct Nest {
        static aio::Coroutine<> of(int depth) {
            if (depth == 0) co_return co_await aio::sleep(1h);
            const auto limit = depth == 50 ? aio::duration(2s) : aio::duration(1h);
            co_await aio::timeout(limit, [depth] { return of(depth - 1); });
        }
    };
    play([]() -> aio::Coroutine<> {
        CHECK(co_await times_out(Nest::of(100)));
        CHECK(now() == aio::time_point(2s));
        CHECK(aio::current_task().cancelling() == 0);
    });
}

TEST_CASE("timeouts work in a loop, again and again") {
    play([]() -> aio::Coroutine<> {
        int late = 0;
        for (int i = 0; i < 1'000; ++i)
            late +=
                co_await times_out(aio::wait_for(aio::sleep(std::chrono::seconds(i % 4)), 2500ms));
        CHECK(late == 250);
    });
}

TEST_CASE("two tasks may wait for one task, with different limits: the earlier limit cancels it") {
    play([]() -> aio::Coroutine<> {
        auto shared = aio::create_task(after(9s, 1));
        const auto waits = [](aio::Task<int> t,
                              std::chrono::seconds limit) -> aio::Coroutine<std::string> {
            try {
                (void)co_await aio::wait_for(t, limit);
            } catch (const aio::TimeoutError&) {
                co_return "timeout";
            } catch (const aio::CancelledError&) {
                co_return "cancelled";
            }
            co_return "done";
        };
        const auto [a, b] = co_await aio::gather(waits(shared, 1s), waits(shared, 5s));
        CHECK(a == "timeout");
        CHECK(b == "cancelled");
        CHECK(shared.cancelled());
    });
}
