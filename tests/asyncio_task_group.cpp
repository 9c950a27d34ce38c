// Conformance, section H: task groups. Nested ones are in asyncio_nested_groups.cpp.
#include "scenario.hpp"

namespace {

int requests() { return current_task().cancelling(); }

/// Sleeps 9 s; when cancelled says so, cleans up for a while, says so, and ends
/// cancelled.
Coroutine<> careful(std::string name, std::chrono::seconds cleanup) {
    if (!co_await interrupted(sleep(9s))) co_return;
    say(name, "cancelled");
    if (cleanup > 0s) {
        co_await sleep(cleanup);
        say(name, "cleaned up");
    }
    throw CancelledError();
}

Coroutine<> fails(std::string name, std::chrono::seconds delay) {
    co_await sleep(delay);
    throw ValueError(name);
}

Coroutine<> fails_in_cleanup(std::string name, std::chrono::seconds cleanup) {
    (void)co_await interrupted(sleep(9s));
    if (cleanup > 0s) co_await sleep(cleanup);
    throw ValueError(name);
}

}  // namespace

TEST_CASE("rule S60: a group ends when all children have ended, including those that came late") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto child = [](std::string name, std::chrono::seconds delay) -> Coroutine<> {
                co_await sleep(delay);
                say(name, "ends");
            };
            const auto spawner = [child](TaskGroup group) -> Coroutine<> {
                co_await sleep(1s);
                group.create_task(child("late", 3s));
                say("spawner ends");
            };
            co_await task_group([child, spawner](TaskGroup& group) -> Coroutine<> {
                group.create_task(spawner(group));
                group.create_task(child("a", 2s));
                say("body ends");
                co_return;
            });
            say("left");
            const int value = co_await task_group([](TaskGroup&) -> Coroutine<int> {
                say("empty");
                co_return 7;
            });
            say("left with", value);
        },
        R"(
      0   #0  body ends
      1   #3  spawner ends
      2   #6  a ends
      4   #9  late ends
      4   #11  left
      4   #11  empty
      4   #11  left with 7
      4    -  run -> ok
    )");
}

TEST_CASE("061 tg_child_error: a failing child cancels its siblings and the body") {
    plays_in_turns(
        []() -> Coroutine<> {
            const std::string error = co_await fate(task_group([](TaskGroup& group) -> Coroutine<> {
                group.create_task(fails("bad", 1s));
                group.create_task(careful("s1", 2s));
                group.create_task(careful("s2", 0s));
                try {
                    co_await sleep(20s);
                } catch (const CancelledError&) {
                    say("body cancelled");
                    throw;
                }
            }));
            say("main", error, "cancelling=" + to_text(requests()));
            co_await sleep(1s);
            say("end");
        },
        R"(
      1   #5  s1 cancelled
      1   #5  s2 cancelled
      1   #5  body cancelled
      3   #8  s1 cleaned up
      3  #10  main ExceptionGroup[ValueError(bad)] cancelling=0
      4  #12  end
      4    -  run -> ok
    )");
}

TEST_CASE("rule S62: all errors in the order of ends, the body's own last; cancellations dropped") {
    plays_in_turns(
        []() -> Coroutine<> {
            const std::string error = co_await fate(task_group([](TaskGroup& group) -> Coroutine<> {
                group.create_task(fails_in_cleanup("slow", 3s));
                group.create_task(fails_in_cleanup("fast", 1s));
                group.create_task(careful("q", 0s));
                group.create_task(fails("x", 1s));
                group.create_task(fails("y", 1s));
                if (co_await interrupted(sleep(9s))) say("body");
                throw ValueError("body");
            }));
            say(error, requests());
        },
        R"(
      1   #5  q cancelled
      1   #5  body
      4   #13  ExceptionGroup[ValueError(x), ValueError(y), ValueError(fast), ValueError(slow), ValueError(body)] 0
      4    -  run -> ok
    )");
}

TEST_CASE("063 tg_body_error: an error in the body cancels the children and is itself wrapped") {
    plays_in_order(
        []() -> Coroutine<> {
            std::vector<Task<>> children;
            const std::string error =
                co_await fate(task_group([&children](TaskGroup& group) -> Coroutine<> {
                    children.push_back(group.create_task(careful("child", 2s)));
                    co_await sleep(1s);
                    children.push_back(group.create_task(careful("late", 0s)));
                    throw ValueError("body");
                }));
            say("main", error, "child=" + to_text(children[0].cancelled()),
                "late=" + to_text(children[1].cancelled()));
        },
        R"(
      1   #4  child cancelled
      3   #7  child cleaned up
      3   #9  main ExceptionGroup[ValueError(body)] child=True late=True
      3    -  run -> ok
    )");
}

