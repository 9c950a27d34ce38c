// Locks, events, conditions, semaphores, barriers, queues, groups and the rest: facts beyond
// asyncio's recorded behaviour, which tests/asyncio_*.cpp check.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <ctime>
#include <memory>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include <aio/aio.hpp>
#include <doctest/doctest.h>

#include "counted.hpp"
#include "play.hpp"

using namespace aio;  // NOLINT
using namespace std::chrono_literals;

namespace {

template <class F>
Coroutine<std::string> error_of(F make) {
    try {
        co_await make();
    } catch (const std::exception& error) {
        co_return error.what();
    }
    co_return "";
}

Coroutine<> fails(const char* text, duration after = 0s) {
    co_await sleep(after);
    throw std::runtime_error(text);
}

/// For the few facts about speed: processor time, which no other program's work adds to.
class Stopwatch {
public:
    [[nodiscard]] double seconds() const {
        return static_cast<double>(std::clock() - begin_) / CLOCKS_PER_SEC;
    }

private:
    std::clock_t begin_ = std::clock();
};

constexpr std::size_t many = 100'000;
constexpr double quadratic = 20;  // seconds: linear work takes one or two, quadratic a minute

/// A value that can only be moved, and has no default.
struct Ticket {
    explicit Ticket(int n) : number(std::make_unique<int>(n)) {}
    std::unique_ptr<int> number;
};
static_assert(!std::is_default_constructible_v<Ticket> && !std::is_copy_constructible_v<Ticket>);

}  // namespace

// --- Lock ---

TEST_CASE("hold() releases at the end of the scope, and when an error leaves it") {
    play([]() -> Coroutine<> {
        Lock lock;
        {
            const auto held = co_await lock.hold();
            CHECK(lock.locked());
        }
        CHECK(!lock.locked());
        try {
            const auto held = co_await lock.hold();
            co_await fails("inside");
        } catch (const std::runtime_error&) {
        }
        CHECK(!lock.locked());
    });
}

TEST_CASE("what hold() returns can be moved and released early, and releases once") {
    play([]() -> Coroutine<> {
        Lock lock;
        auto held = co_await lock.hold();
        auto moved = std::move(held);
        held.release();  // no longer holds anything
        CHECK(lock.locked());
        moved.release();
        CHECK(!lock.locked());
        moved.release();
        co_await lock.acquire();  // now held again: the end of the scope must not release it
        moved = ScopedLock<Lock>(lock);
        CHECK(lock.locked());
    });
}

TEST_CASE("what holds a lock lets it go when another is assigned to it") {
    play([]() -> Coroutine<> {
        Lock first, second;
        auto held = co_await first.hold();
        held = co_await second.hold();
        CHECK_FALSE(first.locked());
        CHECK(second.locked());
    });
}

TEST_CASE("a lock is handed on in the order of requests") {
    play([]() -> Coroutine<> {
        Lock lock;
        std::string order;
        const auto visit = [&](char name) -> Coroutine<> {
            const auto held = co_await lock.hold();
            order += name;
            co_await sleep(0s);
        };
        std::vector<Task<>> tasks;
        for (char name = 'a'; name <= 'f'; ++name) tasks.push_back(create_task(visit(name)));
        co_await gather(tasks);
        CHECK(order == "abcdef");
    });
}

TEST_CASE("a lock that nobody holds cannot be released, and the error says what to do") {
    play([]() -> Coroutine<> {
        Lock lock;
        CHECK_THROWS_WITH_AS(lock.release(), doctest::Contains("use hold()"), RuntimeError);
        co_return;
    });
}

// --- Event and Condition ---

TEST_CASE("an event wakes a hundred thousand tasks in a second or two") {
    play([]() -> Coroutine<> {
        Event event;
        std::vector<Task<>> tasks;
        for (std::size_t i = 0; i < many; ++i) tasks.push_back(create_task(event.wait()));
        co_await sleep(0s);
        const Stopwatch stopwatch;
        event.set();
        co_await gather(tasks);
        CHECK(stopwatch.seconds() < quadratic);
    });
}

