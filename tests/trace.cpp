// aio/trace.hpp: reports of mistakes, and what an observer is told.
#include <aio/aio.hpp>
#include <doctest/doctest.h>

#include <thread>

#include "counted.hpp"
#include "play.hpp"
#include "reports.hpp"

using namespace std::chrono_literals;

namespace {

aio::Coroutine<int> after(std::chrono::milliseconds delay, int value) {
    co_await aio::sleep(delay);
    co_return value;
}

}  // namespace

TEST_CASE("an exception that is never looked at is reported with the task's name and place") {
    const NothingLeft nothing_left;
    Reports reports;
    int line = 0;
    play(reports.options(), [&]() -> aio::Coroutine<> {
        line = __LINE__ + 1;
        const auto fails = []() -> aio::Coroutine<> {
            throw std::runtime_error("lost");
            co_return;
        };
        aio::create_task(fails(), "loser");
        co_await aio::sleep(1s);
    });
    REQUIRE(reports.kinds() == std::vector{aio::ReportKind::never_retrieved});
    CHECK(contains(reports.all[0].text, "'loser'"));
    CHECK(contains(reports.all[0].text, "lost"));
    // The coroutine's definition: for clang its first line, for g++ its last.
    const std::string& where = reports.all[0].where;
    CHECK((where == "trace.cpp:" + std::to_string(line) ||
           where == "trace.cpp:" + std::to_string(line + 3)));
}

TEST_CASE("rule S86: debug: a step that holds up the loop is reported with the task's name") {
    const NothingLeft nothing_left;
    Reports reports;
    const auto main = []() -> aio::Coroutine<> {
        const auto blocks = []() -> aio::Coroutine<> {
            co_await aio::sleep(1s);
            std::this_thread::sleep_for(60ms);
        };
        co_await aio::create_task(blocks(), "blocker");
    };
    auto options = reports.options(true);
    options.slow_step = 50ms;
    aio::run(main(), options);
    REQUIRE(reports.kinds() == std::vector{aio::ReportKind::slow_step});
    CHECK(contains(reports.all[0].text, "'blocker'"));
    CHECK(contains(reports.all[0].text, "ms"));
}

TEST_CASE("debug: a task that swallows a cancellation and ends normally is reported") {
    const NothingLeft nothing_left;
    Reports reports;
    const auto swallows = []() -> aio::Coroutine<> {
        try {
            co_await aio::sleep(9s);
        } catch (...) {
        }
    };
    const auto main = [&]() -> aio::Coroutine<> {
        auto task = aio::create_task(swallows(), "swallower");
        co_await aio::sleep(1s);
        task.cancel();
        co_await task;
    };
    aio::run(main(), reports.options(true));
    REQUIRE(reports.kinds() == std::vector{aio::ReportKind::swallowed_cancel});
    CHECK(contains(reports.all[0].text, "'swallower'"));
    reports.all.clear();
    aio::run(main(), reports.options(false));
    CHECK(reports.all.empty());
}

TEST_CASE("debug: a timeout that fires is not a swallowed cancellation") {
    const NothingLeft nothing_left;
    Reports reports;
    play(reports.options(true), []() -> aio::Coroutine<> {
        bool late = false;
        try {
            co_await aio::wait_for(aio::sleep(9s), 1s);
        } catch (const aio::TimeoutError&) {
            late = true;
        }
        CHECK(late);
    });
    CHECK(reports.all.empty());
}

TEST_CASE("a task that will not end at shutdown is reported, and destroyed") {
    const NothingLeft nothing_left;
    Reports reports;
    Counted::alive = 0;
    const auto main = []() -> aio::Coroutine<int> {
        const auto stuck = []() -> aio::Coroutine<> {
            const Counted local(1);
            try {
                co_await aio::sleep(9s);
            } catch (const aio::CancelledError&) {
            }
            co_await aio::Future<>();
        };
        aio::create_task(stuck(), "stuck");
        co_await aio::sleep(1s);
        co_return 5;
    };
    CHECK(aio::run(main(), reports.options()) == 5);
    CHECK(Counted::alive == 0);
    REQUIRE(reports.kinds() == std::vector{aio::ReportKind::destroyed_pending});
    CHECK(contains(reports.all[0].text, "'stuck'"));
}

