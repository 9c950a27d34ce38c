// An awaitable given twice, recorded from CPython 3.11.7 under a fake clock: wait and as_completed
// take each once, gather returns its result at each of its positions.
#include "scenario.hpp"

#include <memory>
#include <ranges>

namespace {

Coroutine<std::string> item(std::chrono::seconds delay, std::string name) {
    say(name, "begins");
    co_await sleep(delay);
    say(name, "ends");
    co_return name;
}

Coroutine<std::string> fails_after(std::chrono::seconds delay) {
    co_await sleep(delay);
    throw ValueError("bad");
}

Coroutine<std::unique_ptr<int>> box(int n) {
    co_await sleep(0s);
    co_return std::make_unique<int>(n);
}

}  // namespace

TEST_CASE("wait counts a task given twice only once") {
    plays_in_turns(
        []() -> Coroutine<> {
            auto t = create_task(item(1s, "t"));
            auto u = create_task(item(2s, "u"));
            const auto say_sizes = [](const auto& result) {
                say(result.done.size(), result.pending.size());
            };
            say_sizes(
                co_await wait(std::vector{t, u, t}, {.return_when = ReturnWhen::first_completed}));
            say_sizes(co_await wait(std::vector{t, u, t, u}));
            say_sizes(co_await wait(std::vector{t, t}, {.timeout = 0s}));
            Future<int> f;
            say_sizes(co_await wait(std::vector{f, f}, {.timeout = 1s}));
        },
        R"(
      0   #1  t begins
      0   #1  u begins
      1   #3  t ends
      1   #5  1 1
      2   #8  u ends
      2   #10  2 0
      2   #12  1 0
      3   #14  0 1
      3    -  run -> ok
    )");
}

TEST_CASE("wait's results are in the order of first positions") {
    plays_in_order(
        []() -> Coroutine<> {
            auto a = create_task(item(0s, "a"), "a");
            auto b = create_task(item(0s, "b"), "b");
            const auto result = co_await wait(std::vector{b, a, b});
            for (const auto& task : result.done) say(task.name());
        },
        R"(
      0   #1  a begins
      0   #1  b begins
      0   #2  a ends
      0   #2  b ends
      0   #4  b
      0   #4  a
      0    -  run -> ok
    )");
}

TEST_CASE("as_completed returns the result of a task, a coroutine, a future once") {
    plays_in_turns(
        []() -> Coroutine<> {
            auto t = create_task(item(1s, "t"));
            auto u = create_task(item(2s, "u"));
            for (auto next : as_completed(std::vector{u, t, u, t})) say("got", co_await next);
            auto c = item(1s, "c");
            for (auto next : as_completed(std::views::iota(0, 2) |
                                          std::views::transform([&](int) -> auto& { return c; })))
                say("got", co_await next);
            Future<int> f;
            int n = 0;
            for (auto next : as_completed(std::vector{f, f}, 1s)) {
                ++n;
                say(co_await fate(std::move(next)));
            }
            say(n);
        },
        R"(
      0   #1  t begins
      0   #1  u begins
      1   #3  t ends
      1   #5  got t
      2   #7  u ends
      2   #9  got u
      2   #10  c begins
      3   #12  c ends
      3   #14  got c
      4   #16  TimeoutError
      4   #16  1
      4    -  run -> ok
    )");
}

TEST_CASE("gather runs a coroutine given twice only once, and returns its result twice") {
    plays_in_turns(
        []() -> Coroutine<> {
            auto c = item(1s, "c");
            const auto [first, second] = co_await gather(c, c);
            say(first, second);
            auto t = create_task(item(1s, "t"));
            auto d = item(1s, "d");
            const auto [t1, d1, t2, d2] = co_await gather(t, d, t, d);
            say(t1, d1, t2, d2);
            auto bad = fails_after(1s);
            const auto [b1, b2] = co_await gather(return_exceptions, bad, bad);
            say(b1, b2);
            auto worse = fails_after(1s);
            say(co_await fate(gather(worse, worse)));
            auto e = item(0s, "e");
            say(co_await gather(std::views::iota(0, 3) |
                                std::views::transform([&](int) -> auto& { return e; })));
        },
        R"(
      0   #1  c begins
      1   #3  c ends
      1   #5  c c
      1   #6  t begins
      1   #6  d begins
      2   #8  t ends
      2   #8  d ends
      2   #10  t d t d
      3   #15  ValueError(bad) ValueError(bad)
      4   #20  ValueError(bad)
      4   #21  e begins
      4   #22  e ends
      4   #24  [e, e, e]
      4    -  run -> ok
    )");
}

TEST_CASE("cancelling a gather asks a repeated child once for each of its positions") {
    plays_in_turns(
        []() -> Coroutine<> {
            auto t = create_task(item(1s, "t"));
            auto g = gather(t, t);
            co_await sleep(0s);
            const bool accepted = g.cancel();
            say(accepted, co_await fate(g), t.cancelling(), t.cancelled());
            auto c = item(1s, "c");
            auto h = gather(c, c);
            co_await sleep(0s);
            const bool taken = h.cancel();
            say(taken, co_await fate(h));
        },
        R"(
      0   #1  t begins
      0   #4  True CancelledError 2 True
      0   #5  c begins
      0   #8  True CancelledError
      0    -  run -> ok
    )");
}

TEST_CASE("a coroutine that ran before, or in another call, is still an error") {
    plays_in_order(
        []() -> Coroutine<> {
            auto c = item(0s, "c");
            co_await c;
            say(fate_of([&] { (void)gather(c); }));
            auto d = item(1s, "d");
            auto g = gather(d, d);
            say(fate_of([&] { (void)gather(d); }));
            std::vector<Coroutine<std::string>> spent;
            spent.push_back(std::move(d));
            say(fate_of([&] { (void)as_completed(spent); }));
            const auto [first, second] = co_await g;
            say(first, second);
        },
        R"(
      0   #0  c begins
      0   #1  c ends
      0   #1  RuntimeError
      0   #1  RuntimeError
      0   #1  RuntimeError
      0   #2  d begins
      1   #4  d ends
      1   #6  d d
      1    -  run -> ok
    )");
}

TEST_CASE("a repeated result that can only be moved is an error where the gather is awaited") {
    plays_in_order(
        []() -> Coroutine<> {
            auto t = create_task(box(1));
            say(co_await fate(gather(t, t)));
            auto c = box(2);
            say(co_await fate(gather(c, c)));
            co_await sleep(1s);
            say("the loop goes on");
        },
        R"(
      0   #4  RuntimeError
      0   #8  RuntimeError
      1  #10  the loop goes on
      1    -  run -> ok
    )");
}
