// aio/task.hpp: scheduled coroutines and their handles.
#include <aio/aio.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <unordered_set>

#include "counted.hpp"
#include "play.hpp"

using namespace std::chrono_literals;

namespace {

const aio::RunOptions simulated{.clock = aio::Clock::simulated};

aio::Coroutine<int> after(std::chrono::seconds delay, int value) {
    co_await aio::sleep(delay);
    co_return value;
}

aio::Coroutine<std::unique_ptr<int>> boxed(int value) {
    co_await aio::sleep(1s);
    co_return std::make_unique<int>(value);
}

}  // namespace

TEST_CASE("a move-only result is moved out by co_await std::move(task)") {
    play([&]() -> aio::Coroutine<> {
        auto task = aio::create_task(boxed(7));
        const auto box = co_await std::move(task);
        CHECK(*box == 7);
        const auto other = co_await aio::create_task(boxed(7));
        CHECK(*other == 7);
    });
}

TEST_CASE("asking again for a result that was moved out is an error that says so") {
    play([]() -> aio::Coroutine<> {
        const auto text_of = [](auto ask) -> aio::Coroutine<std::string> {
            try {
                co_await ask();
            } catch (const aio::RuntimeError& error) {
                co_return error.what();
            }
            co_return "";
        };
        const auto task = aio::create_task(boxed(1), "box");
        CHECK(*co_await task == 1);
        const auto again = [&task]() -> aio::Coroutine<> { (void)co_await task; };
        CHECK(co_await text_of(again) ==
              "co_await: the result of task 'box' was moved out before, since it cannot be "
              "copied; keep what the first co_await or result() gave");
        CHECK_THROWS_AS((void)task.result(), aio::RuntimeError);
        const auto by = [&](auto make) {
            return text_of([task, make]() -> aio::Coroutine<> { (void)co_await make(task); });
        };
        CHECK(!(co_await by([](auto& t) { return aio::gather(t); })).empty());
        CHECK(!(co_await by([](auto& t) { return aio::shield(t); })).empty());
        CHECK(!(co_await by([](auto& t) { return aio::wait_for(t, 1s); })).empty());

        const aio::Future<std::unique_ptr<int>> future;
        future.set_result(std::make_unique<int>(2));
        CHECK(*future.result() == 2);
        CHECK_THROWS_AS((void)future.result(), aio::RuntimeError);

        auto gathered = aio::gather(boxed(3), boxed(4));
        CHECK(*std::get<1>(co_await gathered) == 4);
        CHECK(!(co_await text_of([&]() -> aio::Coroutine<> { (void)co_await gathered; })).empty());
    });
}

TEST_CASE("using a moved-from handle is an error, not a crash") {
    play([]() -> aio::Coroutine<> {
        auto task = aio::create_task(after(1s, 1));
        CHECK(co_await std::move(task) == 1);
        int errors = 0;
        try {
            (void)co_await task;
        } catch (const aio::RuntimeError&) {
            ++errors;
        }
        try {
            (void)co_await std::move(task);
        } catch (const aio::RuntimeError&) {
            ++errors;
        }
        CHECK(errors == 2);
        CHECK_THROWS_AS((void)task.done(), aio::RuntimeError);
        CHECK_THROWS_AS((void)task.cancel(), aio::RuntimeError);
        CHECK_THROWS_AS((void)task.name(), aio::RuntimeError);
        CHECK_THROWS_AS((void)aio::gather(task), aio::RuntimeError);
        CHECK_THROWS_AS((void)aio::wait(std::vector{task}), aio::RuntimeError);
        CHECK_THROWS_AS((void)aio::Task<>(task), aio::RuntimeError);
        CHECK(!(task == aio::current_task()));

        aio::Future<> future;
        auto other = std::move(future);
        CHECK_THROWS_AS((void)future.done(), aio::RuntimeError);
        CHECK_THROWS_AS(future.set_result(), aio::RuntimeError);
        CHECK_THROWS_AS((void)aio::shield(future), aio::RuntimeError);
        CHECK(!other.done());
        future = other;  // and may be used again
        other.set_result();
        co_await future;
    });
}

TEST_CASE("awaiting an lvalue task copies the result, each time; the last rvalue moves it") {
    const NothingLeft nothing_left;
    const auto counted = []() -> aio::Coroutine<Counted> { co_return Counted(5); };
    play([&]() -> aio::Coroutine<> {
        auto task = aio::create_task(counted());
        co_await aio::sleep(0s);
        Counted::copies = 0;
        CHECK((co_await task).value == 5);
        CHECK((co_await task).value == 5);
        CHECK(Counted::copies == 2);
        auto second = task;
        CHECK((co_await std::move(second)).value == 5);  // `task` may still need it: a copy
        CHECK(Counted::copies == 3);
        CHECK((co_await std::move(task)).value == 5);
        CHECK(Counted::copies == 3);
    });
}

