// Conformance, section C, second half: how a request to cancel travels, and its
// races with the completion of what the task waits for.
#include "scenario.hpp"

TEST_CASE("023 cancel_chain_inline: the innermost frame sees the error first; any may translate") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto inner = []() -> Coroutine<> {
                try {
                    co_await sleep(10s);
                } catch (const CancelledError&) {
                    say("inner");
                    throw;
                }
            };
            const auto mid = [inner]() -> Coroutine<> {
                try {
                    co_await inner();
                } catch (const CancelledError&) {
                    say("mid");
                    throw LookupError("translated");
                }
            };
            const auto outer = [mid]() -> Coroutine<std::string> {
                say(co_await fate(mid()));
                co_return "ok";
            };
            auto t = create_task(outer());
            co_await sleep(2s);
            t.cancel();
            say(co_await t);
            say("cancelled=" + to_text(t.cancelled()));
        },
        R"(
      2   #4  inner
      2   #4  mid
      2   #4  LookupError(translated)
      2   #5  ok
      2   #5  cancelled=False
      2    -  run -> ok
    )");
}

TEST_CASE("rule S24: the request goes to the future, task, gather or shield the task waits for") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto sleeper = []() -> Coroutine<> {
                try {
                    co_await sleep(9s);
                } catch (const CancelledError&) {
                    say("inner CancelledError");
                    throw;
                }
            };
            const auto waits = [](std::string name, auto awaitable) -> Coroutine<> {
                try {
                    co_await awaitable;
                } catch (const CancelledError&) {
                    say(name, "CancelledError");
                    throw;
                }
            };
            const auto waits_for_gather = [waits](Task<> t) -> Coroutine<> {
                co_await waits("gather", gather(t));
            };
            const auto waits_for_shield = [waits](Task<> t) -> Coroutine<> {
                co_await waits("shield", shield(t));
            };
            Future<> f;
            auto i = create_task(sleeper());
            auto j = create_task(sleeper());
            auto k = create_task(sleeper());
            std::vector<Task<>> all{create_task(waits("future", f)), create_task(waits("task", i)),
                                    create_task(waits_for_gather(j)),
                                    create_task(waits_for_shield(k))};
            co_await sleep(1s);
            for (auto& t : all) t.cancel();
            say("f", f.cancelled(), "i", i.cancelled(), i.cancelling(), "j", j.cancelling(), "k",
                k.cancelling());
            (void)co_await wait(all, {});
            say("end", i.cancelled(), j.cancelled(), k.done());
            k.cancel();
            (void)co_await fate(k);
        },
        R"(
      1   #3  f True i False 1 j 1 k 0
      1   #4  future CancelledError
      1   #4  inner CancelledError
      1   #4  inner CancelledError
      1   #4  shield CancelledError
      1   #5  task CancelledError
      1   #6  gather CancelledError
      1   #8  end True True False
      1   #9  inner CancelledError
      1    -  run -> ok
    )");
}

TEST_CASE(
    "025 inner_swallows: if the awaited task swallows the request, the awaiter gets its value") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto inner_body = []() -> Coroutine<std::string> {
                if (co_await interrupted(sleep(10s))) co_await sleep(2s);
                co_return "saved";
            };
            const auto outer_body = [](Task<std::string> inner) -> Coroutine<std::string> {
                const std::string v = co_await inner;
                say("outer got", v + ", cancelling=" + to_text(current_task().cancelling()));
                co_await sleep(1s);
                co_return v;
            };
            auto outer = create_task(outer_body(create_task(inner_body())));
            co_await sleep(1s);
            outer.cancel();
            say(co_await outer);
            say("cancelled=" + to_text(outer.cancelled()));
        },
        R"(
      3   #7  outer got saved, cancelling=1
      4  #10  saved
      4  #10  cancelled=False
      4    -  run -> ok
    )");
}

