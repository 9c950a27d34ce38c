// The message of a cancel(): which of several arrives, and where it gets lost. Recorded from
// CPython 3.11.7 under a fake clock; what 3.13 changed follows its tasks.py.
#include "scenario.hpp"

namespace {

/// How an await ends: "'message'" of a CancelledError, the error's name, or "value".
template <class A>
Coroutine<std::string> end_of(A awaitable) {
    try {
        (void)co_await awaitable;
    } catch (const CancelledError& error) {
        co_return "'" + error.message() + "'";
    } catch (...) {
        co_return name_of(std::current_exception());
    }
    co_return "value";
}
Coroutine<std::string> end_of(Coroutine<> awaitable) {
    auto task = create_task(std::move(awaitable));
    co_return co_await end_of(task);
}

Coroutine<> sleeper() {
    try {
        co_await sleep(10s);
    } catch (const CancelledError& error) {
        say("sleeper", "'" + error.message() + "'");
        throw;
    }
}

Coroutine<> yielder() {
    for (;;) co_await sleep(0s);
}

template <class A>
Coroutine<> awaits(A awaitable) {
    co_await awaitable;
}

Coroutine<> swallows() { (void)co_await interrupted(sleep(10s)); }

/// Gives others this many turns.
Coroutine<> turns(int n) {
    for (int i = 0; i < n; ++i) co_await sleep(0s);
}

}  // namespace

TEST_CASE("a blocked task gets the first request's message, a ready one the last's") {
    plays_in_order(
        []() -> Coroutine<> {
            auto t = create_task(sleeper());
            co_await sleep(1s);
            t.cancel("a");
            t.cancel("b");
            say("blocked", co_await end_of(t));
            t = create_task(sleeper());
            t.cancel("a");
            t.cancel("b");
            say("unstarted", co_await end_of(t));
            t = create_task(yielder());
            co_await sleep(0s);
            t.cancel("a");
            t.cancel("b");
            say("ready", co_await end_of(t));
            t = create_task(yielder());
            co_await sleep(0s);
            t.cancel("a");
            t.cancel();
            say("ready, then none", co_await end_of(t));
            t = create_task(sleeper());
            co_await sleep(0s);
            t.cancel();
            t.cancel("b");
            say("blocked, none first", co_await end_of(t));
        },
        R"(
      1   #4  sleeper 'a'
      1   #5  blocked 'a'
      1   #7  unstarted 'b'
      1   #10  ready 'b'
      1   #13  ready, then none ''
      1   #15  sleeper ''
      1   #16  blocked, none first ''
      1    -  run -> ok
    )");
}

TEST_CASE(
    "uncancel takes back a request, not an error under way; the next brings its own message") {
    plays_in_order(
        []() -> Coroutine<> {
            auto t = create_task(sleeper());
            co_await sleep(0s);
            t.cancel("a");
            t.uncancel();
            t.cancel("b");
            say("blocked", co_await end_of(t), t.cancelling());
            t = create_task(yielder());
            co_await sleep(0s);
            t.cancel("a");
            t.uncancel();
            t.cancel();
            say("ready", co_await end_of(t), t.cancelling());
            auto u = create_task([]() -> Coroutine<> {
                (void)co_await interrupted(sleep(10s));
                co_await sleep(10s);
            });
            co_await sleep(0s);
            u.cancel("a");
            co_await sleep(0s);
            u.cancel();
            say("caught, then none", co_await end_of(u));
        },
        R"(
      0   #1  sleeper 'a'
      0   #2  blocked 'a' 1
      0   #5  ready '' 1
      0   #9  caught, then none ''
      0    -  run -> ok
    )");
}