TEST_CASE("a condition's predicate is asked again after each notification") {
    play([]() -> Coroutine<> {
        Condition changed;
        int level = 0, asked = 0;
        auto waiter = create_task([&]() -> Coroutine<int> {
            const auto held = co_await changed.hold();
            co_return co_await changed.wait_for([&] {
                ++asked;
                return level >= 3 ? level * 10 : 0;
            });
        });
        for (int i = 0; i < 3; ++i) {
            co_await sleep(1s);
            const auto held = co_await changed.hold();
            ++level;
            changed.notify_all();
        }
        CHECK(co_await waiter == 30);
        CHECK(asked == 4);
        CHECK(!changed.locked());
    });
}

TEST_CASE("a condition whose predicate is true does not wait") {
    play([]() -> Coroutine<> {
        Condition changed;
        const auto held = co_await changed.hold();
        const auto turn = this_loop().turn();
        CHECK(co_await changed.wait_for([] { return true; }));
        CHECK(this_loop().turn() == turn);
    });
}

TEST_CASE("conditions can share a lock: each wakes its own waiters") {
    play([]() -> Coroutine<> {
        Lock lock;
        Condition not_empty(lock), not_full(lock);
        std::string order;
        const auto wait_at = [&](Condition& condition, char name) -> Coroutine<> {
            const auto held = co_await condition.hold();
            co_await condition.wait();
            order += name;
        };
        auto a = create_task(wait_at(not_empty, 'a'));
        auto b = create_task(wait_at(not_full, 'b'));
        co_await sleep(1s);
        {
            const auto held = co_await lock.hold();
            not_full.notify_all();
        }
        co_await sleep(1s);
        CHECK(order == "b");
        {
            const auto held = co_await lock.hold();
            not_empty.notify();
        }
        co_await gather(a, b);
        CHECK(order == "ba");
    });
}

TEST_CASE("wait and notify need the lock, and say so") {
    play([]() -> Coroutine<> {
        Condition changed;
        CHECK((co_await error_of([&] { return changed.wait(); })).find("acquire() or hold()") !=
              std::string::npos);
        CHECK_THROWS_AS(changed.notify(), RuntimeError);
    });
}

// --- Semaphore and Barrier ---

TEST_CASE("a semaphore lets its number in at once, in order, and hold() gives the unit back") {
    play([]() -> Coroutine<> {
        Semaphore slots(3);
        int inside = 0, most = 0;
        std::string order;
        const auto visit = [&](char name) -> Coroutine<> {
            const auto slot = co_await slots.hold();
            order += name;
            most = std::max(most, ++inside);
            co_await sleep(1s);
            --inside;
        };
        std::vector<Coroutine<>> all;
        for (char name = 'a'; name <= 'i'; ++name) all.push_back(visit(name));
        co_await gather(all);
        CHECK(most == 3);
        CHECK(order == "abcdefghi");
        CHECK(slots.value() == 3);
        CHECK(this_loop().now().time_since_epoch() == 3s);
    });
}

TEST_CASE("a bounded semaphore cannot be released too often; a plain one grows") {
    play([]() -> Coroutine<> {
        BoundedSemaphore bounded(1);
        CHECK_THROWS_AS(bounded.release(), std::invalid_argument);
        co_await bounded.acquire();
        bounded.release();
        CHECK_THROWS_AS(bounded.release(), std::invalid_argument);
        CHECK(bounded.value() == 1);
        Semaphore plain(0);
        plain.release();
        plain.release();
        CHECK(plain.value() == 2);
        CHECK_THROWS_AS(Semaphore(-1), std::invalid_argument);
    });
}

TEST_CASE("what was acquired of a bounded semaphore by hand can be held, too") {
    play([]() -> Coroutine<> {
        BoundedSemaphore places(1);
        co_await places.acquire();
        {
            const ScopedLock held(places);
            CHECK(places.locked());
        }
        CHECK_FALSE(places.locked());
    });
}

TEST_CASE("a barrier serves one round after another") {
    play([]() -> Coroutine<> {
        Barrier barrier(3);
        std::vector<int> rounds;
        const auto runner = [&](int pace) -> Coroutine<> {
            for (int round = 0; round < 4; ++round) {
                co_await sleep(std::chrono::seconds(pace));
                co_await barrier.wait();
                rounds.push_back(round);
            }
        };
        co_await gather(runner(1), runner(2), runner(3));
        CHECK(rounds == std::vector{0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3});
        CHECK(barrier.n_waiting() == 0);
        CHECK_THROWS_AS(Barrier(0), std::invalid_argument);
    });
}

