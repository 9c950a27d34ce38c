// aio/run.hpp: the options, the errors, and the end of a loop.
#include <aio/aio.hpp>
#include <doctest/doctest.h>

#include <csignal>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include "counted.hpp"
#include "play.hpp"
#include "reports.hpp"

using namespace std::chrono_literals;

namespace {

const aio::RunOptions simulated{.clock = aio::Clock::simulated};

aio::Coroutine<int> after(std::chrono::milliseconds delay, int value) {
    co_await aio::sleep(delay);
    co_return value;
}

using Wall = std::chrono::steady_clock;

}  // namespace

TEST_CASE("run returns main's result, even a move-only one, or throws its error") {
    const NothingLeft nothing_left;
    CHECK(aio::run(after(1s, 7), simulated) == 7);
    const auto boxed = []() -> aio::Coroutine<std::unique_ptr<int>> {
        co_return std::make_unique<int>(3);
    };
    CHECK(*aio::run(boxed(), simulated) == 3);
    const auto fails = []() -> aio::Coroutine<> {
        throw std::out_of_range("x");
        co_return;
    };
    CHECK_THROWS_AS(aio::run(fails(), simulated), std::out_of_range);
    const auto cancelled = []() -> aio::Coroutine<> {
        aio::current_task().cancel();
        co_await aio::sleep(1s);
    };
    CHECK_THROWS_AS(aio::run(cancelled(), simulated), aio::CancelledError);
}

TEST_CASE("a speed that is not positive is an invalid argument") {
    const NothingLeft nothing_left;
    CHECK_THROWS_AS(aio::run(after(1s, 1), {.speed = 0}), std::invalid_argument);
    CHECK_THROWS_AS(aio::run(after(1s, 1), {.speed = -1}), std::invalid_argument);
    CHECK_THROWS_AS(aio::run(after(1s, 1), {.speed = std::numeric_limits<double>::quiet_NaN()}),
                    std::invalid_argument);
    CHECK(aio::run(after(1s, 1), simulated) == 1);  // and the next run works
}

TEST_CASE("run inside run is a RuntimeError, and does not harm the outer one") {
    const NothingLeft nothing_left;
    Reports reports;
    const auto main = []() -> aio::Coroutine<int> {
        CHECK_THROWS_AS(aio::run(after(1s, 1)), aio::RuntimeError);
        co_return co_await after(1s, 2);
    };
    CHECK(aio::run(main(), reports.options()) == 2);
    CHECK(reports.all.empty());
}

// Real time: the bounds are wide, because the machine may be busy.
TEST_CASE("under the real clock a sleep lasts as long as it says, and never less") {
    const NothingLeft nothing_left;
    const auto begin = Wall::now();
    const auto main = []() -> aio::Coroutine<> {
        co_await aio::gather(aio::sleep(30ms), aio::sleep(20ms), aio::sleep(10ms));
        CHECK(aio::this_loop().now() >= aio::time_point(30ms));
    };
    aio::run(main());
    CHECK(Wall::now() - begin >= 30ms);
    CHECK(Wall::now() - begin < 2s);
}

TEST_CASE("speed makes the real clock faster") {
    const NothingLeft nothing_left;
    const auto begin = Wall::now();
    play({.speed = 500}, []() -> aio::Coroutine<> {
        co_await aio::sleep(10s);
        CHECK(aio::this_loop().now() >= aio::time_point(10s));
    });  // 20 ms
    CHECK(Wall::now() - begin >= 20ms);
    CHECK(Wall::now() - begin < 5s);
}

namespace {

/// doctest handles SIGINT itself, and a loop leaves a program's own handling alone: here it is the
/// system's default, as in most programs.
class SystemsInterrupt {
public:
    SystemsInterrupt() {
        struct sigaction systems{};
        systems.sa_handler = SIG_DFL;
        sigaction(SIGINT, &systems, &before_);
    }
    ~SystemsInterrupt() { sigaction(SIGINT, &before_, nullptr); }
    SystemsInterrupt(const SystemsInterrupt&) = delete;
    SystemsInterrupt& operator=(const SystemsInterrupt&) = delete;

private:
    struct sigaction before_{};
};

volatile std::sig_atomic_t handled = 0;

}  // namespace

TEST_CASE("Ctrl-C cancels main, which may clean up") {
    const NothingLeft nothing_left;
    const SystemsInterrupt systems_interrupt;
    const auto begin = Wall::now();
    bool cleaned = false;
    const auto main = [&]() -> aio::Coroutine<> {
        aio::this_loop().call_later(10ms, [] { std::raise(SIGINT); });
        co_await aio::try_finally([] { return aio::sleep(60s); },
                                  [&](std::exception_ptr) -> aio::Coroutine<> {
                                      co_await aio::sleep(10ms);
                                      cleaned = true;
                                  });
    };
    CHECK_THROWS_AS(aio::run(main()), aio::CancelledError);
    CHECK(cleaned);
    CHECK(Wall::now() - begin < 10s);
}

