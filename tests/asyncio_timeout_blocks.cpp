// Conformance, section G: blocks under timeout() and timeout_at().
#include "scenario.hpp"

namespace {

int requests() { return current_task().cancelling(); }

struct Expired {
    bool inner = false, outer = false;
};

}  // namespace

TEST_CASE("rule S54: nested equal deadlines: both expire, only the outermost raises TimeoutError") {
    plays_in_turns(
        []() -> Coroutine<> {
            Expired expired;
            const auto nested = [&expired](Timeout& outer) -> Coroutine<> {
                try {
                    co_await timeout(2s, [&expired, &outer](Timeout& inner) -> Coroutine<> {
                        try {
                            co_await sleep(9s);
                        } catch (const CancelledError&) {
                            expired = {.inner = inner.expired(), .outer = outer.expired()};
                            throw;
                        }
                    });
                } catch (const TimeoutError&) {
                    say("inner TimeoutError");
                } catch (const CancelledError&) {
                    say("inner CancelledError", expired.inner, expired.outer, requests());
                    throw;
                }
            };
            const std::string error = co_await fate(timeout(2s, nested));
            say("outer", error, requests());
        },
        R"(
      2   #2  inner CancelledError True True 1
      2   #2  outer TimeoutError 0
      2    -  run -> ok
    )");
}

TEST_CASE("rule S54: an inner timeout that fires first does not touch the outer one") {
    plays_in_turns(
        []() -> Coroutine<> {
            say(co_await fate(timeout(5s, [](Timeout& outer) -> Coroutine<> {
                const std::string inner = co_await fate(timeout(2s, [] { return sleep(9s); }));
                say("inner", inner, outer.expired());
                co_await sleep(1s);
                say("goes on");
                co_await sleep(9s);
            })));
            say(co_await fate(timeout(1s, []() -> Coroutine<> {
                co_await timeout(5s, [](Timeout& inner) -> Coroutine<> {
                    try {
                        co_await sleep(9s);
                    } catch (const CancelledError&) {
                        say("inner expired", inner.expired());
                        throw;
                    }
                });
            })));
        },
        R"(
      2   #2  inner TimeoutError False
      3   #4  goes on
      5   #6  TimeoutError
      6   #8  inner expired False
      6   #8  TimeoutError
      6    -  run -> ok
    )");
}

TEST_CASE("055 timeout_vs_external_cancel: an outside cancel at the same instant wins") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto worker = [](std::string name) -> Coroutine<> {
                bool expired = false;
                try {
                    co_await timeout(3s, [&expired](Timeout& limit) -> Coroutine<> {
                        try {
                            co_await sleep(9s);
                        } catch (const CancelledError&) {
                            expired = limit.expired();
                            throw;
                        }
                    });
                } catch (const CancelledError&) {
                    say(name, "CancelledError expired=" + to_text(expired),
                        "cancelling=" + to_text(requests()));
                    throw;
                }
            };
            auto a = create_task(worker("a"));
            this_loop().call_later(3s, [a] { a.cancel(); });
            (void)co_await wait(std::vector{a});
            auto b = create_task(worker("b"));
            co_await sleep(0s);
            this_loop().call_later(3s, [b] { b.cancel(); });
            (void)co_await wait(std::vector{b});
            auto c = create_task(worker("c"));
            this_loop().call_later(2s, [c] { c.cancel(); });
            (void)co_await wait(std::vector{c});
        },
        R"(
      3   #3  a CancelledError expired=True cancelling=1
      6   #8  b CancelledError expired=True cancelling=1
      8  #14  c CancelledError expired=False cancelling=1
      8    -  run -> ok
    )");
}

