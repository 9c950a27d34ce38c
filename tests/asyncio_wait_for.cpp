// Conformance, section G: wait_for. Blocks of timeout() are in asyncio_timeout_blocks.cpp.
#include "scenario.hpp"

namespace {

/// Sleeps; when cancelled, takes a while to clean up, and says so.
Coroutine<> careful(std::string name, std::chrono::seconds cleanup) {
    if (!co_await interrupted(sleep(60s))) co_return;
    say(name, "cancelled");
    co_await sleep(cleanup);
    say(name, "cleaned up");
    throw CancelledError();
}

int requests() { return current_task().cancelling(); }

}  // namespace

TEST_CASE("rule S48: a late child is cancelled; TimeoutError comes after its clean-up") {
    plays_in_turns(
        []() -> Coroutine<> {
            auto t = create_task(careful("c", 2s));
            const std::string error = co_await fate(wait_for(t, 3s));
            say(error, requests(), t.cancelled());
            say(co_await fate(wait_for(careful("c", 2s), 3s)));
            say("end", requests());
        },
        R"(
      3   #3  c cancelled
      5   #5  c cleaned up
      5   #6  TimeoutError 0 True
      8   #8  c cancelled
      10   #10  c cleaned up
      10   #10  TimeoutError
      10   #10  end 0
      10    -  run -> ok
    )");
}

TEST_CASE(
    "049 wait_for_suppressed: what the child makes of its cancellation wins over TimeoutError") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto value = []() -> Coroutine<int> {
                (void)co_await interrupted(sleep(10s));
                co_return 42;
            };
            const auto error = []() -> Coroutine<> {
                (void)co_await interrupted(sleep(10s));
                throw ValueError("cleanup");
            };
            const int got = co_await wait_for(value(), 1s);
            say("got", got, "cancelling=" + to_text(requests()));
            const std::string seen = co_await fate(wait_for(error(), 1s));
            say(seen, "cancelling=" + to_text(requests()));
            co_await sleep(1s);
            say("end");
        },
        R"(
      1   #2  got 42 cancelling=0
      2   #4  ValueError(cleanup) cancelling=0
      3   #6  end
      3    -  run -> ok
    )");
}

TEST_CASE("rule S50: no time left: done gives its result; else cancelled, unstarted, waited for") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto child = []() -> Coroutine<int> {
                say("child runs");
                co_return 1;
            };
            const auto saves = []() -> Coroutine<int> {
                if (co_await interrupted(sleep(9s))) co_await sleep(1s);
                co_return 5;
            };
            auto t = create_task(child());
            co_await t;
            say(co_await wait_for(t, 0s));
            say(co_await wait_for(t, -1s));
            say(co_await fate(wait_for(child(), 0s)));
            auto slow = create_task(careful("slow", 1s));
            co_await sleep(0s);
            const std::string error = co_await fate(wait_for(slow, -1s));
            say(error, slow.cancelled());
            auto saved = create_task(saves());
            co_await sleep(0s);
            say(co_await wait_for(saved, 0s));
            say(co_await wait_for(sleep(2s, 7), std::nullopt));
        },
        R"(
      0   #1  child runs
      0   #2  1
      0   #2  1
      0   #5  TimeoutError
      0   #7  slow cancelled
      1   #9  slow cleaned up
      1   #11  TimeoutError True
      2   #17  5
      4   #19  7
      4    -  run -> ok
    )");
}

TEST_CASE(
    "051 wait_for_outer_cancel: cancelling the waiting task cancels the child, and waits for it") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto waiter = []() -> Coroutine<> {
                try {
                    co_await wait_for(create_task(careful("child", 2s)), 60s);
                } catch (const CancelledError&) {
                    say("W CancelledError");
                    throw;
                }
            };
            auto w = create_task(waiter());
            co_await sleep(1s);
            w.cancel();
            (void)co_await wait(std::vector{w});
            say("W cancelled=" + to_text(w.cancelled()));
        },
        R"(
      1   #4  child cancelled
      3   #6  child cleaned up
      3   #7  W CancelledError
      3   #9  W cancelled=True
      3    -  run -> ok
    )");
}

TEST_CASE("rule S52: at the same instant the timeout wins, whichever timer was armed first") {
    plays_in_turns(
        []() -> Coroutine<> {
            Future<int> first;
            this_loop().call_later(2s, [first]() mutable { first.set_result(1); });
            const std::string a = co_await fate(wait_for(first, 2s));
            say(a, "set:", first.done() && !first.cancelled());

            Future<int> second;
            const auto waiter = [](Future<int> f) -> Coroutine<> {
                const std::string error = co_await fate(wait_for(f, 2s));
                say(error, "cancelled:", f.cancelled());
            };
            auto w = create_task(waiter(second));
            co_await sleep(0s);
            this_loop().call_later(2s, [second] { say("late, done:", second.done()); });
            co_await w;

            say("inline", co_await fate(wait_for(sleep(2s, 7), 2s)));
            auto t = create_task(sleep(2s, 7));
            co_await sleep(0s);
            const std::string b = co_await fate(wait_for(t, 2s));
            say("task", b, "done:", t.done() && !t.cancelled());
        },
        R"(
      2   #2  TimeoutError set: True
      4   #4  late, done: True
      4   #5  TimeoutError cancelled: True
      6   #8  inline TimeoutError
      8   #12  task TimeoutError done: False
      8    -  run -> ok
    )");
}

TEST_CASE(
    "053 wait_for_done_then_cancel: the child is done, the awaiter cancelled: it is not lost") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto inner_body = []() -> Coroutine<std::string> { co_return "done"; };
            // W begins to wait, then the inner task ends, in the same turn.
            std::optional<Task<std::string>> inner;
            const auto waiter = [&inner]() -> Coroutine<> {
                co_await wait_for(*inner, 100s);
                say("reached");
            };
            auto w = create_task(waiter());
            inner = create_task(inner_body());
            co_await sleep(0s);
            say("inner done=" + to_text(inner->done()), "W done=" + to_text(w.done()));
            w.cancel();
            say(co_await fate(w));
            say(co_await *inner);
        },
        R"(
      0   #1  inner done=True W done=False
      0   #3  CancelledError
      0   #3  done
      0    -  run -> ok
    )");
}

TEST_CASE("059 wait_for_inline: a coroutine runs inline in the caller's task, without a turn") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto inline_body = []() -> Coroutine<int> {
                say("w in", current_task().name());
                co_return 1;
            };
            const auto other_body = []() -> Coroutine<> {
                say("other");
                co_return;
            };
            current_task().set_name("main");
            auto other = create_task(other_body());
            say("got", co_await wait_for(inline_body(), 5s));
            co_await other;
        },
        R"(
      0   #0  w in main
      0   #0  got 1
      0   #1  other
      0    -  run -> ok
    )");
}