TEST_CASE("in a chain of tasks all of them get the request that came first") {
    plays_in_order(
        []() -> Coroutine<> {
            auto inner = create_task(sleeper());
            auto outer = create_task(awaits(inner));
            co_await sleep(1s);
            inner.cancel("inner");
            outer.cancel("outer");
            say(co_await end_of(outer), inner.cancelling(), outer.cancelling());
            inner = create_task(sleeper());
            outer = create_task(awaits(inner));
            co_await sleep(1s);
            outer.cancel("outer");
            inner.cancel("inner");
            say(co_await end_of(outer), inner.cancelling(), outer.cancelling());
            inner = create_task(yielder());
            outer = create_task(awaits(inner));
            co_await sleep(0s);
            inner.cancel("inner");
            outer.cancel("outer");
            say("inner is ready", co_await end_of(outer));
            auto a = create_task(sleeper());
            auto b = create_task(awaits(a));
            auto c = create_task(awaits(b));
            co_await sleep(1s);
            c.cancel("deep");
            b.cancel("middle");
            say(co_await end_of(c), a.cancelling(), b.cancelling(), c.cancelling());
        },
        R"(
      1   #4  sleeper 'inner'
      1   #6  'inner' 2 1
      2   #10  sleeper 'outer'
      2   #12  'outer' 2 1
      2   #16  inner is ready 'outer'
      3   #20  sleeper 'deep'
      3   #23  'deep' 2 2 1
      3    -  run -> ok
    )");
}

TEST_CASE("cancelled just after the end of what it awaits, a task keeps only a CancelledError") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto outcome_of = [](auto end) -> Coroutine<std::string> {
                Future<> f;
                auto outer = create_task(awaits(f));
                co_await sleep(0s);
                end(f);
                outer.cancel("outer");
                const std::string seen = co_await end_of(outer);
                co_return seen;
            };
            using F = const Future<>;
            say("value", co_await outcome_of([](F& f) { f.set_result(); }));
            say("error", co_await outcome_of([](F& f) { f.set_exception(ValueError("f")); }));
            say("cancelled", co_await outcome_of([](F& f) { f.cancel("f"); }));
            say("failed with it",
                co_await outcome_of([](F& f) { f.set_exception(CancelledError("set")); }));
            Future<> f;
            auto outer = create_task(awaits(f));
            co_await sleep(0s);
            outer.cancel("outer");
            say("not ended", f.cancelled(), co_await end_of(f), co_await end_of(outer));
            auto t = create_task(sleep(1s));
            this_loop().call_later(1s, [t] { t.cancel("late"); });
            co_await sleep(1s);
            say("slept", co_await end_of(t));
        },
        R"(
      0   #2  value 'outer'
      0   #4  error 'outer'
      0   #6  cancelled 'f'
      0   #8  failed with it 'set'
      0   #10  not ended True 'outer' 'outer'
      1   #12  slept 'late'
      1    -  run -> ok
    )");
}

TEST_CASE("a CancelledError of the task's own making arrives with its message") {
    plays_in_order(
        []() -> Coroutine<> {
            auto t = create_task([]() -> Coroutine<> {
                co_await sleep(0s);
                throw CancelledError("own");
            });
            say(co_await end_of(t), t.cancelled(), t.cancelling(), co_await end_of(t));
            auto u = create_task([]() -> Coroutine<> {
                if (co_await interrupted(sleep(10s))) throw CancelledError("mine");
            });
            co_await sleep(1s);
            u.cancel("theirs");
            say(co_await end_of(u));
            const auto on_a_thread = [] { throw CancelledError("from a thread"); };
            say(co_await end_of(create_task(to_thread(on_a_thread))));
        },
        R"(
      0   #2  'own' True 0 'own'
      1   #7  'mine'
      1   #9  'from a thread'
      1    -  run -> ok
    )");
}

TEST_CASE("a task that cancels itself: the last message counts, and goes to what it awaits next") {
    plays_in_order(
        []() -> Coroutine<> {
            say("sleep", co_await end_of([]() -> Coroutine<> {
                    current_task().cancel("a");
                    current_task().cancel("b");
                    co_await sleep(5s);
                }()));
            auto inner = create_task(sleeper());
            co_await sleep(0s);
            auto outer = create_task([inner]() -> Coroutine<> {
                current_task().cancel("a");
                co_await inner;
            });
            say("task", co_await end_of(outer), inner.cancelling());
            say("none", co_await end_of([]() -> Coroutine<> {
                    current_task().cancel("a");
                    current_task().cancel();
                    co_await sleep(0s);
                }()));
            auto t = create_task([]() -> Coroutine<int> {
                current_task().cancel("bye");
                co_return 3;
            });
            say("return", co_await end_of(t), t.cancelled());
            say("end", co_await end_of([]() -> Coroutine<> {
                    Future<> f;
                    f.cancel("f");
                    current_task().cancel("a");
                    say("cancelled future", co_await end_of(f));
                    co_await sleep(1s);
                }()));
        },
        R"(
      0   #2  sleep 'b'
      0   #4  sleeper 'a'
      0   #6  task 'a' 1
      0   #9  none ''
      0   #11  return 'bye' True
      0   #12  cancelled future 'f'
      0   #14  end 'a'
      0    -  run -> ok
    )");
}