TEST_CASE("an aborted barrier can be reset and used again") {
    play([]() -> Coroutine<> {
        Barrier barrier(2);
        const auto arrive = [&] { return error_of([&] { return barrier.wait(); }); };
        auto first = create_task(arrive());
        co_await sleep(1s);
        CHECK(barrier.n_waiting() == 1);
        co_await barrier.abort();
        CHECK(!(co_await first).empty());
        CHECK(!(co_await arrive()).empty());
        co_await barrier.reset();
        CHECK(!barrier.broken());
        auto [a, b] = co_await gather(barrier.wait(), barrier.wait());
        CHECK(a + b == 1);
    });
}

// --- Queue ---

TEST_CASE("a queue carries values that can only be moved and have no default") {
    play([]() -> Coroutine<> {
        Queue<Ticket> queue(1);
        auto giver = create_task([&]() -> Coroutine<> {
            for (int n = 1; n <= 3; ++n) co_await queue.put(Ticket(n));
        });
        int sum = 0;
        for (int n = 1; n <= 2; ++n) sum += *(co_await queue.get()).number;
        co_await giver;
        sum += *queue.get_nowait().number;
        CHECK(sum == 6);
        queue.put_nowait(Ticket(4));  // never taken: the queue destroys it
    });
}

TEST_CASE("no item is copied on its way through a queue") {
    Counted::copies = 0;
    play([]() -> Coroutine<> {
        Queue<Counted> queue(2);
        auto giver = create_task([&]() -> Coroutine<> {
            for (int n = 0; n < 10; ++n) co_await queue.put(Counted(n));
        });
        for (int n = 0; n < 10; ++n) CHECK((co_await queue.get()).value == n);
        co_await giver;
    });
    CHECK(Counted::copies == 0);
    CHECK(Counted::alive == 0);
}

TEST_CASE("a hundred thousand getters are woken one by one in a second or two") {
    play([]() -> Coroutine<> {
        Queue<std::size_t> queue;
        std::size_t sum = 0;
        std::vector<Task<>> getters;
        const auto take = [&]() -> Coroutine<> { sum += co_await queue.get(); };
        for (std::size_t i = 0; i < many; ++i) getters.push_back(create_task(take()));
        co_await sleep(0s);
        const Stopwatch stopwatch;
        for (std::size_t i = 0; i < many; ++i) queue.put_nowait(i);
        co_await gather(getters);
        CHECK(sum == many * (many - 1) / 2);
        CHECK(stopwatch.seconds() < quadratic);
    });
}

TEST_CASE("a hundred thousand cancelled waiters leave in a second or two") {
    play([]() -> Coroutine<> {
        Queue<int> queue;
        Lock lock;
        Semaphore slots(0);
        co_await lock.acquire();
        std::vector<Task<>> tasks;
        const auto wait_all = [&]() -> Coroutine<> {
            for (std::size_t i = 0; i < many / 3; ++i) {
                tasks.push_back(create_task(queue.get()));
                tasks.push_back(create_task(lock.acquire()));
                tasks.push_back(create_task(slots.acquire()));
            }
            co_await sleep(0s);
        };
        for (const bool backwards : {false, true}) {
            tasks.clear();
            co_await wait_all();
            if (backwards) std::reverse(tasks.begin(), tasks.end());
            const Stopwatch stopwatch;
            for (auto& task : tasks) task.cancel();
            co_await wait(tasks);
            CHECK(stopwatch.seconds() < quadratic);
        }
        lock.release();
        CHECK(!lock.locked());
        slots.release();
        CHECK(slots.value() == 1);
    });
}

namespace {

/// Cannot be moved, and so neither put nor got, once it is told so.
struct Stubborn {
    explicit Stubborn(bool stays = false) : stays(stays) {}
    Stubborn(Stubborn&& other) : stays(other.stays) {
        if (stays && armed) throw std::runtime_error("it stays");
    }
    bool stays;
    static inline bool armed = false;
};

/// Puts something into the queue that destroys it.
struct PutsAnother {
    ~PutsAnother() {
        try {
            queue->put_nowait(nullptr);
        } catch (const QueueShutDown&) {
            ++*refused;
        }
    }
    Queue<std::unique_ptr<PutsAnother>>* queue;
    int* refused;
};

}  // namespace