TEST_CASE(
    "027 cancel_one_of_two_awaiters: cancelling one awaiter of a shared task takes the other") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto waiter = [](std::string name, Task<> shared) -> Coroutine<> {
                try {
                    co_await shared;
                } catch (const CancelledError&) {
                    say(name, "CancelledError cancelling=" + to_text(current_task().cancelling()));
                    throw;
                }
            };
            auto shared = create_task(sleep(10s));
            auto a = create_task(waiter("A", shared));
            auto b = create_task(waiter("B", shared));
            co_await sleep(1s);
            a.cancel();
            (void)co_await wait(std::vector{a, b}, {});
            say(a.cancelled(), b.cancelled(), shared.cancelled());
        },
        R"(
      1   #5  A CancelledError cancelling=1
      1   #5  B CancelledError cancelling=0
      1   #7  True True True
      1    -  run -> ok
    )");
}

TEST_CASE(
    "rule S28: race, completion first: the task is cancelled, the value stays in the future") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto waiter = [](Future<std::string> f) -> Coroutine<> {
                try {
                    say("got", co_await f);
                } catch (const CancelledError&) {
                    say("t: CancelledError");
                    throw;
                }
            };
            Future<std::string> f;
            auto t = create_task(waiter(f));
            co_await sleep(0s);
            f.set_result("v");
            say("cancel()=" + to_text(t.cancel()));
            (void)co_await fate(t);
            say("cancelled=" + to_text(t.cancelled()), "f=" + f.result());
        },
        R"(
      0   #1  cancel()=True
      0   #2  t: CancelledError
      0   #3  cancelled=True f=v
      0    -  run -> ok
    )");
}

TEST_CASE("029 cancel_at_wake_instant: both arming orders end cancelled") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto sleeper = [](std::string name) -> Coroutine<> {
                try {
                    co_await sleep(5s);
                    say(name, "woke");
                } catch (const CancelledError&) {
                    say(name, "cancelled");
                    throw;
                }
            };
            auto x = create_task(sleeper("X"));
            auto y = create_task(sleeper("Y"));
            this_loop().call_later(5s, [x] {
                say("cancel X");
                x.cancel();
            });
            co_await sleep(0s);
            this_loop().call_later(5s, [y] {
                say("cancel Y");
                y.cancel();
            });
            (void)co_await wait(std::vector{x, y}, {});
            say("end");
        },
        R"(
      5   #2  cancel X
      5   #2  cancel Y
      5   #3  X cancelled
      5   #3  Y cancelled
      5   #5  end
      5    -  run -> ok
    )");
}

TEST_CASE(
    "087 uncancel_blocked: uncancel cannot recall a request that interrupted a blocked task") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto body = []() -> Coroutine<> {
                try {
                    co_await sleep(10s);
                } catch (const CancelledError&) {
                    say("t: CancelledError cancelling=" + to_text(current_task().cancelling()));
                    throw;
                }
            };
            auto t = create_task(body());
            co_await sleep(1s);
            t.cancel();
            say("uncancel=" + to_text(t.uncancel()));
            (void)co_await wait(std::vector{t}, {});
            say("cancelled=" + to_text(t.cancelled()), "at uncancel below zero:", t.uncancel());
        },
        R"(
      1   #3  uncancel=0
      1   #4  t: CancelledError cancelling=0
      1   #6  cancelled=True at uncancel below zero: 0
      1    -  run -> ok
    )");
}

TEST_CASE("rule S88: a further request reaches the inner task again while it cleans up") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto inner_body = []() -> Coroutine<> {
                if (!co_await interrupted(sleep(10s))) co_return;
                say("inner cleanup");
                try {
                    co_await sleep(5s);
                } catch (const CancelledError&) {
                    say("inner again", current_task().cancelling());
                    throw;
                }
            };
            const auto outer_body = [](Task<> inner) -> Coroutine<> {
                try {
                    co_await inner;
                } catch (const CancelledError&) {
                    say("outer", current_task().cancelling());
                    throw;
                }
            };
            auto inner = create_task(inner_body());
            auto outer = create_task(outer_body(inner));
            co_await sleep(1s);
            outer.cancel();
            co_await sleep(2s);
            say("again", outer.cancel());
            (void)co_await fate(outer);
            say("end", inner.cancelled(), outer.cancelled());
        },
        R"(
      1   #4  inner cleanup
      3   #6  again True
      3   #7  inner again 2
      3   #8  outer 2
      3   #9  end True True
      3    -  run -> ok
    )");
}