TEST_CASE("a task that awaits itself gets the cancellation, if there is one, not RuntimeError") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto awaits_itself = [](bool cancels, bool uncancels) -> Coroutine<> {
                if (cancels) current_task().cancel("self");
                if (uncancels) current_task().uncancel();
                co_await current_task();
            };
            auto t = create_task(awaits_itself(true, false));
            say("cancelled", co_await end_of(t), t.cancelled());
            t = create_task(awaits_itself(true, true));
            say("uncancelled", co_await end_of(t), t.cancelled());
            t = create_task(awaits_itself(false, false));
            co_await sleep(0s);
            t.cancel("other");
            say("by another", co_await end_of(t), t.cancelled());
            t = create_task(awaits_itself(false, false));
            say("not at all", co_await end_of(t), t.cancelled());
        },
        R"(
      0   #3  cancelled 'self' True
      0   #6  uncancelled RuntimeError False
      0   #8  by another 'other' True
      0   #11  not at all RuntimeError False
      0    -  run -> ok
    )");
}

TEST_CASE("gather passes on a child's message, and its own if its last child ends with it") {
    plays_in_order(
        []() -> Coroutine<> {
            auto a = create_task(sleeper());
            auto g = gather(a, sleep(2s));
            co_await sleep(0s);
            a.cancel("child");
            say("child", co_await end_of(g), g.cancelled());
            co_await sleep(3s);
            g = gather(sleeper(), sleeper());
            co_await sleep(0s);
            g.cancel("g1");
            g.cancel("g2");
            say("gather", co_await end_of(g), g.cancelled());
            co_await sleep(0s);
            auto re = gather(return_exceptions, swallows(), sleeper());
            co_await sleep(0s);
            re.cancel("g");
            say("the last is cancelled", co_await end_of(re));
            re = gather(return_exceptions, sleeper(), swallows());
            co_await sleep(0s);
            re.cancel("g");
            say("the last swallows", co_await end_of(re));
            g = gather(swallows(), swallows());
            co_await sleep(0s);
            g.cancel("g");
            say("all swallow", co_await end_of(g));
            Future<> f1, f2;
            auto futures = gather(return_exceptions, f1, f2);
            f2.cancel("f2");
            co_await sleep(0s);
            futures.cancel("g");
            say("futures", co_await end_of(futures), co_await end_of(f1), co_await end_of(f2));
        },
        R"(
      0   #2  sleeper 'child'
      0   #4  child 'child' False
      3   #8  sleeper 'g1'
      3   #8  sleeper 'g1'
      3   #10  gather 'g1' False
      3   #13  sleeper 'g'
      3   #15  the last is cancelled 'g'
      3   #17  sleeper 'g'
      3   #19  the last swallows ''
      3   #23  all swallow ''
      3   #25  futures 'f2' 'g' 'f2'
      3    -  run -> ok
    )");
}

TEST_CASE("shield keeps its awaiter's message, and drops that of an inner task that ends later") {
    plays_in_order(
        []() -> Coroutine<> {
            auto t = create_task(sleeper());
            auto s = shield(t);
            co_await sleep(0s);
            s.cancel("s");
            say("outer", co_await end_of(s));
            t.cancel("t");
            say("inner", co_await end_of(t));
            t = create_task(sleeper());
            s = shield(t);
            co_await sleep(0s);
            t.cancel("t");
            say("inner, pending", co_await end_of(s));
            say("inner, done", co_await end_of(shield(t)));
        },
        R"(
      0   #1  outer 's'
      0   #2  sleeper 't'
      0   #3  inner 't'
      0   #5  sleeper 't'
      0   #7  inner, pending ''
      0   #7  inner, done 't'
      0    -  run -> ok
    )");
}