TEST_CASE("create_task(callable, args...) keeps captures and arguments alive") {
    const NothingLeft nothing_left;
    Counted::alive = 0;
    play([]() -> aio::Coroutine<> {
        std::optional<aio::Task<int>> task;
        {
            const auto shared = std::make_shared<int>(40);
            task = aio::create_task(
                [shared, c = Counted(1)](int n, std::string s) -> aio::Coroutine<int> {
                    co_await aio::sleep(1s);
                    co_return *shared + n + static_cast<int>(s.size()) + c.value;
                },
                1, std::string("a string longer than its own small buffer"));
        }
        CHECK(Counted::alive == 1);
        CHECK(co_await *task == 40 + 1 + 41 + 1);
        CHECK(Counted::alive == 0);
    });
}

TEST_CASE("dropping the handle does not stop the task") {
    const NothingLeft nothing_left;
    bool ended = false;
    const auto work = [&ended]() -> aio::Coroutine<> {
        co_await aio::sleep(1s);
        ended = true;
    };
    play([&]() -> aio::Coroutine<> {
        aio::create_task(work());
        co_await aio::sleep(2s);
        CHECK(ended);
    });
}

TEST_CASE("any task can be used as a Task<>: compared, awaited, cancelled") {
    play([]() -> aio::Coroutine<> {
        auto typed = aio::create_task(after(1s, 7), "seven");
        const aio::Task<> any = typed;
        CHECK(any == typed);
        CHECK(any.name() == "seven");
        co_await any;
        CHECK(typed.result() == 7);
        auto other = aio::create_task(after(9s, 8));
        aio::Task<>(other).cancel();
        co_await aio::sleep(0s);
        co_await aio::sleep(0s);
        CHECK(other.cancelled());
    });
}

TEST_CASE("tasks compare and hash by identity") {
    play([]() -> aio::Coroutine<> {
        auto a = aio::create_task(after(1s, 1));
        auto b = aio::create_task(after(1s, 1));
        const auto same = a;
        CHECK(a == same);
        CHECK_FALSE(a == b);
        std::unordered_set<aio::Task<int>> set{a, b, same};
        CHECK(set.size() == 2);
        CHECK(std::hash<aio::Task<>>()(aio::Task<>(a)) == std::hash<aio::Task<int>>()(a));
        co_await a;
        co_await b;
    });
}

TEST_CASE("names: given, Task-N by default, changeable; main is main") {
    const NothingLeft nothing_left;
    const auto main = []() -> aio::Coroutine<> {
        CHECK(aio::current_task().name() == "main");
        auto second = aio::create_task(after(1s, 1));
        auto named = aio::create_task(after(1s, 1), "named");
        auto fourth = aio::create_task(after(1s, 1));
        CHECK(second.name() == "Task-2");
        CHECK(named.name() == "named");
        CHECK(fourth.name() == "Task-4");
        second.set_name("renamed");
        CHECK(second.name() == "renamed");
        co_await aio::gather(second, named, fourth);
        CHECK(second.name() == "renamed");
    };
    aio::run(main(), simulated);
}

TEST_CASE("all_tasks lists what has not ended, in creation order; current_task is in it") {
    play([]() -> aio::Coroutine<> {
        auto a = aio::create_task(after(1s, 1));
        auto b = aio::create_task(after(2s, 1));
        auto all = aio::all_tasks();
        REQUIRE(all.size() == 3);
        CHECK(all[0] == aio::current_task());
        CHECK(all[1] == a);
        CHECK(all[2] == b);
        co_await a;
        all = aio::all_tasks();
        CHECK(all.size() == 2);
        CHECK(std::count(all.begin(), all.end(), aio::Task<>(a)) == 0);
        co_await b;
    });
}

TEST_CASE("current_task outside a task, and create_task outside a loop, are RuntimeErrors") {
    const NothingLeft nothing_left;
    CHECK_THROWS_AS((void)aio::current_task(), aio::RuntimeError);
    auto lazy = after(1s, 1);
    CHECK_THROWS_AS(aio::create_task(std::move(lazy)), aio::RuntimeError);
    lazy.close();
    play([]() -> aio::Coroutine<> {
        bool thrown = false;
        aio::this_loop().call_soon([&thrown] {
            try {
                (void)aio::current_task();
            } catch (const aio::RuntimeError&) {
                thrown = true;
            }
        });
        co_await aio::sleep(0s);
        co_await aio::sleep(0s);
        CHECK(thrown);
    });
}

TEST_CASE("a done-callback gets the task, after the task has ended") {
    play([]() -> aio::Coroutine<> {
        int seen = 0;
        auto task = aio::create_task(after(1s, 7));
        task.add_done_callback([&seen](aio::Task<int> t) { seen = t.result(); });
        const auto id = task.add_done_callback([&seen] { seen = -1; });
        task.remove_done_callback(id);
        co_await task;
        CHECK(seen == 7);
    });
}

