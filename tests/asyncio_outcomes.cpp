// Conformance, section B: results, exceptions and diagnostics of tasks.
#include "scenario.hpp"

namespace {

Coroutine<> failing(std::string text) {
    throw ValueError(text);
    co_return;
}

Coroutine<Task<>> failed(std::string text) {
    auto task = create_task(failing(text));
    co_await sleep(0s);
    co_return task;
}

}  // namespace

TEST_CASE("011 exception_each_await: a task's exception is stored and raised at every await") {
    plays_in_order(
        []() -> Coroutine<> {
            auto t = create_task(failing("boom"));
            co_await sleep(0s);
            say("done=" + to_text(t.done()), "cancelled=" + to_text(t.cancelled()));
            say("await 1:", co_await fate(t));
            say("await 2:", co_await fate(t));
            say("exception() =", t.exception());
        },
        R"(
      0   #1  done=True cancelled=False
      0   #1  await 1: ValueError(boom)
      0   #1  await 2: ValueError(boom)
      0   #1  exception() = ValueError(boom)
      0    -  run -> ok
    )");
}

TEST_CASE("rule S12: an exception that nobody looked at is reported once, with the last handle") {
    plays_in_order(
        []() -> Coroutine<> {
            {
                auto t = co_await failed("dropped");
                auto second_handle = t;
                say("ended");
            }
            say("after");
            (void)(co_await failed("asked")).exception();
            say("result", fate_of([t = co_await failed("result")] { t.result(); }));
            say("awaited", co_await fate(co_await failed("awaited")));
            say("cancel", (co_await failed("cancelled")).cancel());
            say("gathered", co_await fate(gather(co_await failed("gathered"))));
            co_await gather(return_exceptions, co_await failed("as a result"));
            say("wait_for", co_await fate(wait_for(co_await failed("wait_for"), 1s)));
            {
                Future<int> future;
                future.set_exception(ValueError("future"));
            }
            say("end");
        },
        R"(
      0   #1  ended
      0   #1  HANDLER Task exception was never retrieved: ValueError(dropped)
      0   #1  after
      0   #1  result ValueError(result)
      0   #1  awaited ValueError(awaited)
      0   #1  cancel False
      0   #1  gathered ValueError(gathered)
      0   #1  wait_for ValueError(wait_for)
      0   #1  HANDLER Future exception was never retrieved: ValueError(future)
      0   #1  end
      0    -  run -> ok
    )");
}

TEST_CASE("013 never_awaited: a coroutine destroyed without having started is reported") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto child = []() -> Coroutine<> {
                say("body");
                co_return;
            };
            {
                auto c = child();
            }
            say("dropped");
            co_await child();
            say("end");
        },
        R"(
      0   #0  WARNING coroutine was never awaited
      0   #0  dropped
      0   #0  body
      0   #0  end
      0    -  run -> ok
    )");
}

TEST_CASE("rule S13: one that is closed, or rejected by what it was given to, is not reported") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto child = []() -> Coroutine<> {
                say("never");
                co_return;
            };
            auto c = child();
            c.close();
            c.close();
            say("await closed:", co_await fate(std::move(c)));
            auto spent = child();
            auto moved = std::move(spent);
            moved.close();
            say("end");
        },
        R"(
      0   #0  await closed: RuntimeError
      0   #0  end
      0    -  run -> ok
    )");
}

TEST_CASE("rule S14: a loop in which nothing can ever run again ends with DeadlockError") {
    plays_in_order(
        []() -> Coroutine<> {
            Future<> never;
            const auto wait = [](Future<> f) -> Coroutine<> {
                if (co_await interrupted(f)) {
                    say("cancelled");
                    throw CancelledError();
                }
            };
            co_await sleep(1s);
            auto t = create_task(wait(never));
            say("main waits");
            co_await t;
            say("never");
        },
        R"(
      1   #2  main waits
      1   #5  cancelled
      1    -  run -> DeadlockError
    )");
}
