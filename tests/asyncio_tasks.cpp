// Conformance, section A: coroutine objects, task start and scheduling order.
// "NNN name" is a case of conformance/asyncio.md; "rule SNN" was recorded from
// CPython 3.13.0 for a rule of asyncio-semantics.md.
#include "scenario.hpp"

TEST_CASE("001 lazy_coroutine: calling runs nothing; awaiting runs inline, in the same turn") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto child = []() -> Coroutine<int> {
                say("child body");
                co_return 7;
            };
            auto c = child();
            say("made");
            co_await sleep(0s);
            say("yielded");
            const int v = co_await c;
            say("got", v);
            co_await child();
            say("end");
        },
        R"(
      0   #0  made
      0   #1  yielded
      0   #1  child body
      0   #1  got 7
      0   #1  child body
      0   #1  end
      0    -  run -> ok
    )");
}

TEST_CASE("rule S02: the creator goes on; first steps come next turn, in creation order") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto child = [](std::string name) -> Coroutine<> {
                say(name, "starts");
                co_return;
            };
            say("before");
            create_task(child("A"));
            create_task(child("B"));
            this_loop().call_soon([] { say("callback"); });
            create_task(child("C"));
            say("after");
            co_await sleep(0s);
            say("main again");
        },
        R"(
      0   #0  before
      0   #0  after
      0   #1  A starts
      0   #1  B starts
      0   #1  callback
      0   #1  C starts
      0   #1  main again
      0    -  run -> ok
    )");
}

TEST_CASE("003 sleep0_round_robin: sleep(0) yields exactly one turn: spinners alternate") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto spin = [](std::string name) -> Coroutine<> {
                for (int i = 0; i < 3; ++i) {
                    say(name, i);
                    co_await sleep(0s);
                }
            };
            auto a = create_task(spin("A"));
            auto b = create_task(spin("B"));
            co_await a;
            say("A joined");
            co_await b;
            say("B joined");
        },
        R"(
      0   #1  A 0
      0   #1  B 0
      0   #2  A 1
      0   #2  B 1
      0   #3  A 2
      0   #3  B 2
      0   #5  A joined
      0   #5  B joined
      0    -  run -> ok
    )");
}

TEST_CASE("rule S04: children of children start one turn later, after all that is ready") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto grandchild = [](std::string name) -> Coroutine<> {
                say(name);
                co_return;
            };
            const auto child = [grandchild](std::string name) -> Coroutine<> {
                say(name, "starts");
                create_task(grandchild(name + "1"));
                create_task(grandchild(name + "2"));
                say(name, "ends");
                co_return;
            };
            auto a = create_task(child("A"));
            auto b = create_task(child("B"));
            co_await a;
            co_await b;
            say("main");
            co_await sleep(0s);
            say("end");
        },
        R"(
      0   #1  A starts
      0   #1  A ends
      0   #1  B starts
      0   #1  B ends
      0   #2  A1
      0   #2  A2
      0   #2  main
      0   #2  B1
      0   #2  B2
      0   #3  end
      0    -  run -> ok
    )");
}

TEST_CASE("005 snapshot_rule: a turn runs only the callbacks that were queued when it began") {
    plays_in_turns(
        []() -> Coroutine<> {
            auto& loop = this_loop();
            loop.call_soon([&loop] {
                say("f1");
                loop.call_soon([&loop] {
                    say("f2");
                    loop.call_soon([] { say("f3"); });
                });
            });
            loop.call_soon([] { say("g"); });
            for (int i = 0; i < 4; ++i) {
                co_await sleep(0s);
                say("main", i);
            }
        },
        R"(
      0   #1  f1
      0   #1  g
      0   #1  main 0
      0   #2  f2
      0   #2  main 1
      0   #3  f3
      0   #3  main 2
      0   #4  main 3
      0    -  run -> ok
    )");
}

TEST_CASE("rule S06: awaiting a finished task or future does not suspend, and may be repeated") {
    plays_in_turns(
        []() -> Coroutine<> {
            auto task = create_task(sleep(1s, 7));
            say("got", co_await task);
            this_loop().call_soon([] { say("soon"); });
            say("again", co_await task);
            say("result", task.result(), task.exception());
            Future<int> future;
            future.set_result(1);
            say("future", co_await future);
            say("future", co_await future);
            co_await sleep(0s);
            say("next");
        },
        R"(
      1   #4  got 7
      1   #4  again 7
      1   #4  result 7 None
      1   #4  future 1
      1   #4  future 1
      1   #5  soon
      1   #5  next
      1    -  run -> ok
    )");
}

TEST_CASE("007 many_awaiters_fifo: awaiters of one task resume in the order they began to wait") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto work = []() -> Coroutine<int> {
                co_await sleep(2s);
                say("t ends");
                co_return 1;
            };
            const auto waiter = [](std::string name, Task<int> task) -> Coroutine<> {
                const int v = co_await task;
                say(name, "got", v);
            };
            auto task = create_task(work());
            auto w1 = create_task(waiter("W1", task));
            auto w2 = create_task(waiter("W2", task));
            auto w3 = create_task(waiter("W3", task));
            co_await w3;
            say("main");
        },
        R"(
      2   #3  t ends
      2   #4  W1 got 1
      2   #4  W2 got 1
      2   #4  W3 got 1
      2   #5  main
      2    -  run -> ok
    )");
}

TEST_CASE("rule S08: done-callbacks run in registration order; one that throws is reported") {
    plays_in_turns(
        []() -> Coroutine<> {
            Future<> f;
            CallbackId third = 0;
            f.add_done_callback([&f, &third] {
                say("first");
                f.remove_done_callback(third);  // too late: its turn has come already
                f.add_done_callback([] { say("late"); });
            });
            const auto removed = f.add_done_callback([] { say("removed"); });
            f.add_done_callback([] {
                say("bad");
                throw ValueError("callback");
            });
            third = f.add_done_callback([](Future<> done) { say("third", done.done()); });
            f.remove_done_callback(removed);
            f.set_result();
            say("set");
            co_await sleep(0s);
            say("main");
            f.add_done_callback([] { say("late"); });
            say("registered");
            co_await sleep(0s);
            say("end");
        },
        R"(
      0   #0  set
      0   #1  first
      0   #1  bad
      0   #1  HANDLER exception in callback: ValueError(callback)
      0   #1  third True
      0   #1  main
      0   #1  registered
      0   #2  late
      0   #2  late
      0   #2  end
      0    -  run -> ok
    )");
}

TEST_CASE("009 equal_deadlines: equal deadlines fire in the order they were armed") {
    plays_in_order(
        []() -> Coroutine<> {
            for (const std::string name : {"a", "b", "c", "d", "e"})
                this_loop().call_later(3s, [name] { say(name); });
            this_loop().call_later(1s, [] { say("z"); });
            co_await sleep(4s);
            say("end");
        },
        R"(
      1   #1  z
      3   #2  a
      3   #2  b
      3   #2  c
      3   #2  d
      3   #2  e
      4   #4  end
      4    -  run -> ok
    )");
}

TEST_CASE("rule S10: simulated time stands still while a task spins on sleep(0)") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto spin = []() -> Coroutine<> {
                for (int i = 0; i < 50; ++i) co_await sleep(0s);
                say("spun 50");
            };
            auto spinner = create_task(spin());
            co_await sleep(1s);
            say("main");
            co_await spinner;
        },
        R"(
      0   #51  spun 50
      1   #53  main
      1    -  run -> ok
    )");
}
