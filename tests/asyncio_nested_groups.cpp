// Conformance, section H: task groups within groups and timeouts, and
// TaskGroup.cancel(), which newer versions of CPython have.
#include "scenario.hpp"

namespace {

int requests() { return current_task().cancelling(); }

Coroutine<> fails(std::string name, std::chrono::seconds delay) {
    co_await sleep(delay);
    throw ValueError(name);
}

Coroutine<> says_when_cancelled(std::string name) {
    try {
        co_await sleep(9s);
    } catch (const CancelledError&) {
        say(name, "cancelled");
        throw;
    }
}

}  // namespace

TEST_CASE("rule S68: nested groups nest their errors; counts return to what they were") {
    plays_in_turns(
        []() -> Coroutine<> {
            const std::string inner_error =
                co_await fate(task_group([](TaskGroup& outer) -> Coroutine<> {
                    outer.create_task(says_when_cancelled("other"));
                    co_await task_group([](TaskGroup& inner) -> Coroutine<> {
                        inner.create_task(fails("in", 1s));
                        try {
                            co_await sleep(9s);
                        } catch (const CancelledError&) {
                            say("inner body", requests());
                            throw;
                        }
                    });
                }));
            say(inner_error, requests());
            co_await sleep(1s);
            say("slept");
            const auto two_errors = []() -> Coroutine<> {
                co_await task_group([](TaskGroup& inner) -> Coroutine<> {
                    inner.create_task(fails("a", 1s));
                    inner.create_task(fails("b", 1s));
                    co_return;
                });
            };
            const std::string child_error =
                co_await fate(task_group([two_errors](TaskGroup& outer) -> Coroutine<> {
                    outer.create_task(two_errors());
                    outer.create_task(says_when_cancelled("other"));
                    co_return;
                }));
            say(child_error, requests());
        },
        R"(
      1   #5  inner body 1
      1   #6  other cancelled
      1   #8  ExceptionGroup[ExceptionGroup[ValueError(in)]] 0
      2   #10  slept
      3   #18  other cancelled
      3   #20  ExceptionGroup[ExceptionGroup[ValueError(a), ValueError(b)]] 0
      3    -  run -> ok
    )");
}

TEST_CASE(
    "093 tg_nested_both: two nested groups failing in one turn: each converts its own error") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto fails_soon = [](std::exception_ptr error) -> Coroutine<> {
                co_await sleep(0s);
                std::rethrow_exception(error);
            };
            const auto body = [fails_soon](TaskGroup& outer) -> Coroutine<> {
                const std::string error =
                    co_await fate(task_group([fails_soon, &outer](TaskGroup& inner) -> Coroutine<> {
                        inner.create_task(fails_soon(std::make_exception_ptr(LookupError("E1"))));
                        outer.create_task(fails_soon(std::make_exception_ptr(ValueError("E2"))));
                        co_return;
                    }));
                say(error);
                say("cancelling=" + to_text(requests()));
            };
            const std::string error = co_await fate(task_group(body));
            say(error, "cancelling=" + to_text(requests()));
        },
        R"(
      0   #4  ExceptionGroup[LookupError(E1)]
      0   #4  cancelling=1
      0   #4  ExceptionGroup[ValueError(E2)] cancelling=0
      0    -  run -> ok
    )");
}

TEST_CASE(
    "069 tg_in_timeout: TimeoutError after all clean-up; a child's timeout is that child's error") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto c1 = []() -> Coroutine<> {
                if (!co_await interrupted(sleep(9s))) co_return;
                say("c1 cancelled");
                co_await sleep(3s);
                say("c1 cleaned up");
                throw CancelledError();
            };
            say(co_await fate(timeout(2s, [c1]() -> Coroutine<> {
                co_await task_group([c1](TaskGroup& group) -> Coroutine<> {
                    group.create_task(c1());
                    co_return;
                });
            })));
            std::optional<Task<>> sibling;
            const std::string error =
                co_await fate(task_group([&sibling](TaskGroup& group) -> Coroutine<> {
                    group.create_task(timeout(1s, [] { return sleep(9s); }));
                    sibling = group.create_task(sleep(9s));
                    co_return;
                }));
            say(error, "sibling cancelled=" + to_text(sibling->cancelled()));
        },
        R"(
      2   #4  c1 cancelled
      5   #6  c1 cleaned up
      5   #8  TimeoutError
      6  #15  ExceptionGroup[TimeoutError] sibling cancelled=True
      6    -  run -> ok
    )");
}

TEST_CASE(
    "rule TaskGroup.cancel: children and body are cancelled; the block is left without error") {
    plays_in_order(
        []() -> Coroutine<> {
            co_await task_group([](TaskGroup& group) -> Coroutine<> {
                group.create_task(says_when_cancelled("a"));
                group.create_task(says_when_cancelled("b"));
                co_await sleep(1s);
                group.cancel();
                co_await sleep(9s);
                say("never");
            });
            say("left", requests());
            const auto stops = [](TaskGroup group) -> Coroutine<> {
                co_await sleep(1s);
                group.cancel();
                group.cancel();
            };
            co_await task_group([stops](TaskGroup& group) -> Coroutine<> {
                group.create_task(says_when_cancelled("c"));
                group.create_task(stops(group));
                co_return;
            });
            say("left", requests());
            co_await sleep(1s);
            say("end");
        },
        R"(
      1   -  a cancelled
      1   -  b cancelled
      1   -  left 0
      2   -  c cancelled
      2   -  left 0
      3   -  end
      3   -  run -> ok
    )");
}