TEST_CASE(
    "089 cancel_then_completion: cancel first: the future is cancelled, set_result too late") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto waiter = [](Future<std::string> f) -> Coroutine<> {
                try {
                    say("got", co_await f);
                } catch (const CancelledError&) {
                    say("t: CancelledError");
                    throw;
                }
            };
            Future<std::string> f;
            auto t = create_task(waiter(f));
            co_await sleep(0s);
            t.cancel();
            say("f.cancelled=" + to_text(f.cancelled()));
            say(fate_of([&] { f.set_result("v"); }));
            (void)co_await wait(std::vector{t}, {});
            say("cancelled=" + to_text(t.cancelled()));
        },
        R"(
      0   #1  f.cancelled=True
      0   #1  InvalidStateError
      0   #2  t: CancelledError
      0   #4  cancelled=True
      0    -  run -> ok
    )");
}

TEST_CASE("091 mutual_await_cancel: tasks that await each other both end cancelled") {
    plays_in_order(
        []() -> Coroutine<> {
            struct Pair {
                std::optional<Task<>> a, b;
            };
            auto pair = std::make_shared<Pair>();
            const auto awaits_b = [](std::shared_ptr<Pair> p) -> Coroutine<> { co_await *p->b; };
            const auto awaits_a = [](std::shared_ptr<Pair> p) -> Coroutine<> { co_await *p->a; };
            auto a = create_task(awaits_b(pair));
            auto b = create_task(awaits_a(pair));
            *pair = {.a = a, .b = b};
            co_await sleep(1s);
            say("cancel()=" + to_text(a.cancel()));
            (void)co_await wait(std::vector{a, b}, {});
            say("end", a.cancelled(), b.cancelled());
            *pair = {};
        },
        R"(
      1   #3  cancel()=True
      1   #6  end True True
      1    -  run -> ok
    )");
}

TEST_CASE("rule S15: a message given to cancel() arrives with the error, through all that wait") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto sleeper = []() -> Coroutine<> {
                try {
                    co_await sleep(10s);
                } catch (const CancelledError& error) {
                    say("message", error.message());
                    throw;
                }
            };
            const auto message_of = [](auto awaitable) -> Coroutine<std::string> {
                try {
                    co_await awaitable;
                } catch (const CancelledError& error) {
                    co_return error.message();
                }
                co_return "none";
            };
            const auto awaits_task = [sleeper]() -> Coroutine<> {
                co_await create_task(sleeper());
            };
            const auto awaits_gather = [sleeper]() -> Coroutine<> {
                co_await gather(sleeper(), sleeper());
            };
            auto t = create_task(sleeper());
            co_await sleep(1s);
            t.cancel("bye");
            say("main", co_await message_of(t));
            auto u = create_task(awaits_task());
            co_await sleep(1s);
            u.cancel("deep");
            say("main", co_await message_of(u));
            Future<> f;
            f.cancel("f");
            say("f", co_await message_of(f));
            auto unstarted = create_task(sleeper());
            unstarted.cancel("unstarted");
            say("main", co_await message_of(unstarted));
            auto g = create_task(awaits_gather());
            co_await sleep(1s);
            g.cancel("gather");
            say("main", co_await message_of(g));
        },
        R"(
      1   #4  message bye
      1   #5  main bye
      2   #10  message deep
      2   #12  main deep
      2   #12  f f
      2   #14  main unstarted
      3   #19  message gather
      3   #19  message gather
      3   #22  main gather
      3    -  run -> ok
    )");
}
