// Every primitive is cancelled at every moment; nothing may be lost, leaked or left locked. The
// harness, and what it always checks, is in the header.
#include "cancel_everywhere.hpp"

#include <algorithm>
#include <atomic>
#include <string>
#include <tuple>
#include <vector>

#include <aio/asio.hpp>
#include <asio/buffer.hpp>
#include <asio/local/connect_pair.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/read.hpp>
#include <asio/steady_timer.hpp>
#include <asio/write.hpp>

#include "counted.hpp"

using namespace aio;  // NOLINT
using namespace std::chrono_literals;

namespace {

// A clean-up that awaits, or takes a lock again, may take time.
const everywhere::Options may_take_time{.may_take_time = true};

/// Counts the tasks that are in here now, and the most that were at once.
struct Crowd {
    int now = 0;
    int most = 0;
    int visits = 0;
};
struct Visit {
    explicit Visit(Crowd& c) : crowd(c) {
        crowd.most = std::max(crowd.most, ++crowd.now);
        ++crowd.visits;
    }
    ~Visit() { --crowd.now; }
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;
    Crowd& crowd;
};

Coroutine<int> slow_square(int n, Crowd& crowd) {
    const Visit here(crowd);
    co_await sleep(std::chrono::seconds(n));
    co_return (n * n);
}

/// Tasks that square 1, 2 and 3, after 1, 2 and 3 seconds.
std::vector<Task<int>> three_squares(Crowd& crowd) {
    std::vector<Task<int>> tasks;
    for (int n = 1; n <= 3; ++n) tasks.push_back(create_task(slow_square(n, crowd)));
    return tasks;
}

Coroutine<> some_turns(int n) {
    for (int i = 0; i < n; ++i) co_await sleep(0s);
}

/// Awaits it; returns whether the time was up.
template <class T>
Coroutine<bool> times_out(Coroutine<T> limited) {
    try {
        co_await limited;
    } catch (const TimeoutError&) {
        co_return true;
    }
    co_return false;
}

}  // namespace

TEST_CASE("a cancelled sleep leaves no timer, and others sleep on") {
    cancel_everywhere([](Victim& victim) -> Coroutine<> {
        victim.start([]() -> Coroutine<> {
            co_await sleep(1s);
            co_await sleep(0s);
            const int five = co_await sleep(1s, 5);
            CHECK(five == 5);
        });
        auto other = create_task(sleep(2s, 7));
        co_await victim.end();
        CHECK(co_await other == 7);
        CHECK(this_loop().now().time_since_epoch() == 2s);
    });
}

TEST_CASE("a cancelled chain of coroutines unwinds from the inside out") {
    cancel_everywhere([](Victim& victim) -> Coroutine<> {
        Crowd inner, middle, outer;
        victim.start([&]() -> Coroutine<> {
            const Visit here(outer);
            auto inside = [&]() -> Coroutine<> {
                const Visit inside_here(middle);
                const int once = co_await slow_square(1, inner);
                const int twice = co_await slow_square(1, inner);
                CHECK(once + twice == 2);
            };
            co_await inside();
            co_await sleep(1s);
        });
        co_await victim.end();
        CHECK(inner.now + middle.now + outer.now == 0);
    });
}

TEST_CASE("awaiting a task: a cancellation also cancels the inner task, and nothing hangs") {
    cancel_everywhere([](Victim& victim) -> Coroutine<> {
        Crowd crowd;
        int value = 0;
        auto inner = create_task(slow_square(3, crowd));
        auto middle = create_task([inner]() -> Coroutine<int> { co_return co_await inner + 1; });
        victim.start([&]() -> Coroutine<> { value = co_await middle; });
        const End end = co_await victim.end();
        co_await wait(std::vector{inner});
        co_await wait(std::vector{middle});
        CHECK((value == 10) == (end == End::finished));
        CHECK(crowd.now == 0);
        if (end == End::finished) CHECK(inner.result() == 9);
    });
}

TEST_CASE("awaiting a future: set or cancelled, never both") {
    cancel_everywhere([](Victim& victim) -> Coroutine<> {
        Future<Counted> answer;
        bool set = false;
        int seen = 0;
        victim.start([&]() -> Coroutine<> { seen = (co_await answer).value; });
        auto setter = create_task([&]() -> Coroutine<> {
            co_await sleep(1s);
            set = !answer.done();
            if (set) answer.set_result(Counted(7));
        });
        const End end = co_await victim.end();
        co_await setter;
        CHECK(set == !answer.cancelled());
        CHECK((seen == 7) == (end == End::finished));
        if (set) CHECK(answer.result().value == 7);
    });
    CHECK(Counted::alive == 0);
}