TEST_CASE("an item that cannot be moved into a queue leaves its room to the next putter") {
    play([]() -> Coroutine<> {
        Stubborn::armed = false;
        Queue<Stubborn> queue(1);
        co_await queue.put(Stubborn());
        const auto put = [&](bool stays) { return queue.put(Stubborn(stays)); };
        auto first = create_task(put(true)), second = create_task(put(false));
        co_await sleep(1s);
        Stubborn::armed = true;
        (void)co_await queue.get();
        const std::string why = co_await error_of([&] { return first; });
        CHECK(why == "it stays");
        co_await second;
        CHECK(queue.full());
        Stubborn::armed = false;
    });
}

TEST_CASE("an item may use its queue while a shutdown destroys it") {
    play([]() -> Coroutine<> {
        int refused = 0;
        Queue<std::unique_ptr<PutsAnother>> queue;
        co_await queue.put(std::unique_ptr<PutsAnother>(new PutsAnother{&queue, &refused}));
        queue.shutdown(true);
        CHECK(refused == 1);
        CHECK(queue.empty());
    });
}

TEST_CASE("a full queue refuses more, and says so") {
    play([]() -> Coroutine<> {
        Queue<int> queue(2);
        queue.put_nowait(1);
        queue.put_nowait(2);
        CHECK(queue.full());
        CHECK_THROWS_AS(queue.put_nowait(3), QueueFull);
        CHECK(queue.get_nowait() == 1);
        CHECK(queue.get_nowait() == 2);
        CHECK_THROWS_AS(queue.get_nowait(), QueueEmpty);
        queue.task_done();
        queue.task_done();
        CHECK_THROWS_AS(queue.task_done(), std::invalid_argument);
        co_await queue.join();
    });
}

TEST_CASE("after shutdown what is left can be got, unless the shutdown is immediate") {
    for (const bool immediate : {false, true})
        play([immediate]() -> Coroutine<> {
            Queue<int> queue;
            queue.put_nowait(1);
            queue.shutdown(immediate);
            CHECK_THROWS_AS(queue.put_nowait(2), QueueShutDown);
            if (immediate)
                co_await queue.join();
            else
                CHECK(co_await queue.get() == 1);
            CHECK_THROWS_AS(queue.get_nowait(), QueueShutDown);
        });
}

// --- task_group ---

TEST_CASE("a group returns its body's result; its children's come through their handles") {
    play([]() -> Coroutine<> {
        Task<int> late = create_task(sleep(0s, 0));
        const int result = co_await task_group([&](TaskGroup& group) -> Coroutine<int> {
            late = group.create_task(sleep(2s, 5));
            co_await sleep(1s);
            co_return 7;
        });
        CHECK(result == 7);
        CHECK(late.done());
        CHECK(late.result() == 5);
        CHECK(this_loop().now().time_since_epoch() == 2s);
    });
}

TEST_CASE("a group's result may be a move-only value") {
    play([]() -> Coroutine<> {
        const Ticket ticket =
            co_await task_group([](TaskGroup&) -> Coroutine<Ticket> { co_return Ticket(3); });
        CHECK(*ticket.number == 3);
    });
}

TEST_CASE("a group that has ended takes no more tasks, and closes what it refuses") {
    play([]() -> Coroutine<> {
        std::optional<TaskGroup> kept;
        co_await task_group([&](TaskGroup& group) -> Coroutine<> {
            kept = group;
            co_return;
        });
        CHECK_THROWS_WITH_AS(kept->create_task(sleep(1s)), doctest::Contains("has finished"),
                             RuntimeError);
        kept->cancel();  // nothing is left to cancel
        CHECK(current_task().cancelling() == 0);
    });
}

