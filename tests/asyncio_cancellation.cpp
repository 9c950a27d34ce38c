// Conformance, section C, first half: cancelling one task. How a request travels
// from task to task is in asyncio_cancel_forwarding.cpp.
#include "scenario.hpp"

TEST_CASE("015 cancel_sleeping: the error is raised inside one turn later; False once done") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto sleeper = []() -> Coroutine<> {
                try {
                    co_await sleep(10s);
                } catch (const CancelledError&) {
                    say("t: CancelledError");
                    throw;
                }
            };
            auto t = create_task(sleeper());
            co_await sleep(1s);
            const bool asked = t.cancel();
            say("cancel() =", to_text(asked) + ", cancelled() =", t.cancelled());
            say("main:", co_await fate(t));
            say("cancelled() =", to_text(t.cancelled()) + ", cancel() =", t.cancel());
        },
        R"(
      1   #3  cancel() = True, cancelled() = False
      1   #4  t: CancelledError
      1   #5  main: CancelledError
      1   #5  cancelled() = True, cancel() = False
      1    -  run -> ok
    )");
}

TEST_CASE(
    "rule S16: cancelled before its first step, the body never runs; arguments are destroyed") {
    Counted::alive = 0;
    plays_in_turns(
        []() -> Coroutine<> {
            const auto body = [](Counted) -> Coroutine<> {
                say("runs");
                co_await sleep(1s);
            };
            auto t = create_task(body(Counted(1)));
            const bool accepted = t.cancel();
            say("cancel", accepted, t.cancelling(), t.done());
            say("alive", Counted::alive);
            say(co_await fate(t), t.cancelled());
            say("alive", Counted::alive);
            auto started = create_task(body(Counted(2)));
            co_await sleep(0s);
            say("started", started.done());
            started.cancel();
            say(co_await fate(started));
        },
        R"(
      0   #0  cancel True 1 False
      0   #0  alive 1
      0   #2  CancelledError True
      0   #2  alive 0
      0   #3  runs
      0   #3  started False
      0   #5  CancelledError
      0    -  run -> ok
    )");
}

TEST_CASE("017 cancel_self: a task that cancels itself runs on to its next real suspension") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto no_suspension = []() -> Coroutine<> {
                say("no suspension");
                co_return;
            };
            auto self = current_task();
            self.cancel();
            say("still running");
            co_await no_suspension();
            const std::string error = co_await fate(sleep(5s));
            say(error + ", cancelling=" + to_text(self.cancelling()));
        },
        R"(
      0   #0  still running
      0   #0  no suspension
      0   #1  CancelledError, cancelling=1
      0    -  run -> ok
    )");
}

TEST_CASE("rule S17: after cancelling itself a task may await what is done, and yields one turn") {
    plays_in_turns(
        []() -> Coroutine<> {
            Future<int> done, pending;
            done.set_result(7);
            current_task().cancel();
            say("got", co_await done);
            say(co_await fate(pending), pending.cancelled());
            current_task().cancel();
            say(co_await fate(sleep(0s)));
            current_task().cancel();
            say(co_await fate(gather(sleep(5s))));
        },
        R"(
      0   #0  got 7
      0   #1  CancelledError True
      0   #2  CancelledError
      0   #5  CancelledError
      0    -  run -> ok
    )");
}

TEST_CASE("rule S18: a task that cancels itself and returns without suspending ends cancelled") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto body = []() -> Coroutine<int> {
                current_task().cancel();
                say("goes on");
                co_return 5;
            };
            auto t = create_task(body());
            say(co_await fate(t), "cancelled=" + to_text(t.cancelled()), t.cancelling());
        },
        R"(
      0   #1  goes on
      0   #2  CancelledError cancelled=True 1
      0    -  run -> ok
    )");
}

TEST_CASE("019 cancel_caught_value: a task may catch the cancellation and return a value") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto catcher = []() -> Coroutine<int> {
                (void)co_await interrupted(sleep(10s));
                co_return 42;
            };
            auto t = create_task(catcher());
            co_await sleep(1s);
            t.cancel();
            say("got", co_await t, "cancelled=" + to_text(t.cancelled()),
                "cancelling=" + to_text(t.cancelling()));
        },
        R"(
      1   #5  got 42 cancelled=False cancelling=1
      1    -  run -> ok
    )");
}

