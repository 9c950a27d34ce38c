// Conformance, section J: run(), shutdown, threads.
#include <thread>

#include "scenario.hpp"

TEST_CASE(
    "079 run_cancels_leftovers: when main ends, what is left is cancelled and runs to its end") {
    plays_in_order(
        []() -> Coroutine<int> {
            const auto a = []() -> Coroutine<> {
                if (!co_await interrupted(sleep(9s))) co_return;
                say("A cancelled");
                co_await sleep(2s);
                say("A cleaned up");
                throw CancelledError();
            };
            const auto bad = []() -> Coroutine<> {
                (void)co_await interrupted(sleep(9s));
                throw ValueError("bad");
            };
            const auto stubborn = []() -> Coroutine<> {
                (void)co_await interrupted(sleep(9s));
                co_await sleep(1s);
                say("Stubborn ends");
            };
            const auto n = []() -> Coroutine<> {
                say("N runs");
                co_await sleep(0s);
                say("never");
            };
            create_task(a());
            create_task(bad());
            create_task(stubborn());
            co_await sleep(1s);
            say("main returns");
            create_task(n());
            co_return 5;
        },
        R"(
      1   #3  main returns
      1   #4  N runs
      1   #5  A cancelled
      2   #8  Stubborn ends
      3  #11  A cleaned up
      3  #13  HANDLER unhandled exception during run() shutdown: ValueError(bad)
      3    -  run -> 5
    )");
}

TEST_CASE("rule S80: a thread's result comes through the loop; simulated time waits for it") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto compute = [] {
                std::this_thread::sleep_for(20ms);
                return 42;
            };
            auto sleeper = create_task(sleep(1s));
            const int got = co_await to_thread(compute);
            say("got", got);
            co_await sleeper;
            say("slept");
            say(co_await fate(to_thread([] { throw ValueError("thread"); })));
            auto slow = create_task(to_thread([] { std::this_thread::sleep_for(20ms); }));
            co_await sleep(0s);
            slow.cancel();
            say(co_await fate(slow));
            say("end");
        },
        R"(
      0   #0  got 42
      1   #7  slept
      1   #9  ValueError(thread)
      1   #12  CancelledError
      1   #12  end
      1    -   run -> ok
    )");
}

TEST_CASE("rule S98: main's error is run's; a task of its last step still starts") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto child = []() -> Coroutine<> {
                say("child");
                co_await sleep(0s);
                say("never");
            };
            create_task(child());
            say("main");
            throw ValueError("main");
            co_return;
        },
        R"(
      0   #0  main
      0   #1  child
      0    -  run -> ValueError(main)
    )");
}

TEST_CASE("rule S79: a task that a clean-up creates is cancelled, too") {
    plays_in_order(
        []() -> Coroutine<int> {
            const auto b = []() -> Coroutine<> {
                say("b starts");
                if (co_await interrupted(sleep(9s))) say("b cancelled");
            };
            const auto a = [b]() -> Coroutine<> {
                if (co_await interrupted(sleep(9s))) say("a cancelled");
                create_task(b());
            };
            create_task(a());
            co_await sleep(1s);
            co_return 3;
        },
        R"(
      1   -  a cancelled
      1   -  b starts
      1   -  b cancelled
      1   -  run -> 3
    )");
}

TEST_CASE("rule S79: tasks are cancelled in creation order") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto leftover = [](std::string name) -> Coroutine<> {
                try {
                    co_await sleep(9s);
                } catch (const CancelledError&) {
                    say(name);
                    throw;
                }
            };
            for (const std::string name : {"a", "b", "c", "d", "e", "f"})
                create_task(leftover(name));
            co_await sleep(1s);
            throw CancelledError("main ends cancelled");
        },
        R"(
      1   -  a
      1   -  b
      1   -  c
      1   -  d
      1   -  e
      1   -  f
      1   -  run -> CancelledError
    )");
}