TEST_CASE("groups nest: the inner one has ended before the outer goes on") {
    play([]() -> Coroutine<> {
        std::string order;
        const auto child = [&](char name, int s) -> Coroutine<> {
            co_await sleep(std::chrono::seconds(s));
            order += name;
        };
        co_await task_group([&](TaskGroup& outer) -> Coroutine<> {
            outer.create_task(child('c', 3));
            co_await task_group([&](TaskGroup& inner) -> Coroutine<> {
                inner.create_task(child('b', 2));
                outer.create_task(child('a', 1));
                co_return;
            });
            order += '|';
        });
        CHECK(order == "ab|c");
    });
}

TEST_CASE("errors of nested groups nest, each in its own group") {
    play([]() -> Coroutine<> {
        std::string text;
        std::size_t inner_errors = 0;
        try {
            co_await task_group([&](TaskGroup& outer) -> Coroutine<> {
                outer.create_task(sleep(1h));
                co_await task_group([](TaskGroup& inner) -> Coroutine<> {
                    inner.create_task(fails("one"));
                    inner.create_task(fails("two"));
                    co_await sleep(1h);
                });
            });
        } catch (const ExceptionGroup& group) {
            REQUIRE(group.exceptions().size() == 1);
            try {
                std::rethrow_exception(group.exceptions()[0]);
            } catch (const ExceptionGroup& inner) {
                inner_errors = inner.exceptions().size();
                text = inner.what();
            }
        }
        CHECK(inner_errors == 2);
        CHECK(text.find("one; two") != std::string::npos);
        CHECK(current_task().cancelling() == 0);
        CHECK(this_loop().now().time_since_epoch() == 0s);
    });
}

TEST_CASE("a group that cancels itself is left without an error") {
    play([]() -> Coroutine<> {
        Task<> child = create_task(sleep(0s));
        bool went_on = false;
        co_await task_group([&](TaskGroup& group) -> Coroutine<> {
            child = group.create_task(sleep(1h));
            group.cancel();
            co_await sleep(1h);
            went_on = true;
        });
        CHECK(child.cancelled());
        CHECK(!went_on);
        CHECK(current_task().cancelling() == 0);
        co_await sleep(1s);
    });
}