TEST_CASE("a chain of 100,000 tasks, each awaiting the next, can be cancelled") {
    play([]() -> aio::Coroutine<> {
        const auto link = [](aio::Task<> inner) -> aio::Coroutine<> { co_await inner; };
        auto last = aio::create_task(aio::sleep(1h));
        const auto first = last;
        for (int i = 0; i < 100'000; ++i) last = aio::create_task(link(last));
        co_await aio::sleep(1s);
        CHECK(last.cancel());
        bool cancelled = false;
        try {
            co_await last;
        } catch (const aio::CancelledError&) {
            cancelled = true;
        }
        CHECK(cancelled);
        CHECK(first.cancelled());
        CHECK(first.cancelling() == 1);
    });
}

TEST_CASE("a chain of 100,000 tasks passes a result along") {
    play([]() -> aio::Coroutine<> {
        const auto link = [](aio::Task<int> inner) -> aio::Coroutine<int> {
            co_return 1 + co_await inner;
        };
        auto last = aio::create_task(after(1s, 0));
        for (int i = 0; i < 100'000; ++i) last = aio::create_task(link(last));
        CHECK(co_await last == 100'000);
    });
}

TEST_CASE("a circle of three tasks can be cancelled") {
    play([]() -> aio::Coroutine<> {
        std::vector<aio::Task<>> ring;
        const auto link = [&ring](std::size_t next) -> aio::Coroutine<> { co_await ring[next]; };
        for (std::size_t i = 0; i < 3; ++i) ring.push_back(aio::create_task(link((i + 1) % 3)));
        co_await aio::sleep(1s);
        CHECK(ring[0].cancel());
        for (int i = 0; i < 6; ++i) co_await aio::sleep(0s);
        for (const auto& task : ring) CHECK(task.cancelled());
        CHECK(aio::this_loop().now() == aio::time_point(1s));
    });
}

TEST_CASE("a task that only sleeps is cancelled in the same turn as another, with the message") {
    struct : aio::Observer {
        void on_event(const aio::TraceEvent&) override {}
    } observer;
    for (aio::Observer* looks_on : std::initializer_list<aio::Observer*>{nullptr, &observer}) {
        std::string ended;
        const auto program = [&]() -> aio::Coroutine<> {
            auto first = aio::create_task(after(9s, 1)), last = aio::create_task(after(9s, 1));
            auto only = aio::create_task(aio::sleep(9s)),
                 at_once = aio::create_task(aio::sleep(0s));
            co_await aio::sleep(0s);
            first.add_done_callback([&] { ended += "first "; });
            only.add_done_callback([&] { ended += "only "; });
            last.add_done_callback([&] { ended += "last "; });
            CHECK(first.cancel());
            CHECK(only.cancel("stop"));
            CHECK(last.cancel());
            CHECK(at_once.cancel());
            try {
                co_await only;
            } catch (const aio::CancelledError& error) {
                ended += error.message() + " ";
            }
            CHECK(at_once.cancelled());
            CHECK(only.cancelling() == 1);
        };
        aio::run(program(), {.clock = aio::Clock::simulated, .observer = looks_on});
        CHECK(ended == "first only stop last ");
    }
}

TEST_CASE("a request to cancel may carry a message, which the error then has") {
    play([]() -> aio::Coroutine<> {
        auto task = aio::create_task(after(9s, 1));
        co_await aio::sleep(1s);
        task.cancel("enough");
        std::string message;
        try {
            (void)co_await task;
        } catch (const aio::CancelledError& error) {
            message = error.message();
        }
        CHECK(message == "enough");
    });
}

TEST_CASE("awaiting a temporary handle is safe: the await holds its own") {
    play([]() -> aio::Coroutine<> {
        std::vector<aio::Task<int>> tasks{aio::create_task(after(1s, 3))};
        aio::this_loop().call_soon([&tasks] { tasks.clear(); });
        CHECK(co_await tasks[0] == 3);
        CHECK(co_await aio::create_task(after(1s, 4)) == 4);
    });
}

TEST_CASE("a callable may take a move-only argument") {
    play([]() -> aio::Coroutine<> {
        const auto unbox = [](std::unique_ptr<int> box) -> aio::Coroutine<int> { co_return *box; };
        CHECK(co_await aio::create_task(unbox, std::make_unique<int>(7)) == 7);
        CHECK(co_await aio::to_thread([](std::unique_ptr<int> box) { return *box; },
                                      std::make_unique<int>(8)) == 8);
        const int sum = co_await aio::task_group([&](aio::TaskGroup& group) -> aio::Coroutine<int> {
            const auto task = group.create_task(unbox, std::make_unique<int>(9));
            co_return co_await task;
        });
        CHECK(sum == 9);
    });
}