TEST_CASE("gather: a request reaches every child, in a tuple and in a vector") {
    cancel_everywhere([](Victim& victim) -> Coroutine<> {
        Crowd crowd;
        Crowd pair;
        auto tasks = three_squares(crowd);
        bool gathering = false;
        victim.start([&]() -> Coroutine<> {
            auto [one, four] = co_await gather(slow_square(1, pair), slow_square(2, pair));
            CHECK(one + four == 5);
            gathering = true;
            const std::vector<int> all = co_await gather(tasks);
            CHECK(all == std::vector{1, 4, 9});
        });
        co_await victim.end();
        co_await some_turns(5);
        CHECK(pair.now == 0);
        CHECK((crowd.now == 0 || !gathering));
        const auto ends = co_await gather(return_exceptions, tasks);
        for (int n = 1; n <= 3; ++n) {
            const auto& end = ends[static_cast<std::size_t>(n) - 1];
            CHECK((end.cancelled() || *end == n * n));
        }
        CHECK(crowd.now == 0);
    });
}

TEST_CASE("gather that returns exceptions: waits for every child, even when cancelled") {
    cancel_everywhere([](Victim& victim) -> Coroutine<> {
        Crowd crowd;
        auto tasks = three_squares(crowd);
        const auto failing = [](Crowd& c) -> Coroutine<int> {
            co_await slow_square(2, c);
            throw std::runtime_error("no square");
        };
        victim.start([&]() -> Coroutine<> {
            const auto all_ended = [&]() -> Coroutine<> {
                co_await gather(return_exceptions, tasks);
            };
            const auto check = [&](std::exception_ptr) -> Coroutine<> {
                // A second request ends the wait early.
                CHECK((victim.asked_twice() || crowd.now == 0));
                co_return;
            };
            co_await try_finally(all_ended, check);
            auto [bad, good] =
                co_await gather(return_exceptions, failing(crowd), slow_square(1, crowd));
            CHECK(!bad.has_value());
            CHECK(*good == 1);
        });
        co_await victim.end();
        co_await gather(return_exceptions, tasks);  // it may have ended before it began
        co_await some_turns(5);
        CHECK(crowd.now == 0);
    });
}

TEST_CASE("wait: the members run on, whoever stops waiting") {
    for (const auto when :
         {ReturnWhen::first_completed, ReturnWhen::first_exception, ReturnWhen::all_completed})
        cancel_everywhere([when](Victim& victim) -> Coroutine<> {
            Crowd crowd;
            auto tasks = three_squares(crowd);
            victim.start([&]() -> Coroutine<> {
                auto [done, pending] = co_await wait(tasks, {.timeout = 2s, .return_when = when});
                CHECK(!done.empty());
                co_await wait(tasks, {.timeout = 100s, .return_when = when});
            });
            co_await victim.end();
            CHECK(co_await gather(tasks) == std::vector{1, 4, 9});
        });
}

TEST_CASE("as_completed: the members run on, whoever stops taking them") {
    cancel_everywhere([](Victim& victim) -> Coroutine<> {
        Crowd crowd;
        auto tasks = three_squares(crowd);
        victim.start([&]() -> Coroutine<> {
            int sum = 0;
            for (auto next : as_completed(tasks, 100s)) sum += co_await next;
            CHECK(sum == 14);
        });
        co_await victim.end();
        CHECK(co_await gather(tasks) == std::vector{1, 4, 9});
    });
}

TEST_CASE("wait_for: the awaited one has ended when the victim has") {
    cancel_everywhere(
        [](Victim& victim) -> Coroutine<> {
            Crowd crowd;
            const auto cleaning = [](Crowd& c) -> Coroutine<int> {
                const Visit here(c);
                const auto work = [] { return sleep(5s, 1); };
                const auto clean = [](std::exception_ptr) { return sleep(1s); };
                co_return co_await try_finally(work, clean);
            };
            auto late = create_task(cleaning(crowd));
            auto never = create_task(cleaning(crowd));
            victim.start([&]() -> Coroutine<> {
                const int square = co_await wait_for(slow_square(1, crowd), 2s);
                // A tie: the time is up just when the square is ready.
                const bool tie = co_await times_out(wait_for(slow_square(1, crowd), 1s));
                const bool zero = co_await times_out(wait_for(never, 0s));
                const bool slow = co_await times_out(wait_for(late, 1s));
                CHECK((square == 1 && tie && zero && slow));
            });
            co_await victim.end();
            late.cancel();
            never.cancel();
            co_await wait(std::vector{late, never});
            co_await some_turns(5);
            CHECK(crowd.now == 0);
        },
        may_take_time);
}