TEST_CASE("rule S64: cancelled from outside: children are cancelled, then a plain CancelledError") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto runner = [](bool body_sleeps) -> Coroutine<> {
                try {
                    co_await task_group([body_sleeps](TaskGroup& group) -> Coroutine<> {
                        group.create_task(careful("child", 2s));
                        if (body_sleeps) co_await sleep(9s);
                    });
                } catch (const CancelledError&) {
                    say("R CancelledError", requests());
                    throw;
                }
            };
            auto waits = create_task(runner(false));
            co_await sleep(1s);
            waits.cancel();
            (void)co_await fate(waits);
            say("cancelled", waits.cancelled());
            auto sleeps = create_task(runner(true));
            co_await sleep(1s);
            sleeps.cancel();
            (void)co_await fate(sleeps);
            say("cancelled", sleeps.cancelled());
        },
        R"(
      1   #6  child cancelled
      3   #8  child cleaned up
      3   #10  R CancelledError 1
      3   #11  cancelled True
      4   #17  child cancelled
      6   #19  child cleaned up
      6   #21  R CancelledError 1
      6   #22  cancelled True
      6    -  run -> ok
    )");
}

TEST_CASE(
    "065 tg_error_and_cancel: the ExceptionGroup wins now; the cancellation hits the next wait") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto runner = []() -> Coroutine<> {
                const std::string error =
                    co_await fate(task_group([](TaskGroup& group) -> Coroutine<> {
                        group.create_task(fails_in_cleanup("cleanup", 0s));
                        co_return;
                    }));
                say("R", error, "cancelling=" + to_text(requests()));
                try {
                    co_await sleep(5s);
                } catch (const CancelledError&) {
                    say("R CancelledError");
                    throw;
                }
            };
            auto r = create_task(runner());
            co_await sleep(1s);
            r.cancel();
            (void)co_await wait(std::vector{r});
            say("cancelled=" + to_text(r.cancelled()));
        },
        R"(
      1   #8  R ExceptionGroup[ValueError(cleanup)] cancelling=1
      1   #9  R CancelledError
      1  #11  cancelled=True
      1    -  run -> ok
    )");
}

TEST_CASE(
    "rule S94: error and outside cancel: no suspension: cancelled at its end; uncancel: clear") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto group_error = []() -> Coroutine<std::string> {
                return fate(task_group([](TaskGroup& group) -> Coroutine<> {
                    group.create_task(fails_in_cleanup("cleanup", 0s));
                    co_return;
                }));
            };
            const auto returns = [group_error]() -> Coroutine<int> {
                const std::string error = co_await group_error();
                say("R", error, requests());
                co_return 1;
            };
            auto r = create_task(returns());
            co_await sleep(1s);
            r.cancel();
            (void)co_await wait(std::vector{r});
            say("cancelled", r.cancelled());
            const auto uncancels = [group_error]() -> Coroutine<int> {
                const std::string error = co_await group_error();
                say("R", error, requests());
                say("uncancel", current_task().uncancel());
                co_await sleep(1s);
                say("slept");
                co_return 2;
            };
            auto u = create_task(uncancels());
            co_await sleep(1s);
            u.cancel();
            say(co_await u);
        },
        R"(
      1   #8  R ExceptionGroup[ValueError(cleanup)] 1
      1   #10  cancelled True
      2   #18  R ExceptionGroup[ValueError(cleanup)] 1
      2   #18  uncancel 0
      3   #20  slept
      3   #21  2
      3    -  run -> ok
    )");
}

TEST_CASE("rule S66: a child cancelled by hand does not affect the others") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto child = [](std::string name,
                                  std::chrono::seconds delay) -> Coroutine<std::string> {
                if (co_await interrupted(sleep(delay))) {
                    say(name, "cancelled");
                    throw CancelledError();
                }
                say(name, "ends");
                co_return name;
            };
            std::vector<Task<std::string>> tasks;
            co_await task_group([child, &tasks](TaskGroup& group) -> Coroutine<> {
                tasks.push_back(group.create_task(child("a", 9s)));
                tasks.push_back(group.create_task(child("b", 3s)));
                co_await sleep(1s);
                tasks[0].cancel();
                co_await sleep(1s);
                say("body", tasks[0].cancelled());
            });
            say("left", tasks[0].cancelled(), tasks[1].result(), requests());
        },
        R"(
      1   #4  a cancelled
      2   #7  body True
      3   #9  b ends
      3   #11  left True b 0
      3    -  run -> ok
    )");
}

TEST_CASE("067 tg_no_new_tasks: create_task on a group that shuts down or has ended is an error") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto never = []() -> Coroutine<> {
                say("x runs");
                co_return;
            };
            const auto tries = [never](TaskGroup group) -> Coroutine<> {
                if (!co_await interrupted(sleep(9s))) co_return;
                say(fate_of([&] { group.create_task(never()); }), "(shutting down)");
                throw CancelledError();
            };
            std::optional<TaskGroup> kept;
            say(co_await fate(task_group([&kept, tries](TaskGroup& group) -> Coroutine<> {
                kept = group;
                group.create_task(fails("bad", 1s));
                group.create_task(tries(group));
                co_return;
            })));
            say(fate_of([&] { kept->create_task(never()); }), "(finished)");
        },
        R"(
      1   #5  RuntimeError (shutting down)
      1   #7  ExceptionGroup[ValueError(bad)]
      1   #7  RuntimeError (finished)
      1    -  run -> ok
    )");
}