TEST_CASE("a group of ten thousand children ends, and one failure ends them all") {
    play([]() -> Coroutine<> {
        int ended = 0;
        const auto child = [&]() -> Coroutine<> {
            co_await sleep(1s);
            ++ended;
        };
        co_await task_group([&](TaskGroup& group) -> Coroutine<> {
            for (int i = 0; i < 10'000; ++i) group.create_task(child());
            co_return;
        });
        CHECK(ended == 10'000);
        const auto failing = [&](TaskGroup& group) -> Coroutine<> {
            for (int i = 0; i < 10'000; ++i) group.create_task(child());
            group.create_task(fails("early"));
            co_return;
        };
        CHECK((co_await error_of([&] { return task_group(failing); })).find("early") !=
              std::string::npos);
        CHECK(ended == 10'000);
    });
}

// --- shield, wait, as_completed ---

TEST_CASE("shield of something done does not suspend, and moves nothing away from others") {
    play([]() -> Coroutine<> {
        auto task = create_task(sleep(0s, std::string("value")));
        co_await task;
        const auto turn = this_loop().turn();
        CHECK(co_await shield(task) == "value");
        CHECK(this_loop().turn() == turn);
        CHECK(co_await task == "value");
    });
}

TEST_CASE("a shield that is dropped leaves the task alone") {
    play([]() -> Coroutine<> {
        auto task = create_task(sleep(1s, 5));
        {
            auto dropped = shield(task);
        }
        CHECK(co_await task == 5);
    });
}

TEST_CASE("wait keeps argument order in both lists, and takes futures, too") {
    play([]() -> Coroutine<> {
        std::vector<Task<int>> tasks;
        for (const int s : {3, 1, 4, 2})
            tasks.push_back(create_task(sleep(std::chrono::seconds(s), s)));
        auto [done, pending] = co_await wait(tasks, {.timeout = 2500ms});
        REQUIRE(done.size() == 2);
        CHECK((done[0].result() == 1 && done[1].result() == 2));
        CHECK((pending[0] == tasks[0] && pending[1] == tasks[2]));
        co_await gather(pending);

        std::vector<Future<int>> futures(2);
        futures[1].set_result(5);
        auto some = co_await wait(futures, {.return_when = ReturnWhen::first_completed});
        CHECK(some.done.size() == 1);
        CHECK(!(co_await error_of([] { return wait(std::vector<Task<>>{}); })).empty());
    });
}

TEST_CASE("as_completed returns move-only values, and may be left half-way") {
    play([]() -> Coroutine<> {
        const auto make = [](int s) -> Coroutine<Ticket> {
            co_await sleep(std::chrono::seconds(s));
            co_return Ticket(s);
        };
        std::vector<Coroutine<Ticket>> all;
        for (const int s : {3, 1, 2}) all.push_back(make(s));
        std::vector<int> order;
        for (auto next : as_completed(all)) {
            const Ticket ticket = co_await next;
            order.push_back(*ticket.number);
            if (order.size() == 2) break;
        }
        CHECK(order == std::vector{1, 2});
        co_await sleep(5s);
    });
}

TEST_CASE("a future may have a hundred thousand callbacks") {
    play([]() -> Coroutine<> {
        std::size_t called = 0;
        {
            Future<> future;
            for (std::size_t i = 0; i < many; ++i) future.add_done_callback([&] { ++called; });
            future.set_result();
        }
        co_await sleep(1s);
        CHECK(called == many);
    });
}

// --- to_thread, try_finally ---

TEST_CASE("to_thread runs on another thread and brings back results, errors and void") {
    play([]() -> Coroutine<> {
        const auto here = std::this_thread::get_id();
        CHECK(co_await to_thread([] { return std::this_thread::get_id(); }) != here);
        CHECK(std::this_thread::get_id() == here);
        CHECK(co_await to_thread([](int a, const std::string& b) { return b + std::to_string(a); },
                                 3, std::string("to ")) == "to 3");
        const Ticket ticket = co_await to_thread([] { return Ticket(8); });
        CHECK(*ticket.number == 8);
        std::atomic<int> touched = 0;
        co_await to_thread([&] { ++touched; });
        CHECK(touched == 1);
        CHECK(co_await error_of([] {
                  return to_thread([] { throw std::runtime_error("over there"); });
              }) == "over there");
    });
}

TEST_CASE("many threads work at once, and a thousand jobs are all done") {
    play([]() -> Coroutine<> {
        std::atomic<int> meeting = 0;
        // Each waits for the other: alone, neither could end.
        const auto meet = [&] {
            ++meeting;
            while (meeting < 2) std::this_thread::yield();
        };
        co_await gather(to_thread(meet), to_thread(meet));
        std::atomic<int> done = 0;
        std::vector<Coroutine<>> jobs;
        for (int i = 0; i < 1000; ++i) jobs.push_back(to_thread([&] { ++done; }));
        co_await gather(jobs);
        CHECK(done == 1000);
    });
}

TEST_CASE("try_finally cleans up after a result, an error and a cancellation") {
    play([]() -> Coroutine<> {
        std::string log;
        const auto clean = [&](std::exception_ptr error) -> Coroutine<> {
            co_await sleep(1s);
            log += error ? "after an error " : "after a result ";
        };
        CHECK(co_await try_finally([] { return sleep(0s, 5); }, clean) == 5);
        CHECK(co_await error_of([&] { return try_finally([] { return fails("body"); }, clean); }) ==
              "body");
        auto task = create_task(try_finally([] { return sleep(1h); }, clean));
        co_await sleep(1s);
        task.cancel();
        co_await wait(std::vector{task});
        CHECK(task.cancelled());
        CHECK(log == "after a result after an error after an error ");
    });
}

TEST_CASE("an error in the clean-up wins over the body's") {
    play([]() -> Coroutine<> {
        CHECK(co_await error_of([] {
                  return try_finally([] { return fails("body"); },
                                     [](std::exception_ptr) { return fails("clean-up"); });
              }) == "clean-up");
    });
}

TEST_CASE("try_finally returns move-only values") {
    play([]() -> Coroutine<> {
        const Ticket ticket =
            co_await try_finally([]() -> Coroutine<Ticket> { co_return Ticket(2); },
                                 [](std::exception_ptr) { return sleep(0s); });
        CHECK(*ticket.number == 2);
    });
}