TEST_CASE("wait_for, wait, as_completed, timeouts and groups let a message through, or have none") {
    plays_in_order(
        []() -> Coroutine<> {
            auto t = create_task(sleeper());
            auto w = create_task(wait_for(t, 60s));
            co_await sleep(0s);
            w.cancel("w");
            say("wait_for", co_await end_of(w));
            t = create_task(sleeper());
            w = create_task(wait_for(t, 60s));
            co_await sleep(0s);
            t.cancel("t");
            say("wait_for", co_await end_of(w));
            t = create_task(sleeper());
            auto waiting = create_task(wait(std::vector{t}));
            co_await sleep(0s);
            waiting.cancel("w");
            say("wait", co_await end_of(waiting));
            w = create_task([t]() -> Coroutine<> {
                for (auto next : as_completed(std::vector{t})) co_await next;
            });
            co_await sleep(0s);
            w.cancel("w");
            say("as_completed", co_await end_of(w));
            t.cancel("t");
            co_await sleep(0s);
            w = create_task(task_group([](TaskGroup& group) -> Coroutine<> {
                group.create_task(sleeper());
                co_return;
            }));
            co_await turns(2);
            w.cancel("w1");
            w.cancel("w2");
            say("group", co_await end_of(w));
            say("timeout", co_await end_of(timeout(1s, [] { return sleeper(); })));
            say("no time", co_await end_of(wait_for(gather(sleep(10s)), 0s)));
        },
        R"(
      0   #1  sleeper 'w'
      0   #3  wait_for 'w'
      0   #5  sleeper 't'
      0   #7  wait_for 't'
      0   #10  wait 'w'
      0   #13  as_completed 'w'
      0   #14  sleeper 't'
      0   #16  sleeper ''
      0   #18  group 'w1'
      1   #20  sleeper ''
      1   #21  timeout TimeoutError
      1   #23  no time TimeoutError
      1    -  run -> ok
    )");
}

TEST_CASE(
    "a task waiting in a primitive gets the first message; from a condition's lock, the last") {
    plays_in_order(
        []() -> Coroutine<> {
            Lock lock;
            co_await lock.acquire();
            Condition changed(lock);
            Queue<int> empty, full(1);
            full.put_nowait(1);
            Event event;
            Semaphore none(0);
            Barrier two(2);
            const auto cancel_twice = [](const char* name, auto coroutine) -> Coroutine<> {
                auto t = create_task(std::move(coroutine));
                co_await sleep(0s);
                t.cancel("first");
                t.cancel("second");
                say(name, co_await end_of(t));
            };
            co_await cancel_twice("lock", lock.acquire());
            co_await cancel_twice("get", empty.get());
            co_await cancel_twice("put", full.put(2));
            co_await cancel_twice("join", full.join());
            co_await cancel_twice("event", event.wait());
            co_await cancel_twice("semaphore", none.acquire());
            co_await cancel_twice("barrier", two.wait());

            const auto waits = [&changed]() -> Coroutine<> {
                const auto held = co_await changed.hold();
                co_await changed.wait();
            };
            auto t = create_task(waits());
            lock.release();
            co_await sleep(0s);
            co_await lock.acquire();
            t.cancel("c1");
            co_await sleep(0s);
            t.cancel("c2");
            t.cancel("c3");
            co_await sleep(0s);
            lock.release();
            say("condition", co_await end_of(t));
            t = create_task(waits());
            co_await sleep(0s);
            co_await lock.acquire();
            changed.notify();
            co_await sleep(0s);
            t.cancel("n1");
            co_await sleep(0s);
            lock.release();
            say("notified", co_await end_of(t));
        },
        R"(
      0   #3  lock 'first'
      0   #6  get 'first'
      0   #9  put 'first'
      0   #12  join 'first'
      0   #15  event 'first'
      0   #18  semaphore 'first'
      0   #21  barrier 'first'
      0   #29  condition 'c2'
      0   #35  notified 'n1'
      0    -  run -> ok
    )");
}