TEST_CASE("timeout: a request from outside is not taken for the timeout's own") {
    cancel_everywhere([](Victim& victim) -> Coroutine<> {
        int outer = 0, inner = 0;
        victim.start([&]() -> Coroutine<> {
            const auto nested = [&](Timeout& limit) -> Coroutine<> {
                const auto nap = [] { return sleep(5s); };
                inner += co_await times_out(timeout(1s, nap));
                limit.reschedule(this_loop().now() + 1s);
                co_await sleep(5s);
            };
            outer += co_await times_out(timeout(10s, nested));
            CHECK(current_task().cancelling() == 0);
            co_await timeout(1s, [] { return sleep(0s); });
        });
        const End end = co_await victim.end();
        if (end == End::finished) CHECK(outer + inner == 2);
    });
}

TEST_CASE("task_group: no child outlives the block") {
    cancel_everywhere([](Victim& victim) -> Coroutine<> {
        Crowd crowd;
        victim.start([&]() -> Coroutine<> {
            const Visit block(crowd);
            co_await task_group([&](TaskGroup& group) -> Coroutine<> {
                group.create_task(slow_square(1, crowd));
                group.create_task(slow_square(2, crowd));
                const auto late = [&crowd](TaskGroup& g) -> Coroutine<> {
                    co_await sleep(1s);
                    try {
                        g.create_task(slow_square(1, crowd));
                    } catch (const RuntimeError&) {  // the group is shutting down
                    }
                };
                group.create_task(late, group);
                co_await sleep(1s);
            });
            CHECK(crowd.now == 1);
            co_await sleep(1s);
        });
        co_await victim.end();
        CHECK(crowd.now == 0);
    });
}

TEST_CASE("task_group: a child's error and a request from outside are both kept") {
    cancel_everywhere([](Victim& victim) -> Coroutine<> {
        Crowd crowd;
        int groups = 0;
        const auto failing = [](Crowd& c) -> Coroutine<> {
            co_await slow_square(1, c);
            throw std::runtime_error("child");
        };
        victim.start([&]() -> Coroutine<> {
            try {
                co_await task_group([&](TaskGroup& group) -> Coroutine<> {
                    group.create_task(slow_square(3, crowd));
                    group.create_task(failing(crowd));
                    co_await sleep(3s);
                });
            } catch (const ExceptionGroup& errors) {
                CHECK(errors.exceptions().size() == 1);
                ++groups;
            }
            CHECK(crowd.now == 0);
            co_await sleep(1s);  // a request that came with the error is raised here
        });
        const End end = co_await victim.end();
        CHECK(crowd.now == 0);
        if (end == End::finished) CHECK(groups == 1);
    });
}

TEST_CASE("shield: what is shielded ends as if nothing had been cancelled") {
    cancel_everywhere([](Victim& victim) -> Coroutine<> {
        Crowd crowd;
        auto inner = create_task(slow_square(2, crowd));
        victim.start([&]() -> Coroutine<> {
            const int four = co_await shield(inner);
            const int one = co_await shield(slow_square(1, crowd));
            CHECK(four + one == 5);
        });
        co_await victim.end();
        CHECK(co_await inner == 4);
        CHECK(inner.cancelling() == 0);
        co_await sleep(2s);  // the coroutine that was shielded has a task of its own
        CHECK(crowd.now == 0);
    });
}

TEST_CASE("lock: free afterwards, never held by two, and the next waiter gets it") {
    cancel_everywhere([](Victim& victim) -> Coroutine<> {
        Lock lock;
        Crowd inside;
        const auto visit = [&]() -> Coroutine<> {
            const auto held = co_await lock.hold();
            const Visit here(inside);
            co_await sleep(1s);
        };
        auto before = create_task(visit());
        co_await sleep(0s);
        victim.start(visit);
        auto after = create_task(visit());
        auto last = create_task(visit());
        co_await victim.end();
        co_await gather(before, after, last);
        CHECK(inside.most == 1);
        CHECK(!lock.locked());
        co_await visit();
    });
}