namespace {

/// Why each task was asked to cancel, as "1 io".
struct CancelRequests : aio::Observer {
    std::vector<std::string> all;
    void on_event(const aio::TraceEvent& event) override {
        if (event.what != aio::EventKind::cancel_requested) return;
        const std::string why = event.cause == aio::Cause::io       ? " io"
                                : event.cause == aio::Cause::thread ? " thread"
                                                                    : "";
        all.push_back(std::to_string(event.task) + why);
    }
};

}  // namespace

TEST_CASE(
    "an observer can distinguish Ctrl-C, and a thread's call, from a task's request to cancel") {
    const NothingLeft nothing_left;
    const SystemsInterrupt systems_interrupt;
    CancelRequests requests;
    const auto main = []() -> aio::Coroutine<> {
        auto asked_by_task = aio::create_task(aio::sleep(60s));
        auto asked_by_thread = aio::create_task(aio::sleep(60s));
        auto left = aio::create_task(aio::sleep(60s));
        co_await aio::sleep(0s);
        asked_by_task.cancel();
        aio::this_loop().call_soon_threadsafe(
            [asked_by_thread]() mutable { asked_by_thread.cancel(); });
        aio::this_loop().call_later(10ms, [] { std::raise(SIGINT); });
        co_await aio::sleep(60s);
    };
    CHECK_THROWS_AS(aio::run(main(), {.observer = &requests}), aio::CancelledError);
    CHECK(requests.all == std::vector<std::string>{"2", "3 thread", "1 io", "4"});
}

TEST_CASE("a program's own handling of SIGINT is left alone") {
    const NothingLeft nothing_left;
    const SystemsInterrupt systems_interrupt;
    std::signal(SIGINT, [](int) { handled = 1; });
    const auto main = []() -> aio::Coroutine<> {
        std::raise(SIGINT);
        co_await aio::sleep(1ms);
    };
    aio::run(main());
    CHECK(handled == 1);
}

TEST_CASE("Ctrl-C reaches even a busy loop") {
    const NothingLeft nothing_left;
    const SystemsInterrupt systems_interrupt;
    const auto main = []() -> aio::Coroutine<> {
        std::raise(SIGINT);
        for (;;) co_await aio::sleep(0s);
    };
    CHECK_THROWS_AS(aio::run(main()), aio::CancelledError);
}

TEST_CASE("the second Ctrl-C ends the program, even in the middle of a step") {
    const pid_t child = fork();
    if (child == 0) {
        const SystemsInterrupt systems_interrupt;
        aio::run([]() -> aio::Coroutine<> {
            for (int i = 0; i < 2; ++i) std::raise(SIGINT);
            co_return;
        }());
        _exit(0);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == SIGINT);
}

TEST_CASE("DeadlockError names every blocked task, with the file and line where it waits") {
    const NothingLeft nothing_left;
    int main_line = 0, left_line = 0, right_line = 0;
    const auto main = [&]() -> aio::Coroutine<> {
        aio::Lock a, b;
        const auto left = [&]() -> aio::Coroutine<> {
            const auto first = co_await a.hold();
            co_await aio::sleep(1s);
            left_line = __LINE__ + 1;
            co_await b.acquire();
        };
        const auto right = [&]() -> aio::Coroutine<> {
            const auto first = co_await b.hold();
            co_await aio::sleep(1s);
            right_line = __LINE__ + 1;
            co_await a.acquire();
        };
        auto one = aio::create_task(left(), "left");
        auto other = aio::create_task(right(), "right");
        main_line = __LINE__ + 1;
        co_await one;
        co_await other;
    };
    std::string text;
    try {
        aio::run(main(), simulated);
    } catch (const aio::DeadlockError& error) {
        text = error.what();
    }
    INFO(text);
    for (const std::string name : {"main", "left", "right"}) CHECK(contains(text, name));
    for (const int line : {main_line, left_line, right_line})
        CHECK(contains(text, "run.cpp:" + std::to_string(line)));
    CHECK(contains(text, "waits for task 'left'"));
    CHECK(contains(text, "lock"));
}

TEST_CASE("a deadlock is found under the real clock, too") {
    const NothingLeft nothing_left;
    const auto main = []() -> aio::Coroutine<> { co_await aio::Future<>(); };
    CHECK_THROWS_AS(aio::run(main()), aio::DeadlockError);
}

