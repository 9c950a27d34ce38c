// Conformance, section I: Semaphore and Barrier.
#include "scenario.hpp"

TEST_CASE("075 semaphore_fifo: strictly first in first out; newcomers queue; nothing is lost") {
    plays_in_turns(
        []() -> Coroutine<> {
            Semaphore semaphore(0);
            const auto worker = [&semaphore](std::string name) -> Coroutine<> {
                try {
                    co_await semaphore.acquire();
                } catch (const CancelledError&) {
                    say(name, "cancelled");
                    throw;
                }
                say(name, "acquired");
            };
            std::vector<Task<>> workers;
            for (const std::string name : {"W1", "W2", "W3", "W4"})
                workers.push_back(create_task(worker(name)));
            co_await sleep(1s);
            workers[0].cancel();
            semaphore.release();
            semaphore.release();
            workers.push_back(create_task(worker("N")));
            co_await sleep(1s);
            say("release 2 more");
            semaphore.release();
            semaphore.release();
            (void)co_await wait(workers);
            auto w5 = create_task(worker("W5"));
            co_await sleep(0s);
            semaphore.release();
            semaphore.release();
            co_await semaphore.acquire();
            say("main acquired");
            co_await w5;
            auto x = create_task(worker("X"));
            co_await sleep(0s);
            semaphore.release();
            x.cancel();
            (void)co_await wait(std::vector{x});
            say("locked=" + to_text(semaphore.locked()));
        },
        R"(
      1   #4  W1 cancelled
      1   #4  W2 acquired
      1   #4  W3 acquired
      2   #6  release 2 more
      2   #7  W4 acquired
      2   #7  N acquired
      2  #11  W5 acquired
      2  #12  main acquired
      2  #14  X cancelled
      2  #16  locked=False
      2    -  run -> ok
    )");
}

TEST_CASE("rule S75: a bounded semaphore may not be released beyond its bound") {
    plays_in_order(
        []() -> Coroutine<> {
            BoundedSemaphore semaphore(1);
            say(fate_of([&] { semaphore.release(); }));
            {
                const auto held = co_await semaphore.hold();
                say("held", semaphore.locked(), semaphore.value());
            }
            say("free", semaphore.locked(), semaphore.value());
            say(fate_of([] { Semaphore negative(-1); }));
        },
        R"(
      0   #0  ValueError
      0   #0  held True 0
      0   #0  free False 1
      0   #0  ValueError
      0   -   run -> ok
    )");
}

TEST_CASE(
    "rule S76: the index is the order of arrival; the last passes first, the others next turn") {
    plays_in_turns(
        []() -> Coroutine<> {
            Barrier barrier(3);
            const auto worker = [&barrier](std::string name,
                                           std::chrono::seconds delay) -> Coroutine<> {
                co_await sleep(delay);
                const int place = co_await barrier.wait();
                say(name, place);
            };
            std::vector<Task<>> first{create_task(worker("A", 1s)), create_task(worker("B", 2s)),
                                      create_task(worker("C", 3s))};
            co_await sleep(2s);
            say("waiting", barrier.n_waiting());
            (void)co_await wait(first);
            say(barrier.n_waiting(), barrier.parties(), barrier.broken());
            auto cancelled = create_task(worker("A", 0s));
            co_await sleep(1s);
            say(barrier.n_waiting());
            cancelled.cancel();
            (void)co_await wait(std::vector{cancelled});
            say(barrier.n_waiting());
            std::vector<Task<>> second{create_task(worker("D", 1s)), create_task(worker("E", 1s)),
                                       create_task(worker("F", 1s))};
            (void)co_await wait(second);
        },
        R"(
      2   #5  waiting 1
      3   #7  C 2
      3   #8  A 0
      3   #8  B 1
      3   #10  0 3 False
      4   #14  1
      4   #17  0
      5   #20  F 2
      5   #21  D 0
      5   #21  E 1
      5    -  run -> ok
    )");
}

TEST_CASE("rule S76: abort breaks a barrier, reset sends the waiting away; then it works again") {
    plays_in_order(
        []() -> Coroutine<> {
            Barrier barrier(3);
            const auto worker = [&barrier](std::string name) -> Coroutine<> {
                const std::string end = co_await fate(barrier.wait());
                say(name, end);
            };
            std::vector<Task<>> tasks{create_task(worker("G")), create_task(worker("H"))};
            co_await sleep(1s);
            barrier.abort();
            say("aborted", barrier.broken());
            (void)co_await wait(tasks);
            co_await worker("I");
            barrier.reset();
            say("reset", barrier.broken());
            auto j = create_task(worker("J"));
            co_await sleep(1s);
            barrier.reset();
            (void)co_await wait(std::vector{j});
            say(barrier.broken());
            tasks.clear();
            for (const std::string name : {"K", "L", "M", "N"})
                tasks.push_back(create_task(worker(name)));
            co_await sleep(1s);
            say(barrier.n_waiting());
            barrier.abort();
            (void)co_await wait(tasks);
            say(fate_of([] { Barrier none(0); }));
        },
        R"(
      1   -  aborted True
      1   -  G BrokenBarrierError
      1   -  H BrokenBarrierError
      1   -  I BrokenBarrierError
      1   -  reset False
      2   -  J BrokenBarrierError
      2   -  False
      2   -  M 2
      2   -  K 0
      2   -  L 1
      3   -  1
      3   -  N BrokenBarrierError
      3   -  ValueError
      3   -  run -> ok
    )");
}

// Recorded from CPython 3.13: Barrier waits on a condition, and a condition wakes
// another waiter when one leaves with an error.
TEST_CASE("rule S76 a waiter that is cancelled wakes another, which queues again") {
    plays_in_order(
        []() -> Coroutine<> {
            Barrier barrier(4);
            const auto worker = [&barrier](std::string name) -> Coroutine<> {
                const int place = co_await barrier.wait();
                say(name, place);
            };
            std::vector<Task<>> workers;
            for (const std::string name : {"A", "B", "C"})
                workers.push_back(create_task(worker(name)));
            co_await sleep(1s);
            workers[0].cancel();
            co_await sleep(1s);
            for (const std::string name : {"D", "E"}) workers.push_back(create_task(worker(name)));
            (void)co_await wait(workers);
        },
        R"(
      2   -  E 3
      2   -  C 2
      2   -  B 1
      2   -  D 2
      2   -  run -> ok
    )");
}