TEST_CASE("lock: one that a child took and nobody received is released") {
    cancel_everywhere([](Victim& victim) -> Coroutine<> {
        Lock lock;
        victim.start([&]() -> Coroutine<> {
            auto [held, turn] = co_await gather(lock.hold(), sleep(0s));
            co_await sleep(0s);
            held.release();
            const auto again = co_await wait_for(lock.hold(), 1s);
            co_await sleep(0s);
        });
        co_await victim.end();
        co_await some_turns(5);
        CHECK(!lock.locked());
    });
}

TEST_CASE("event: the others are woken, and later ones need not wait") {
    cancel_everywhere([](Victim& victim) -> Coroutine<> {
        Event event;
        auto before = create_task(event.wait());
        victim.start([&]() -> Coroutine<> {
            co_await event.wait();
            co_await event.wait();
        });
        auto after = create_task(event.wait());
        auto setter = create_task([&]() -> Coroutine<> {
            co_await sleep(1s);
            event.set();
        });
        co_await victim.end();
        co_await gather(before, after, setter);
        co_await event.wait();
    });
}

TEST_CASE("condition: a notification that the victim cannot use goes to another") {
    cancel_everywhere(
        [](Victim& victim) -> Coroutine<> {
            Condition changed;
            bool woken = false;
            victim.start([&]() -> Coroutine<> {
                const auto held = co_await changed.hold();
                co_await changed.wait();
                woken = true;
            });
            auto other = create_task([&]() -> Coroutine<> {
                const auto held = co_await changed.hold();
                co_await changed.wait();
            });
            const auto notify_one = [&]() -> Coroutine<> {
                const auto held = co_await changed.hold();
                changed.notify();
                co_await sleep(1s);  // the woken task has to wait for the lock, too
            };
            co_await sleep(1s);
            co_await notify_one();
            co_await sleep(1s);
            CHECK((woken || other.done()));
            if (!woken || !other.done()) co_await notify_one();
            const End end = co_await victim.end();
            CHECK(woken == (end == End::finished));
            co_await other;
            CHECK(!changed.locked());
        },
        may_take_time);
}

TEST_CASE("condition: with a predicate, every item finds a taker") {
    cancel_everywhere(
        [](Victim& victim) -> Coroutine<> {
            Condition changed;
            int items = 0, taken = 0;
            const auto take = [&](int n) -> Coroutine<> {
                for (int i = 0; i < n; ++i) {
                    const auto held = co_await changed.hold();
                    co_await changed.wait_for([&] { return items > 0; });
                    --items;
                    ++taken;
                }
            };
            victim.start([&] { return take(2); });
            auto other = create_task(take(2));
            for (int i = 0; i < 4; ++i) {
                const auto held = co_await changed.hold();
                ++items;
                changed.notify();
                if (i % 2 == 0) co_await sleep(1s);
            }
            co_await victim.end();
            co_await other;
            CHECK(items + taken == 4);
            co_await take(items);
            CHECK(!changed.locked());
        },
        may_take_time);
}

TEST_CASE("semaphore: every unit comes back") {
    cancel_everywhere([](Victim& victim) -> Coroutine<> {
        BoundedSemaphore slots(2);
        Crowd inside;
        const auto visit = [&]() -> Coroutine<> {
            const auto slot = co_await slots.hold();
            const Visit here(inside);
            co_await sleep(1s);
        };
        auto a = create_task(visit());
        auto b = create_task(visit());
        co_await sleep(0s);
        victim.start(visit);
        auto c = create_task(visit());
        auto d = create_task(visit());
        co_await victim.end();
        co_await gather(a, b, c, d);
        CHECK(inside.most == 2);
        CHECK(slots.value() == 2);
        CHECK(!slots.locked());
        co_await gather(visit(), visit(), visit());
        CHECK(slots.value() == 2);
    });
}

