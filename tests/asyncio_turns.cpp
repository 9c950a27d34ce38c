// Conformance: what each operation costs in turns of the loop, line by line the
// table of conformance/asyncio.md. 0: the await does not suspend.
#include "scenario.hpp"

namespace {

int turn() { return static_cast<int>(this_loop().turn()); }

/// How many turns pass until the await is over, whatever its outcome.
template <class A>
Coroutine<int> turns_of(A awaitable) {
    const int before = turn();
    (void)co_await fate(std::move(awaitable));
    co_return turn() - before;
}

/// A task waits; a second later `act` is called. Returns how many turns pass from there until the
/// waiter goes on.
template <class A, class Act>
Coroutine<int> turns_from(Act act, A awaitable) {
    int resumed = 0;
    const auto waiter = [&resumed](A a) -> Coroutine<> {
        (void)co_await fate(std::move(a));
        resumed = turn();
    };
    auto task = create_task(waiter(std::move(awaitable)));
    co_await sleep(1s);
    const int acted = turn();
    act();
    co_await task;
    co_return resumed - acted;
}

Coroutine<> noop() { co_return; }

Coroutine<Task<>> finished() {
    auto task = create_task(noop());
    co_await task;
    co_return task;
}

Coroutine<> await_it(Future<> future) { co_await future; }

template <class A>
Coroutine<> first_completed(A awaitable) {
    std::vector<A> all;
    all.push_back(std::move(awaitable));
    for (auto next : as_completed(all)) co_await next;
}

/// Runs one line of the table and compares.
template <class Measure>
void costs(int expected, const char* what, Measure measure) {
    const NothingLeft nothing_left;
    CHECK_MESSAGE(run(measure(), {.clock = Clock::simulated}) == expected, what);
}

}  // namespace

TEST_CASE("turns: awaiting tasks, coroutines and sleeps") {
    costs(0, "await finished task",
          []() -> Coroutine<int> { co_return co_await turns_of(co_await finished()); });
    costs(0, "await coroutine that does not suspend", [] { return turns_of(noop()); });
    costs(1, "sleep(0)", [] { return turns_of(sleep(0s)); });
    costs(1, "sleep(negative)", [] { return turns_of(sleep(-1s)); });
    costs(2, "await create_task(noop)",
          []() -> Coroutine<int> { co_return co_await turns_of(create_task(noop())); });
    costs(2, "timer: turn that moves the clock -> sleeper runs",
          [] { return turns_of(sleep(1s)); });
    costs(1, "Future.set_result -> awaiter", []() -> Coroutine<int> {
        Future<> f;
        co_return co_await turns_from([&f] { f.set_result(); }, f);
    });
}

TEST_CASE("turns: gather and shield") {
    costs(3, "await gather(noop coroutine)",
          []() -> Coroutine<int> { co_return co_await turns_of(gather(noop())); });
    costs(0, "await gather(finished task)", []() -> Coroutine<int> {
        auto task = co_await finished();
        co_return co_await turns_of(gather(task));
    });
    costs(0, "await gather() empty",
          []() -> Coroutine<int> { co_return co_await turns_of(gather()); });
    costs(2, "child future of gather done -> gather awaiter", []() -> Coroutine<int> {
        Future<> f;
        co_return co_await turns_from([&f] { f.set_result(); }, gather(f));
    });
    costs(0, "await shield(finished task)", []() -> Coroutine<int> {
        auto task = co_await finished();
        co_return co_await turns_of(shield(task));
    });
    costs(3, "await shield(noop coroutine)",
          []() -> Coroutine<int> { co_return co_await turns_of(shield(noop())); });
    costs(2, "inner of shield done -> shield awaiter", []() -> Coroutine<int> {
        Future<> f;
        co_return co_await turns_from([&f] { f.set_result(); }, shield(f));
    });
}

TEST_CASE("turns: wait and as_completed") {
    costs(2, "await wait([finished task])", []() -> Coroutine<int> {
        co_return co_await turns_of(wait(std::vector{co_await finished()}));
    });
    costs(3, "await wait([fresh noop task])", []() -> Coroutine<int> {
        co_return co_await turns_of(wait(std::vector{create_task(noop())}));
    });
    costs(2, "await wait([finished], timeout=0)", []() -> Coroutine<int> {
        co_return co_await turns_of(wait(std::vector{co_await finished()}, {.timeout = 0s}));
    });
    costs(2, "member of wait done -> wait awaiter", []() -> Coroutine<int> {
        Future<> f;
        co_return co_await turns_from([&f] { f.set_result(); }, wait(std::vector{f}));
    });
    costs(2, "as_completed: first of [finished task]", []() -> Coroutine<int> {
        co_return co_await turns_of(first_completed(co_await finished()));
    });
    costs(3, "as_completed: first of [noop coroutine]",
          []() -> Coroutine<int> { co_return co_await turns_of(first_completed(noop())); });
    costs(2, "member of as_completed done -> loop body", []() -> Coroutine<int> {
        Future<> f;
        co_return co_await turns_from([&f] { f.set_result(); }, first_completed(f));
    });
}

