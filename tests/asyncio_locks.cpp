// Conformance, section I: Lock, Event and Condition.
#include "scenario.hpp"

TEST_CASE("rule S70: release hands over to the oldest waiter; the releaser queues behind") {
    plays_in_turns(
        []() -> Coroutine<> {
            Lock lock;
            const auto worker = [&lock](std::string name) -> Coroutine<> {
                {
                    const auto held = co_await lock.hold();
                    say(name, "in");
                    co_await sleep(1s);
                    say(name, "out");
                }
                if (name != "A") co_return;
                const auto held = co_await lock.hold();
                say(name, "again");
            };
            auto a = create_task(worker("A"));
            auto b = create_task(worker("B"));
            auto c = create_task(worker("C"));
            co_await a;
            co_await b;
            co_await c;
            say(lock.locked());
        },
        R"(
      0   #1  A in
      1   #3  A out
      1   #4  B in
      2   #6  B out
      2   #7  C in
      3   #9  C out
      3   #10  A again
      3   #11  False
      3    -  run -> ok
    )");
}

TEST_CASE("071 lock_cancel_races: a cancelled waiter never swallows the hand-over") {
    plays_in_order(
        []() -> Coroutine<> {
            Lock lock;
            const auto worker = [&lock](std::string name) -> Coroutine<> {
                try {
                    co_await lock.acquire();
                } catch (const CancelledError&) {
                    say(name, "cancelled");
                    throw;
                }
                say(name, "got it");
                lock.release();
            };
            for (const bool cancel_first : {true, false}) {
                co_await lock.acquire();
                auto b = create_task(worker("B"));
                auto c = create_task(worker("C"));
                co_await sleep(1s);
                say(cancel_first ? "cancel,release" : "release,cancel");
                if (cancel_first) b.cancel();
                lock.release();
                if (!cancel_first) b.cancel();
                (void)co_await wait(std::vector{b, c});
                say("locked=" + to_text(lock.locked()));
            }
            say(fate_of([&] { lock.release(); }));
        },
        R"(
      1   #3  cancel,release
      1   #4  B cancelled
      1   #5  C got it
      1   #7  locked=False
      2  #10  release,cancel
      2  #11  B cancelled
      2  #12  C got it
      2  #14  locked=False
      2  #14  RuntimeError
      2    -  run -> ok
    )");
}

TEST_CASE("rule S72: set wakes all present waiters, even if cleared in the same turn") {
    plays_in_turns(
        []() -> Coroutine<> {
            Event event;
            const auto waiter = [&event](std::string name) -> Coroutine<> {
                co_await event.wait();
                say(name, event.is_set());
            };
            std::vector<Task<>> waiters;
            for (const std::string name : {"A", "B", "C"})
                waiters.push_back(create_task(waiter(name)));
            co_await sleep(1s);
            event.set();
            event.clear();
            say("set");
            (void)co_await wait(waiters);
            auto d = create_task(waiter("D"));
            co_await sleep(1s);
            say("D waits", !d.done());
            event.set();
            co_await d;
            co_await event.wait();
            say("end");
        },
        R"(
      1   #3  set
      1   #4  A False
      1   #4  B False
      1   #4  C False
      2   #9  D waits True
      2   #10  D True
      2   #11  end
      2    -  run -> ok
    )");
}

TEST_CASE("073 condition_notify: notify(n) wakes the n oldest; each holds the lock on return") {
    plays_in_order(
        []() -> Coroutine<> {
            Condition condition;
            const auto waiter = [&condition](std::string name) -> Coroutine<> {
                const auto held = co_await condition.hold();
                co_await condition.wait();
                say(name, "in locked=" + to_text(condition.locked()));
                co_await sleep(1s);
            };
            std::vector<Task<>> waiters;
            for (const std::string name : {"C1", "C2", "C3"})
                waiters.push_back(create_task(waiter(name)));
            co_await sleep(1s);
            {
                const auto held = co_await condition.hold();
                condition.notify(2);
                say("notified 2");
                co_await sleep(1s);
                say("releasing");
            }
            co_await sleep(5s);
            {
                const auto held = co_await condition.hold();
                condition.notify_all();
                say("notified all");
            }
            (void)co_await wait(waiters);
            say(fate_of([&] { condition.notify(); }));
        },
        R"(
      1   #3  notified 2
      2   #6  releasing
      2   #7  C1 in locked=True
      3  #10  C2 in locked=True
      7  #14  notified all
      7  #15  C3 in locked=True
      8  #19  RuntimeError
      8    -  run -> ok
    )");
}