TEST_CASE("semaphore: a unit that the victim cannot use goes to another") {
    cancel_everywhere([](Victim& victim) -> Coroutine<> {
        Semaphore units(0);
        int mine = 0;
        victim.start([&]() -> Coroutine<> {
            for (; mine < 2; ++mine) co_await units.acquire();
        });
        auto other = create_task(units.acquire());
        auto last = create_task(units.acquire());
        for (int released = 1; released <= 4; ++released) {
            co_await sleep(1s);
            units.release();
            co_await sleep(1s);
            CHECK(mine + other.done() + last.done() + units.value() == released);
            CHECK((units.value() == 0 || (other.done() && last.done())));
        }
        co_await victim.end();
        co_await gather(other, last);
        CHECK(units.value() + mine + 2 == 4);
    });
}

TEST_CASE("barrier: a task that gives up no longer counts, and the barrier can be used again") {
    cancel_everywhere([](Victim& victim) -> Coroutine<> {
        Barrier barrier(3);
        std::vector<int> places;
        const auto arrive = [&](duration after) -> Coroutine<> {
            co_await sleep(after);
            places.push_back(co_await barrier.wait());
        };
        victim.start([&] { return arrive(1s); });
        auto a = create_task(arrive(1s));
        auto b = create_task(arrive(2s));
        co_await victim.end();
        co_await sleep(3s);
        if (barrier.n_waiting() > 0) co_await arrive(0s);
        co_await gather(a, b);
        CHECK(places.size() >= 2);
        CHECK(barrier.n_waiting() == 0);
        CHECK(!barrier.broken());
        co_await gather(arrive(0s), arrive(0s), arrive(1s));
    });
}

TEST_CASE("queue: no item is lost or taken twice, whether a taker or a giver is cancelled") {
    for (const bool victim_takes : {true, false})
        cancel_everywhere([victim_takes](Victim& victim) -> Coroutine<> {
            Queue<Counted> queue(2);
            std::vector<int> taken, given;
            const auto take = [&](int n, int* count) -> Coroutine<> {
                for (int i = 0; i < n; ++i, ++*count) {
                    taken.push_back((co_await queue.get()).value);
                    queue.task_done();
                }
            };
            const auto give = [&](int first, int n, int* count) -> Coroutine<> {
                for (int i = first; i < first + n; ++i, ++*count) {
                    if (i % 2) co_await sleep(1s);
                    co_await queue.put(Counted(i));
                    given.push_back(i);
                }
            };
            int mine = 0, others = 0;
            if (victim_takes) victim.start([&] { return take(3, &mine); });
            auto taker = create_task(take(3, &others));
            if (!victim_takes) victim.start([&] { return give(100, 3, &mine); });
            auto giver = create_task(give(200, victim_takes ? 6 : 3, &others));
            auto late_taker = create_task(take(victim_takes ? 0 : 3, &others));
            co_await victim.end();
            // What the victim left undone is done here.
            if (victim_takes)
                co_await take(3 - mine, &mine);
            else
                co_await give(300, 3 - mine, &mine);
            co_await gather(taker, giver, late_taker);
            std::sort(taken.begin(), taken.end());
            std::sort(given.begin(), given.end());
            CHECK(taken == given);
            CHECK(queue.empty());
            co_await queue.join();
            co_await queue.put(Counted(1));
            CHECK((co_await queue.get()).value == 1);
        });
    CHECK(Counted::alive == 0);
}

TEST_CASE("queue: an item is not lost to a get that runs out of time") {
    cancel_everywhere([](Victim& victim) -> Coroutine<> {
        Queue<int> queue;
        std::vector<int> got;
        victim.start([&]() -> Coroutine<> {
            for (int tries = 0; tries < 4; ++tries) {
                try {
                    got.push_back(co_await wait_for(queue.get(), 1s));
                } catch (const TimeoutError&) {
                }
            }
        });
        auto giver = create_task([&]() -> Coroutine<> {
            for (int n = 0; n < 4; ++n) {
                co_await sleep(1s);
                queue.put_nowait(n);
            }
        });
        co_await victim.end();
        co_await giver;
        while (!queue.empty()) got.push_back(queue.get_nowait());
        CHECK(got == std::vector{0, 1, 2, 3});
    });
}

TEST_CASE("queue: join ends when the work is done, for all who wait for it") {
    cancel_everywhere([](Victim& victim) -> Coroutine<> {
        Queue<int> queue;
        queue.put_nowait(1);
        queue.put_nowait(2);
        victim.start([&] { return queue.join(); });
        auto other = create_task(queue.join());
        for (int n = 0; n < 2; ++n) {
            co_await sleep(1s);
            co_await queue.get();
            queue.task_done();
        }
        co_await victim.end();
        co_await other;
        CHECK(queue.unfinished() == 0);
    });
}

