// Conformance, supplements that belong to no other file.
#include <cmath>

#include "scenario.hpp"

TEST_CASE(
    "081 timers_after_ready: expired timers queue behind what is ready; cancelled never fire") {
    plays_in_turns(
        []() -> Coroutine<> {
            auto& loop = this_loop();
            loop.call_later(0s, [] { say("timer0"); });
            auto k = loop.call_later(0s, [] { say("never"); });
            loop.call_soon([] { say("soon1"); });
            k.cancel();
            co_await sleep(0s);
            say("m1");
            co_await sleep(0s);
            say("m2");
        },
        R"(
      0   #1  soon1
      0   #1  m1
      0   #1  timer0
      0   #2  m2
      0    -  run -> ok
    )");
}

TEST_CASE("rule S82: inline awaits share the task; exceptions pass straight through") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto deep = []() -> Coroutine<> {
                say(current_task().name());
                co_await sleep(1s);
                throw ValueError("deep");
            };
            const auto mid = [deep]() -> Coroutine<> {
                say(current_task().name());
                co_await deep();
            };
            const auto outer = [mid]() -> Coroutine<> {
                const std::string error = co_await fate(mid());
                say(error, current_task().name());
            };
            co_await create_task(outer(), "T");
            say(co_await fate(mid()));
        },
        R"(
      0   #1  T
      0   #1  T
      1   #3  ValueError(deep) T
      1   #4  main
      1   #4  main
      2   #6  ValueError(deep)
      2    -  run -> ok
    )");
}

TEST_CASE("083 sleep_values: sleep gives its value; negative is like 0; NaN is an error") {
    plays_in_order(
        []() -> Coroutine<> {
            say(co_await sleep(1s, std::string("v")));
            co_await sleep(-5s);
            say("negative ok");
            say(fate_of([] { sleep(std::chrono::duration<double>(std::nan(""))).close(); }));
        },
        R"(
      1   #2  v
      1   #3  negative ok
      1   #3  ValueError
      1    -  run -> ok
    )");
}

TEST_CASE("rule S84: what each state of an outcome says to result, exception, cancel and set") {
    plays_in_order(
        []() -> Coroutine<> {
            Future<int> f;
            say(fate_of([&] { f.result(); }), fate_of([&] { (void)f.exception(); }));
            f.cancel();
            say(fate_of([&] { f.result(); }), fate_of([&] { (void)f.exception(); }));
            say(f.done(), f.cancelled(), f.cancel());
            auto t = create_task(sleep(1s, 3));
            say(fate_of([&] { t.result(); }), fate_of([&] { (void)t.exception(); }));
            co_await t;
            say(t.result(), t.exception(), t.cancelled(), t.cancel());
            Future<int> set;
            set.set_result(1);
            say("set_result", fate_of([&] { set.set_result(2); }));
            say("set_exception", fate_of([&] { set.set_exception(ValueError("")); }));
            Future<int> failed;
            failed.set_exception(ValueError("f"));
            say(failed.done(), failed.cancelled(), fate_of([&] { failed.result(); }),
                failed.exception());
        },
        R"(
      0   -  InvalidStateError InvalidStateError
      0   -  CancelledError CancelledError
      0   -  True True False
      0   -  InvalidStateError InvalidStateError
      1   -  3 None False False
      1   -  set_result InvalidStateError
      1   -  set_exception InvalidStateError
      1   -  True False ValueError(f) ValueError(f)
      1   -  run -> ok
    )");
}

TEST_CASE("085 await_self: a task that awaits itself gets RuntimeError instead of hanging") {
    plays_in_order([]() -> Coroutine<> { say(co_await fate(current_task())); }, R"(
      0   #1  RuntimeError
      0    -  run -> ok
    )");
}

TEST_CASE("rule S05: a callback that cancels another of the same turn is in time") {
    plays_in_turns(
        []() -> Coroutine<> {
            std::optional<TimerHandle> second;
            this_loop().call_soon([&second] {
                say("first");
                second->cancel();
            });
            second = this_loop().call_soon([] { say("second"); });
            std::optional<TimerHandle> late;
            this_loop().call_later(1s, [&late] {
                say("timer");
                late->cancel();
            });
            late = this_loop().call_later(1s, [] { say("never"); });
            co_await sleep(2s);
            say("end", second->cancelled(), late->cancelled());
        },
        R"(
      0   #1  first
      1   #2  timer
      2   #4  end True True
      2    -  run -> ok
    )");
}