namespace {

Coroutine<> waits_for_news(Condition& condition, std::string name) {
    const auto held = co_await condition.hold();
    try {
        co_await condition.wait();
        say(name, "notified", condition.locked());
    } catch (const CancelledError&) {
        say(name, "cancelled", condition.locked());
        throw;
    }
}

}  // namespace

TEST_CASE(
    "rule S74: a cancelled waiter takes the lock again first, and passes its notification on") {
    plays_in_turns(
        []() -> Coroutine<> {
            Condition condition;
            auto a = create_task(waits_for_news(condition, "A"));
            co_await sleep(1s);
            co_await condition.acquire();
            a.cancel();
            co_await sleep(2s);
            say("main releases");
            condition.release();
            (void)co_await fate(a);
            say("A gone", condition.locked());

            a = create_task(waits_for_news(condition, "A"));
            auto b = create_task(waits_for_news(condition, "B"));
            co_await sleep(1s);
            {
                const auto held = co_await condition.hold();
                condition.notify();
                a.cancel();
                say("notified A and cancelled it");
            }
            (void)co_await wait(std::vector{a});
            say("A", a.cancelled());
            (void)co_await wait(std::vector{b});
            say("B", b.cancelled());
            say(condition.locked());
            say(co_await fate(condition.wait()));
        },
        R"(
      3   #6  main releases
      3   #7  A cancelled True
      3   #8  A gone False
      4   #11  notified A and cancelled it
      4   #12  A cancelled True
      4   #13  B notified True
      4   #14  A True
      4   #16  B False
      4   #16  False
      4   #16  RuntimeError
      4    -  run -> ok
    )");
}

TEST_CASE("rule S74: cancelled while it takes the lock again, even twice") {
    plays_in_turns(
        []() -> Coroutine<> {
            Condition condition;
            auto a = create_task(waits_for_news(condition, "A"));
            auto b = create_task(waits_for_news(condition, "B"));
            co_await sleep(1s);
            co_await condition.acquire();
            condition.notify();
            co_await sleep(1s);
            a.cancel();
            co_await sleep(1s);
            say("release");
            condition.release();
            (void)co_await wait(std::vector{a, b});
            say(a.cancelled(), b.cancelled());
            a = create_task(waits_for_news(condition, "A"));
            co_await sleep(1s);
            co_await condition.acquire();
            a.cancel();
            co_await sleep(1s);
            a.cancel();
            co_await sleep(1s);
            say("release");
            condition.release();
            (void)co_await wait(std::vector{a});
            say(a.cancelled());
        },
        R"(
      3   #9  release
      3   #10  A cancelled True
      3   #11  B notified True
      3   #13  True False
      6   #22  release
      6   #23  A cancelled True
      6   #25  True
      6    -  run -> ok
    )");
}

TEST_CASE("rule S73: wait_for waits until its predicate is true") {
    plays_in_order(
        []() -> Coroutine<> {
            Lock lock;
            Condition condition(lock);
            int n = 0;
            const auto waiter = [&]() -> Coroutine<> {
                const auto held = co_await condition.hold();
                say("wait_for", co_await condition.wait_for([&n] { return n >= 2; }),
                    lock.locked());
            };
            auto t = create_task(waiter());
            co_await sleep(0s);
            for (int i = 0; i < 3; ++i) {
                {
                    const auto held = co_await lock.hold();
                    ++n;
                    condition.notify_all();
                }
                co_await sleep(1s);
            }
            co_await t;
        },
        R"(
      1   -   wait_for True True
      3   -   run -> ok
    )");
}
