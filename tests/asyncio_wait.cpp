// Conformance, sections E and F: wait, as_completed, shield.
#include "scenario.hpp"

namespace {

/// The members' names, sorted, as the document prints a set.
template <class Handle>
std::vector<std::string> names(const std::vector<Handle>& tasks) {
    std::vector<std::string> all;
    for (const auto& task : tasks) all.push_back(task.name());
    std::sort(all.begin(), all.end());
    return all;
}

Coroutine<> spins(int turns) {
    for (int i = 0; i < turns; ++i) co_await sleep(0s);
}

Coroutine<> fails_after(std::chrono::seconds delay, std::string text) {
    co_await sleep(delay);
    throw ValueError(text);
}

}  // namespace

TEST_CASE("039 wait_first_completed: gives done and pending; all that is done by then is in done") {
    plays_in_turns(
        []() -> Coroutine<> {
            auto a = create_task(spins(1), "a");
            auto b = create_task(spins(2), "b");
            auto c = create_task(sleep(5s), "c");
            const auto [done, pending] =
                co_await wait(std::vector{b, a, c}, {.return_when = ReturnWhen::first_completed});
            say("done=" + to_text(names(done)), "pending=" + to_text(names(pending)),
                "c.cancelling=" + to_text(c.cancelling()));
            CHECK(done.front() == b);  // in argument order
        },
        R"(
      0   #4  done=[a, b] pending=[c] c.cancelling=0
      0    -  run -> ok
    )");
}

TEST_CASE("rule S40: first_exception ignores cancellations, and ends when all have ended") {
    plays_in_turns(
        []() -> Coroutine<> {
            const WaitOptions first_exception{.return_when = ReturnWhen::first_exception};
            auto a = create_task(sleep(1s), "a");
            auto b = create_task(sleep(9s), "b");
            auto c = create_task(fails_after(3s, "x"), "c");
            auto d = create_task(sleep(20s), "d");
            this_loop().call_later(2s, [b] { b.cancel(); });
            const auto [done, pending] = co_await wait(std::vector{d, c, b, a}, first_exception);
            say(names(done), names(pending));
            say(c.exception());
            auto e = create_task(sleep(1s));
            auto f = create_task(sleep(2s));
            const auto all = co_await wait(std::vector{e, f}, first_exception);
            say(all.done.size(), all.pending.size());
            const auto failed_before = co_await wait(std::vector{e, c}, first_exception);
            say(failed_before.done.size(), failed_before.pending.size());
            auto g = create_task(sleep(1s));
            const auto at_once = co_await wait(std::vector{g, c}, first_exception);
            say(at_once.done.size(), at_once.pending.size());
        },
        R"(
      3   #11  [a, b, c] [d]
      3   #11  ValueError(x)
      5   #19  2 0
      5   #21  2 0
      5   #23  1 1
      5    -  run -> ok
    )");
}

TEST_CASE("041 wait_timeout: not an error; a member whose timer was armed first counts as done") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto b_body = []() -> Coroutine<> {
                co_await sleep(5s);
                say("b ended");
            };
            auto a = create_task(sleep(2s), "a");
            auto b = create_task(b_body(), "b");
            co_await sleep(0s);  // both sleep: their timers are armed before wait's
            const auto first = co_await wait(std::vector{a, b}, {.timeout = 2s});
            say("done=" + to_text(names(first.done)), "pending=" + to_text(names(first.pending)));
            const auto second = co_await wait(std::vector{b}, {.timeout = 0s});
            say("done=" + to_text(names(second.done)), "pending=" + to_text(names(second.pending)));
            co_await b;
        },
        R"(
      2   #3  done=[a] pending=[b]
      2   #5  done=[] pending=[b]
      5   #7  b ended
      5    -  run -> ok
    )");
}

TEST_CASE("rule S42: wait takes no empty set, raises no member's error, and cancels no member") {
    plays_in_turns(
        []() -> Coroutine<> {
            say(co_await fate(wait(std::vector<Task<>>())));
            auto t = create_task(fails_after(0s, "x"));
            co_await sleep(0s);
            const auto one = co_await wait(std::vector{t});
            say(one.done.size(), one.pending.size(), t.exception());
            auto s = create_task(sleep(5s));
            const auto waiter = [](Task<> task) -> Coroutine<> {
                (void)co_await wait(std::vector{task});
            };
            auto w = create_task(waiter(s));
            co_await sleep(1s);
            w.cancel();
            const std::string error = co_await fate(w);
            say(error, s.cancelling(), s.done());
            co_await s;
            say("s done");
        },
        R"(
      0   #0  ValueError
      0   #4  1 0 ValueError(x)
      1   #9  CancelledError 0 False
      5   #12  s done
      5    -  run -> ok
    )");
}