TEST_CASE("a schedule seed gives its own order, and the same one each time") {
    const NothingLeft nothing_left;
    const auto order_for = [](std::uint64_t seed) {
        std::string order;
        const auto main = [&order]() -> aio::Coroutine<> {
            const auto child = [&order](char name) -> aio::Coroutine<> {
                for (int i = 0; i < 3; ++i) {
                    order += name;
                    co_await aio::sleep(0s);
                }
            };
            co_await aio::gather(child('a'), child('b'), child('c'), child('d'));
        };
        aio::run(main(), {.clock = aio::Clock::simulated, .schedule_seed = seed});
        return order;
    };
    CHECK(order_for(0) == "abcdabcdabcd");
    std::set<std::string> seen;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CHECK(order_for(seed) == order_for(seed));
        seen.insert(order_for(seed));
    }
    CHECK(seen.size() > 10);
}

TEST_CASE("equal deadlines are shuffled by a seed, different ones never") {
    const NothingLeft nothing_left;
    const auto order_for = [](std::uint64_t seed) {
        std::string order;
        const auto main = [&order]() -> aio::Coroutine<> {
            for (const char name : {'a', 'b', 'c', 'd'})
                aio::this_loop().call_later(1s, [name, &order] { order += name; });
            aio::this_loop().call_later(2s, [&order] { order += 'z'; });
            co_await aio::sleep(3s);
        };
        aio::run(main(), {.clock = aio::Clock::simulated, .schedule_seed = seed});
        return order;
    };
    CHECK(order_for(0) == "abcdz");
    std::set<std::string> seen;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CHECK(order_for(seed).back() == 'z');
        seen.insert(order_for(seed));
    }
    CHECK(seen.size() > 4);
}

TEST_CASE("loops follow each other, and run beside each other on different threads") {
    const NothingLeft nothing_left;
    for (int i = 0; i < 100; ++i) CHECK(aio::run(after(1s, i), simulated) == i);
    int results[2] = {};
    std::thread other([&results] { results[0] = aio::run(after(1s, 1), simulated); });
    results[1] = aio::run(after(1s, 2), simulated);
    other.join();
    CHECK(results[0] == 1);
    CHECK(results[1] == 2);
}

TEST_CASE("a handle kept after run still has its result") {
    const NothingLeft nothing_left;
    std::optional<aio::Task<int>> kept;
    const auto main = [&]() -> aio::Coroutine<> {
        kept = aio::create_task(after(1s, 9));
        co_await *kept;
    };
    aio::run(main(), {.clock = aio::Clock::simulated});  // not play(): the handle is left
    CHECK(kept->result() == 9);
    CHECK_FALSE(kept->cancel());
}

TEST_CASE(
    "what main calls in its last step still runs, as do the callbacks of a task that it makes") {
    const NothingLeft nothing_left;
    std::string order;
    const auto main = [&]() -> aio::Coroutine<> {
        const auto task = aio::create_task([&]() -> aio::Coroutine<> {
            order += "task ";
            aio::this_loop().call_soon([&] { order += "soon "; });
            co_return;
        });
        task.add_done_callback([&] { order += "done "; });
        co_return;
    };
    aio::run(main(), simulated);
    CHECK(order == "task soon done ");
}

// Both are destroyed in the end; the end of the first wakes the second.
TEST_CASE("two tasks that do not end, one of which awaits the other, are destroyed safely") {
    const NothingLeft nothing_left;
    Reports reports;
    play(reports.options(), []() -> aio::Coroutine<> {
        const aio::Future<> future;
        const auto stubborn = aio::create_task(
            [](aio::Future<> first) -> aio::Coroutine<> {
                try {
                    co_await first;
                } catch (const aio::CancelledError&) {
                }
                const aio::Future<> never;
                co_await never;
            },
            future);
        aio::create_task([](aio::Task<> other) -> aio::Coroutine<> { co_await other; }, stubborn);
        co_await aio::sleep(1s);
    });
    CHECK(reports.kinds().size() == 2);
    for (const aio::ReportKind kind : reports.kinds())
        CHECK(kind == aio::ReportKind::destroyed_pending);
}

TEST_CASE("debug reports a timer's callback that held up the loop") {
    Reports reports;
    play(reports.options(true), []() -> aio::Coroutine<> {
        aio::this_loop().call_later(1s, [] { std::this_thread::sleep_for(150ms); });
        co_await aio::sleep(2s);
    });
    REQUIRE(reports.kinds() == std::vector{aio::ReportKind::slow_step});
    CHECK(contains(reports.all[0].text, "a timer's callback held the loop"));
}