TEST_CASE("rule S56: reschedule moves the deadline while the block is active, and only then") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto seconds = [](Timeout& limit) {
                return limit.when() ? time_text(*limit.when()) : "None";
            };
            co_await timeout(2s, [seconds](Timeout& limit) -> Coroutine<> {
                say(seconds(limit));
                limit.reschedule(this_loop().now() + 5s);
                say(seconds(limit));
                co_await sleep(4s);
                say("slept", limit.expired());
                limit.reschedule(std::nullopt);
                co_await sleep(4s);
                say("again", seconds(limit));
            });
            say(co_await fate(timeout(std::optional<std::chrono::seconds>(),
                                      [seconds](Timeout& limit) -> Coroutine<> {
                                          say(seconds(limit));
                                          limit.reschedule(this_loop().now() - 1s);
                                          say("past");
                                          co_await sleep(5s);
                                      })));
            say(co_await fate(timeout(1s, [](Timeout& limit) -> Coroutine<> {
                try {
                    co_await sleep(9s);
                } catch (const CancelledError&) {
                    say(fate_of([&] { limit.reschedule(this_loop().now() + 9s); }),
                        "while it expires");
                    throw;
                }
            })));
            say("at", co_await fate(timeout_at(this_loop().now() + 2s, [] { return sleep(9s); })));
        },
        R"(
      0   #0  2
      0   #0  5
      4   #2  slept False
      8   #4  again None
      8   #4  None
      8   #4  past
      8   #6  TimeoutError
      9   #8  RuntimeError while it expires
      9   #8  TimeoutError
      11   #10  at TimeoutError
      11    -  run -> ok
    )");
}

TEST_CASE("057 timeout_no_suspension: a timeout can only act at a suspension") {
    plays_in_order(
        []() -> Coroutine<> {
            bool expired = true;
            co_await timeout(0s, [&expired](Timeout& limit) -> Coroutine<> {
                say("body");
                expired = limit.expired();
                co_return;
            });
            say("expired=" + to_text(expired));
            const auto suspends = []() -> Coroutine<> {
                co_await sleep(0s);
                say("unreachable");
            };
            say(co_await fate(timeout(0s, suspends)) + "(0)");
            say(co_await fate(timeout(-11s, suspends)) + "(-11)");
            const std::string error =
                co_await fate(timeout(2s, [&expired](Timeout& limit) -> Coroutine<> {
                    expired = limit.expired();
                    throw LookupError("own");
                    co_return;
                }));
            say(error, "expired=" + to_text(expired));
            co_await sleep(2s);
            say("end");
        },
        R"(
      0   #0  body
      0   #0  expired=False
      0   #1  TimeoutError(0)
      0   #2  TimeoutError(-11)
      0   #2  LookupError(own) expired=False
      2   #4  end
      2    -  run -> ok
    )");
}

TEST_CASE(
    "rule S58: a body that swallows the cancellation ends without an error; counts restored") {
    plays_in_turns(
        []() -> Coroutine<> {
            co_await timeout(1s, [](Timeout& limit) -> Coroutine<> {
                if (co_await interrupted(sleep(9s))) say("swallowed", requests(), limit.expired());
            });
            say("after", requests());
            const std::string error = co_await fate(timeout(1s, []() -> Coroutine<> {
                (void)co_await interrupted(sleep(9s));
                throw ValueError("own");
            }));
            say(error, requests());
            co_await sleep(1s);
            say("end");
        },
        R"(
      1   #2  swallowed 1 True
      1   #2  after 0
      2   #4  ValueError(own) 0
      3   #6  end
      3    -  run -> ok
    )");
}

TEST_CASE("rule 1.5: sleep and wait_for count from their first step, timeout from the call") {
    plays_in_order(
        []() -> Coroutine<> {
            auto lazy_sleep = sleep(2s);
            auto lazy_wait = wait_for(sleep(9s), 2s);
            auto block = timeout(2s, [] { return sleep(9s); });
            co_await sleep(1s);
            say("block", co_await fate(std::move(block)));
            co_await lazy_sleep;
            say("slept");
            say("wait_for", co_await fate(std::move(lazy_wait)));
        },
        R"(
      2   -   block TimeoutError
      4   -   slept
      6   -   wait_for TimeoutError
      6   -   run -> ok
    )");
}