TEST_CASE("queue: shutdown reaches every waiting task") {
    cancel_everywhere([](Victim& victim) -> Coroutine<> {
        Queue<int> queue;
        const auto take = [&]() -> Coroutine<> {
            try {
                co_await queue.get();
            } catch (const QueueShutDown&) {
            }
        };
        victim.start(take);
        auto other = create_task(take());
        co_await sleep(1s);
        queue.shutdown();
        co_await victim.end();
        co_await other;
    });
}

TEST_CASE("to_thread: the thread runs on, and lets go of what it was given") {
    static std::atomic<int> alive = 0;
    struct Token {
        Token() { ++alive; }
        Token(const Token&) { ++alive; }
        ~Token() { --alive; }
    };
    cancel_everywhere(
        [](Victim& victim) -> Coroutine<> {
            std::atomic<bool> ran = false;
            bool awaited = false;
            victim.start([&]() -> Coroutine<> {
                const auto work = [&ran, token = Token()] {
                    ran = true;
                    return std::string(100, 'x');
                };
                awaited = true;
                const std::string text = co_await to_thread(work);
                CHECK(text.size() == 100);
            });
            co_await victim.end();
            // The thread refers to this frame, and may not have begun yet.
            while (awaited && !ran) co_await sleep(1ms);
            CHECK(co_await to_thread([] { return 5; }) == 5);
        },
        {.seeds = 2, .twice = false});
    CHECK(alive == 0);
}

TEST_CASE("try_finally: what was begun is cleaned up, once") {
    cancel_everywhere(
        [](Victim& victim) -> Coroutine<> {
            int begun = 0, cleaning = 0, cleaned = 0;
            victim.start([&]() -> Coroutine<> {
                const auto work = [&]() -> Coroutine<int> {
                    ++begun;
                    co_await sleep(1s);
                    co_return 5;
                };
                const auto clean = [&](std::exception_ptr) -> Coroutine<> {
                    ++cleaning;
                    co_await sleep(1s);
                    ++cleaned;
                };
                const int five = co_await try_finally(work, clean);
                CHECK(five == 5);
            });
            const End end = co_await victim.end();
            CHECK(begun == cleaning);
            // A request that comes while it cleans up interrupts that.
            CHECK(cleaned <= cleaning);
            if (end == End::finished) CHECK(cleaned == 1);
        },
        may_take_time);
}

// --- The bridge: under the real clock, because bytes and Asio's timers have no other ---

namespace {

using Stream = asio::local::stream_protocol::socket;

}  // namespace

TEST_CASE("bridge: a cancelled Asio timer ends its wait") {
    cancel_everywhere(
        [](Victim& victim) -> Coroutine<> {
            asio::steady_timer timer(io_context());
            victim.start([&]() -> Coroutine<> {
                timer.expires_after(100us);
                co_await timer.async_wait(use_coroutine);
                timer.expires_after(0us);
                co_await timer.async_wait(use_coroutine);
            });
            co_await victim.end();
            timer.expires_after(0us);
            co_await timer.async_wait(use_coroutine);
        },
        {.run = {.clock = Clock::real}, .seeds = 2, .may_survive = true});
}

TEST_CASE("bridge: no byte that was read is lost") {
    cancel_everywhere(
        [](Victim& victim) -> Coroutine<> {
            Stream here(io_context()), there(io_context());
            asio::local::connect_pair(here, there);
            const std::string sent = "nine to three";
            std::string got;
            victim.start([&]() -> Coroutine<> {
                char buffer[2];
                while (got.size() < sent.size()) {
                    const auto n =
                        co_await here.async_read_some(asio::buffer(buffer), use_coroutine);
                    got.append(buffer, n);
                }
            });
            auto writer = create_task([&]() -> Coroutine<> {
                for (const char c : sent) {
                    co_await asio::async_write(there, asio::buffer(&c, 1), use_coroutine);
                    co_await some_turns(c % 3);
                }
                there.close();
            });
            co_await victim.end();
            co_await writer;
            std::string rest(sent.size() - got.size(), '\0');
            if (!rest.empty()) co_await asio::async_read(here, asio::buffer(rest), use_coroutine);
            CHECK(got + rest == sent);
        },
        {.run = {.clock = Clock::real}, .seeds = 2, .may_survive = true});
}