TEST_CASE("turns: wait_for and timeout") {
    costs(0, "wait_for(finished task, 5)", []() -> Coroutine<int> {
        co_return co_await turns_of(wait_for(co_await finished(), 5s));
    });
    costs(0, "wait_for(finished task, 0)", []() -> Coroutine<int> {
        co_return co_await turns_of(wait_for(co_await finished(), 0s));
    });
    costs(0, "wait_for(noop coroutine, 5)", [] { return turns_of(wait_for(noop(), 5s)); });
    costs(3, "wait_for(noop coroutine, 0) -> TimeoutError",
          [] { return turns_of(wait_for(noop(), 0s)); });
    costs(1, "wait_for(fut) done -> awaiter", []() -> Coroutine<int> {
        Future<> f;
        co_return co_await turns_from([&f] { f.set_result(); }, wait_for(f, 5s));
    });
    costs(0, "timeout block around nothing", []() -> Coroutine<int> {
        co_return co_await turns_of(timeout(5s, [] { return noop(); }));
    });
}

TEST_CASE("turns: task_group") {
    costs(0, "empty TaskGroup", []() -> Coroutine<int> {
        co_return co_await turns_of(task_group([](TaskGroup&) { return noop(); }));
    });
    costs(3, "TaskGroup with one noop child", []() -> Coroutine<int> {
        co_return co_await turns_of(task_group([](TaskGroup& group) -> Coroutine<> {
            group.create_task(noop());
            co_return;
        }));
    });
    costs(3, "future awaited by TaskGroup child done -> group exit", []() -> Coroutine<int> {
        Future<> f;
        co_return co_await turns_from([&f] { f.set_result(); },
                                      task_group([&f](TaskGroup& group) -> Coroutine<> {
                                          group.create_task(await_it(f));
                                          co_return;
                                      }));
    });
}

TEST_CASE("turns: synchronisation that does not wait") {
    costs(0, "Lock.acquire uncontended", []() -> Coroutine<int> {
        Lock lock;
        co_return co_await turns_of(lock.acquire());
    });
    costs(0, "Semaphore.acquire uncontended", []() -> Coroutine<int> {
        Semaphore semaphore(1);
        co_return co_await turns_of(semaphore.acquire());
    });
    costs(0, "Event.wait already set", []() -> Coroutine<int> {
        Event event;
        event.set();
        co_return co_await turns_of(event.wait());
    });
    costs(0, "Queue.put with room", []() -> Coroutine<int> {
        Queue<int> queue(1);
        co_return co_await turns_of(queue.put(1));
    });
    costs(0, "Queue.get with item", []() -> Coroutine<int> {
        Queue<int> queue(1);
        queue.put_nowait(1);
        co_return co_await turns_of(queue.get());
    });
}

TEST_CASE("turns: synchronisation that wakes a waiter") {
    costs(1, "Event.set -> waiter", []() -> Coroutine<int> {
        Event event;
        co_return co_await turns_from([&] { event.set(); }, event.wait());
    });
    costs(1, "Lock.release -> waiter", []() -> Coroutine<int> {
        Lock lock;
        co_await lock.acquire();
        co_return co_await turns_from([&] { lock.release(); }, lock.acquire());
    });
    costs(1, "Semaphore.release -> waiter", []() -> Coroutine<int> {
        Semaphore semaphore(0);
        co_return co_await turns_from([&] { semaphore.release(); }, semaphore.acquire());
    });
    costs(1, "Queue.put_nowait -> getter", []() -> Coroutine<int> {
        Queue<int> queue(1);
        co_return co_await turns_from([&] { queue.put_nowait(1); }, queue.get());
    });
    costs(1, "Queue.get_nowait -> putter", []() -> Coroutine<int> {
        Queue<int> queue(1);
        queue.put_nowait(1);
        co_return co_await turns_from([&] { queue.get_nowait(); }, queue.put(2));
    });
    costs(1, "Condition.notify+release -> waiter (lock free)", []() -> Coroutine<int> {
        Condition condition;
        const auto waiter = [](Condition& c) -> Coroutine<> {
            const auto held = co_await c.hold();
            co_await c.wait();
        };
        auto task = create_task(waiter(condition));
        co_await sleep(1s);
        co_await condition.acquire();
        const int notified = turn();
        condition.notify();
        condition.release();
        co_await task;
        co_return turn() - notified - 1;  // the task's end reaches us a turn later
    });
}

TEST_CASE("turns: cancellation") {
    costs(1, "Task.cancel() -> CancelledError inside sleeping task", []() -> Coroutine<int> {
        int seen = 0;
        const auto sleeper = [&seen]() -> Coroutine<> {
            (void)co_await interrupted(sleep(9s));
            seen = turn();
        };
        auto task = create_task(sleeper());
        co_await sleep(1s);
        const int asked = turn();
        task.cancel();
        co_await task;
        co_return seen - asked;
    });
    costs(2, "Task.cancel() -> awaiter of that task sees it", []() -> Coroutine<int> {
        auto task = create_task(sleep(9s));
        co_return co_await turns_from([&] { task.cancel(); }, task);
    });
    costs(1, "cancel(outer awaiting inner): inner sees it", []() -> Coroutine<int> {
        int seen = 0;
        const auto sleeper = [&seen]() -> Coroutine<> {
            (void)co_await interrupted(sleep(9s));
            seen = turn();
        };
        const auto awaits = [](Task<> inner) -> Coroutine<> { co_await inner; };
        auto outer = create_task(awaits(create_task(sleeper())));
        co_await sleep(1s);
        const int asked = turn();
        outer.cancel();
        (void)co_await fate(outer);
        co_return seen - asked;
    });
    costs(3, "cancel(outer awaiting inner): awaiter of outer sees it", []() -> Coroutine<int> {
        const auto awaits = [](Task<> inner) -> Coroutine<> { co_await inner; };
        auto outer = create_task(awaits(create_task(sleep(9s))));
        co_return co_await turns_from([&] { outer.cancel(); }, outer);
    });
}
