// aio/coroutine.hpp: lazy coroutines, awaited inline.
#include <aio/aio.hpp>
#include <aio/extend.hpp>
#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "counted.hpp"
#include "play.hpp"
#include "reports.hpp"

using namespace std::chrono_literals;

namespace {

const aio::RunOptions simulated{.clock = aio::Clock::simulated};

aio::Coroutine<int> answer() { co_return 42; }
aio::Coroutine<std::unique_ptr<int>> boxed(int n) { co_return std::make_unique<int>(n); }

}  // namespace

TEST_CASE("a coroutine can be awaited as an lvalue and as an rvalue") {
    const NothingLeft nothing_left;
    const auto main = []() -> aio::Coroutine<int> {
        auto lazy = answer();
        const int a = co_await lazy;
        const int b = co_await answer();
        auto moved = answer();
        co_return a + b + co_await std::move(moved);
    };
    CHECK(aio::run(main(), simulated) == 126);
}

TEST_CASE("awaiting a coroutine a second time throws a RuntimeError that says what to do") {
    play([]() -> aio::Coroutine<> {
        auto once = answer();
        CHECK(co_await once == 42);
        std::string text;
        try {
            (void)co_await once;
        } catch (const aio::RuntimeError& error) {
            text = error.what();
        }
        CHECK(text.starts_with("co_await: "));
        CHECK(text.find("call the function again") != std::string::npos);
    });
}

TEST_CASE("a coroutine given to a task is spent") {
    play([]() -> aio::Coroutine<> {
        auto lazy = answer();
        auto task = aio::create_task(std::move(lazy));
        CHECK_THROWS_AS(aio::create_task(std::move(lazy)), aio::RuntimeError);
        CHECK(co_await task == 42);
    });
}

TEST_CASE("results may be move-only") {
    const NothingLeft nothing_left;
    const auto main = []() -> aio::Coroutine<int> {
        const auto box = co_await boxed(7);
        co_return *box;
    };
    CHECK(aio::run(main(), simulated) == 7);
    CHECK(*aio::run(boxed(8), simulated) == 8);
}

TEST_CASE("close gives a coroutine up without a report, and destroys its arguments") {
    const NothingLeft nothing_left;
    Reports reports;
    Counted::alive = 0;
    const auto takes = [](Counted) -> aio::Coroutine<> { co_return; };
    play(reports.options(), [&]() -> aio::Coroutine<> {
        auto unstarted = takes(Counted(1));
        CHECK(Counted::alive == 1);
        unstarted.close();
        CHECK(Counted::alive == 0);
        unstarted.close();
        auto nap = aio::sleep(1s);
        nap.close();
        co_return;
    });
    CHECK(reports.all.empty());
}

TEST_CASE("a coroutine that was never awaited is reported with the file and line of the call") {
    const NothingLeft nothing_left;
    Reports reports;
    int line = 0;
    play(reports.options(), [&]() -> aio::Coroutine<> {
        {
            line = __LINE__ + 1;
            auto dropped = answer();
        }
        co_return;
    });
    REQUIRE(reports.all.size() == 1);
    CHECK(reports.all[0].kind == aio::ReportKind::never_awaited);
    CHECK(reports.all[0].where == "coroutine.cpp:" + std::to_string(line));
    CHECK(reports.all[0].text.find("answer") != std::string::npos);
    CHECK(reports.all[0].text.find("co_await") != std::string::npos);
}

TEST_CASE("while QuietDrops exists, a dropped coroutine or sleep is not reported") {
    const NothingLeft nothing_left;
    Reports reports;
    play(reports.options(), [&]() -> aio::Coroutine<> {
        {
            const aio::extend::QuietDrops quiet;
            const aio::extend::QuietDrops within;
            auto dropped = answer();
            auto sleep = aio::sleep(1s);
        }
        CHECK(reports.all.empty());
        {
            auto dropped = answer();
        }
        co_return;
    });
    CHECK(reports.kinds() == std::vector{aio::ReportKind::never_awaited});
}