TEST_CASE("rule S20: caught once, a cancellation is not raised again until a new request") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto body = []() -> Coroutine<> {
                if (co_await interrupted(sleep(10s))) say("caught once");
                co_await sleep(2s);
                say("slept");
                co_await sleep(0s);
                try {
                    co_await sleep(10s);
                } catch (const CancelledError&) {
                    say("caught twice", current_task().cancelling());
                    throw;
                }
            };
            auto t = create_task(body());
            co_await sleep(1s);
            t.cancel();
            co_await sleep(4s);
            t.cancel();
            (void)co_await fate(t);
            say("cancelled=" + to_text(t.cancelled()));
        },
        R"(
      1   #4  caught once
      3   #6  slept
      5   #10  caught twice 2
      5   #11  cancelled=True
      5    -  run -> ok
    )");
}

TEST_CASE("021 double_cancel_one_error: two requests in one turn deliver one error, count two") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto body = []() -> Coroutine<> {
                if (co_await interrupted(sleep(10s)))
                    say("cancelling=" + to_text(current_task().cancelling()));
                co_await sleep(2s);
                say("cleanup finished");
            };
            auto t = create_task(body());
            co_await sleep(1s);
            const bool first = t.cancel();
            say(first, t.cancel());
            co_await t;
            say("cancelled=" + to_text(t.cancelled()));
        },
        R"(
      1   #3  True True
      1   #4  cancelling=2
      3   #6  cleanup finished
      3   #7  cancelled=False
      3    -  run -> ok
    )");
}

TEST_CASE("rule S22: uncancel to zero clears a request that has not been delivered") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto body = []() -> Coroutine<std::string> {
                say("body");
                co_await sleep(1s);
                co_return "v";
            };
            auto t = create_task(body());
            t.cancel();
            say("uncancel", t.uncancel());
            const std::string value = co_await t;
            say("got", value, t.cancelled(), t.cancelling());
            auto twice = create_task(body());
            twice.cancel();
            twice.cancel();
            say("uncancel", twice.uncancel());
            const std::string error = co_await fate(twice);
            say(error, twice.cancelling());
            current_task().cancel();
            say("self", current_task().uncancel());
            co_await sleep(1s);
            say("slept");
        },
        R"(
      0   #0  uncancel 0
      0   #1  body
      1   #4  got v False 0
      1   #4  uncancel 1
      1   #6  CancelledError 1
      1   #6  self 0
      2   #8  slept
      2    -  run -> ok
    )");
}

TEST_CASE("rule S26: a task is cancelled if CancelledError leaves it, whoever caused it") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto throws = []() -> Coroutine<> {
                co_await sleep(1s);
                throw CancelledError("own");
            };
            const auto awaits = []() -> Coroutine<> {
                Future<> f;
                this_loop().call_later(1s, [f]() mutable { f.cancel(); });
                co_await f;
            };
            auto a = create_task(throws());
            const std::string first = co_await fate(a);
            say(first, a.cancelled(), a.cancelling());
            auto b = create_task(awaits());
            const std::string second = co_await fate(b);
            say(second, b.cancelled(), b.cancelling());
        },
        R"(
      1   #4  CancelledError True 0
      2   #8  CancelledError True 0
      2    -  run -> ok
    )");
}

TEST_CASE("rule S30: a second cancel interrupts the clean-up") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto body = []() -> Coroutine<> {
                if (!co_await interrupted(sleep(10s))) co_return;
                say("cleanup", current_task().cancelling());
                try {
                    co_await sleep(5s);
                    say("never");
                } catch (const CancelledError&) {
                    say("interrupted", current_task().cancelling());
                    throw;
                }
            };
            auto t = create_task(body());
            co_await sleep(1s);
            t.cancel();
            co_await sleep(2s);
            t.cancel();
            (void)co_await fate(t);
            say("cancelled=" + to_text(t.cancelled()));
        },
        R"(
      1   #4  cleanup 1
      3   #7  interrupted 2
      3   #8  cancelled=True
      3    -  run -> ok
    )");
}

TEST_CASE("031 error_during_cancel: raising another error while being cancelled: it failed") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto body = []() -> Coroutine<> {
                (void)co_await interrupted(sleep(10s));
                throw ValueError("cleanup");
            };
            auto t = create_task(body());
            co_await sleep(1s);
            t.cancel();
            const std::string error = co_await fate(t);
            say(error, "cancelled=" + to_text(t.cancelled()));
        },
        R"(
      1   #5  ValueError(cleanup) cancelled=False
      1    -  run -> ok
    )");
}