TEST_CASE("a report handler that throws does no harm") {
    const NothingLeft nothing_left;
    const auto main = []() -> aio::Coroutine<int> {
        {
            auto dropped = after(1s, 1);
        }
        co_return 1;
    };
    CHECK(aio::run(main(), {.clock = aio::Clock::simulated, .on_report = [](const aio::Report&) {
                                throw std::runtime_error("from the handler");
                            }}) == 1);
}

namespace {

struct Recorder : aio::Observer {
    std::vector<std::string> events;
    void on_event(const aio::TraceEvent& e) override {
        static constexpr const char* words[] = {
            "created", "running", "waiting", "cancel_requested", "finished", "failed", "cancelled"};
        const auto seconds =
            std::chrono::duration_cast<std::chrono::seconds>(e.when.time_since_epoch());
        std::string text = std::to_string(seconds.count()) + " " + std::string(e.name) + " " +
                           words[static_cast<int>(e.what)];
        if (e.by != 0) text += " by " + std::to_string(e.by);
        if (!e.detail.empty()) text += " (" + std::string(e.detail) + ")";
        events.push_back(text);
    }
};

}  // namespace

TEST_CASE("an observer is told of every task's life, in order") {
    const NothingLeft nothing_left;
    const auto main = []() -> aio::Coroutine<> {
        const auto fails = []() -> aio::Coroutine<> {
            co_await aio::sleep(1s);
            throw std::runtime_error("no");
        };
        auto a = aio::create_task(fails(), "a");
        auto b = aio::create_task(aio::sleep(9s), "b");
        try {
            co_await a;
        } catch (const std::runtime_error&) {
        }
        b.cancel();
        co_await aio::sleep(1s);
    };
    Recorder recorder;
    aio::run(main(), {.clock = aio::Clock::simulated, .observer = &recorder});
    const std::vector<std::string> expected{
        "0 main created",
        "0 main running",
        "0 a created by 1",
        "0 b created by 1",
        "0 main waiting (task 'a')",
        "0 a running",
        "0 a waiting (sleep)",
        "0 b running",
        "0 b waiting (sleep)",
        "1 a running",
        "1 a failed (no)",
        "1 main running",
        "1 b cancel_requested by 1",
        "1 main waiting (sleep)",
        "1 b running",
        "1 b cancelled",
        "2 main running",
        "2 main finished",
    };
    CHECK(recorder.events == expected);
}

namespace {

/// Throws at every event.
struct Thrower final : aio::Observer {
    int told = 0;
    [[noreturn]] void fail() {
        ++told;
        throw std::runtime_error("an observer's own fault");
    }
    void on_event(const aio::TraceEvent&) override { fail(); }
    void on_frame(const aio::FrameEvent&) override { fail(); }
    void on_loop(const aio::LoopEvent&) override { fail(); }
    void on_note(const aio::NoteEvent&) override { fail(); }
    void on_lane(const aio::LaneEvent&) override { fail(); }
};

}  // namespace

TEST_CASE("an observer's exceptions are dropped, at every event") {
    const NothingLeft nothing_left;
    Thrower thrower;
    Reports reports;
    auto options = reports.options();
    options.observer = &thrower;
    const auto main = []() -> aio::Coroutine<int> {
        aio::Lane lane("connection");
        lane.busy("something");
        auto fails = aio::create_task([]() -> aio::Coroutine<> {
            co_await aio::sleep(1s);
            throw std::runtime_error("seen");
        });
        auto cancelled = aio::create_task(after(1s, 1));
        cancelled.cancel();
        aio::this_loop().call_later(1ms, [] {});
        const auto both = co_await aio::gather(after(2ms, 1), after(1ms, 2));
        CHECK_THROWS_AS(co_await fails, std::runtime_error);
        co_return std::get<0>(both) + std::get<1>(both);
    };
    CHECK(aio::run(main(), options) == 3);
    CHECK(thrower.told > 30);
    CHECK(reports.all.empty());
}