TEST_CASE("a sleep that was never awaited is reported, too") {
    const NothingLeft nothing_left;
    Reports reports;
    int line = 0;
    play(reports.options(), [&]() -> aio::Coroutine<> {
        {
            line = __LINE__ + 1;
            auto dropped = aio::sleep(1s);
        }
        co_return;
    });
    REQUIRE(reports.all.size() == 1);
    CHECK(reports.all[0].where == "coroutine.cpp:" + std::to_string(line));
}

TEST_CASE("a coroutine that has ended, even by an exception, is not reported") {
    const NothingLeft nothing_left;
    Reports reports;
    const auto fails = []() -> aio::Coroutine<> {
        throw std::runtime_error("x");
        co_return;
    };
    play(reports.options(), [&]() -> aio::Coroutine<> {
        auto kept = fails();
        bool thrown = false;
        try {
            co_await kept;
        } catch (const std::runtime_error&) {
            thrown = true;
        }
        CHECK(thrown);
    });
    CHECK(reports.all.empty());
}

TEST_CASE(
    "arguments and locals are destroyed when the coroutine has ended, before the awaiter goes on") {
    const NothingLeft nothing_left;
    Counted::alive = 0;
    const auto child = [](Counted) -> aio::Coroutine<int> {
        const Counted local(2);
        co_await aio::sleep(1s);
        co_return Counted::alive;
    };
    play([&]() -> aio::Coroutine<> {
        auto lazy = child(Counted(1));
        CHECK(co_await lazy == 2);
        CHECK(Counted::alive == 0);
    });
}

TEST_CASE("assigning over an unstarted coroutine drops it") {
    const NothingLeft nothing_left;
    Reports reports;
    play(reports.options(), []() -> aio::Coroutine<> {
        auto first = answer();
        first = answer();
        CHECK(co_await first == 42);
    });
    CHECK(reports.all.size() == 1);
}

namespace {

aio::Coroutine<int> ready(int n) { co_return n; }

aio::Coroutine<int> nested(int depth) {
    if (depth == 0) co_return 0;
    co_return 1 + co_await nested(depth - 1);
}

aio::Coroutine<> nested_sleep(int depth) {
    if (depth == 0)
        co_await aio::sleep(1h);
    else
        co_await nested_sleep(depth - 1);
}

}  // namespace

TEST_CASE("100,000 ready awaits, one after another, do not grow the stack") {
    const NothingLeft nothing_left;
    const auto main = []() -> aio::Coroutine<long> {
        long sum = 0;
        for (int i = 0; i < 100'000; ++i) sum += co_await ready(1);
        co_return sum;
    };
    CHECK(aio::run(main(), simulated) == 100'000);
}

TEST_CASE("100,000 nested awaits do not grow the stack") {
    const NothingLeft nothing_left;
    CHECK(aio::run(nested(100'000), simulated) == 100'000);
}

TEST_CASE("100,000 nested awaits can be cancelled") {
    play([]() -> aio::Coroutine<> {
        auto task = aio::create_task(nested_sleep(100'000));
        co_await aio::sleep(1s);
        task.cancel();
        bool cancelled = false;
        try {
            co_await task;
        } catch (const aio::CancelledError&) {
            cancelled = true;
        }
        CHECK(cancelled);
    });
}

TEST_CASE("try_finally awaits its clean-up after a value, an error and a cancellation") {
    const NothingLeft nothing_left;
    std::string log;
    const auto cleanup = [&log](std::exception_ptr error) -> aio::Coroutine<> {
        co_await aio::sleep(1s);
        log += error ? "e" : "v";
    };
    play([&]() -> aio::Coroutine<> {
        CHECK(co_await aio::try_finally([] { return answer(); }, cleanup) == 42);
        auto task = aio::create_task(aio::try_finally([] { return aio::sleep(9s); }, cleanup));
        co_await aio::sleep(1s);
        task.cancel();
        try {
            co_await task;
        } catch (const aio::CancelledError&) {
            log += "c";
        }
        CHECK(aio::this_loop().now() == aio::time_point(3s));
    });
    CHECK(log == "vec");
}