TEST_CASE("rule S47: wait does not count as looking at a member's exception") {
    plays_in_order(
        []() -> Coroutine<> {
            {
                const auto result =
                    co_await wait(std::vector{create_task(fails_after(1s, "waited"))});
                say("waited", result.done.size());
            }
            say("end");
        },
        R"(
      1   #5  waited 1
      1   #5  HANDLER Task exception was never retrieved: ValueError(waited)
      1   #5  end
      1    -  run -> ok
    )");
}

TEST_CASE(
    "043 as_completed_order: results come in completion order; errors where they are awaited") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto item = [](std::string name,
                                 std::chrono::seconds delay) -> Coroutine<std::string> {
                co_await sleep(delay);
                if (name == "x") throw ValueError(name);
                co_return name;
            };
            std::vector<Coroutine<std::string>> items;
            items.push_back(item("c", 3s));
            items.push_back(item("a", 1s));
            items.push_back(item("b", 1s));
            items.push_back(item("x", 2s));
            for (auto next : as_completed(items)) say(co_await fate(std::move(next)));
        },
        R"(
      1   #5  a
      1   #5  b
      2   #9  ValueError(x)
      3  #13  c
      3    -  run -> ok
    )");
}

TEST_CASE("rule S44: at the timeout every unfinished slot raises TimeoutError; members run on") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto item = [](std::string name,
                                 std::chrono::seconds delay) -> Coroutine<std::string> {
                co_await sleep(delay);
                say(name, "ends");
                co_return name;
            };
            std::vector<Task<std::string>> items{
                create_task(item("a", 1s)), create_task(item("b", 5s)), create_task(item("c", 6s))};
            for (auto next : as_completed(items, 2s)) say(co_await fate(std::move(next)));
            co_await sleep(5s);
            say("end");
        },
        R"(
      1   #3  a ends
      1   #5  a
      2   #7  TimeoutError
      2   #7  TimeoutError
      5   #9  b ends
      6   #11  c ends
      7   #13  end
      7    -  run -> ok
    )");
}

TEST_CASE(
    "045 shield_outer_cancelled: the awaiter gets CancelledError at once, the inner runs on") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto inner_body = []() -> Coroutine<std::string> {
                co_await sleep(4s);
                say("inner ends");
                co_return "v";
            };
            const auto waiter = [](Task<std::string> inner) -> Coroutine<> {
                try {
                    co_await shield(inner);
                } catch (const CancelledError&) {
                    say("W CancelledError");
                    throw;
                }
            };
            auto inner = create_task(inner_body());
            auto w = create_task(waiter(inner));
            co_await sleep(1s);
            w.cancel();
            (void)co_await wait(std::vector{w});
            say("inner.cancelling=" + to_text(inner.cancelling()));
            say(co_await inner);
        },
        R"(
      1   #4  W CancelledError
      1   #6  inner.cancelling=0
      4   #8  inner ends
      4   #9  v
      4    -  run -> ok
    )");
}

TEST_CASE("rule S46: value, error and cancellation of the inner pass through in two turns") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto fails = []() -> Coroutine<int> {
                co_await sleep(1s);
                throw ValueError("e");
            };
            say("got", co_await shield(sleep(1s, 7)));
            say(co_await fate(shield(fails())));
            auto inner = create_task(sleep(9s));
            this_loop().call_later(1s, [inner] { inner.cancel(); });
            const std::string error = co_await fate(shield(inner));
            say(error, current_task().cancelling());
            auto t = create_task(sleep(1s, 7));
            co_await t;
            say("done");
            say(co_await shield(t));
        },
        R"(
      1   #5  got 7
      2   #10  ValueError(e)
      3   #15  CancelledError 0
      4   #19  done
      4   #19  7
      4    -  run -> ok
    )");
}

TEST_CASE(
    "047 shield_late_error: an inner error after the awaiter was cancelled is reported once") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto waiter = [](Task<> inner) -> Coroutine<> { co_await shield(inner); };
            {
                auto inner = create_task(fails_after(3s, "late"));
                auto w = create_task(waiter(inner));
                co_await sleep(1s);
                w.cancel();
                (void)co_await wait(std::vector{w});
                say("W cancelled=" + to_text(w.cancelled()));
            }
            co_await sleep(4s);
            say("end");
        },
        R"(
      1   #7  W cancelled=True
      3   #9  HANDLER Task exception was never retrieved: ValueError(late)
      5  #11  end
      5    -  run -> ok
    )");
}
