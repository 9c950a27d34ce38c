// Conformance, section D: gather.
#include "scenario.hpp"

TEST_CASE("rule S32: gather schedules at the call and gives results in argument order") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto child = [](std::string name,
                                  std::chrono::seconds delay) -> Coroutine<std::string> {
                say(name, "starts");
                co_await sleep(delay);
                say(name, "ends");
                co_return name;
            };
            auto all = gather(child("A", 3s), child("B", 1s), child("C", 2s));
            say("made");
            const auto [a, b, c] = co_await all;
            say(a, b, c);
        },
        R"(
      0   #0  made
      0   #1  A starts
      0   #1  B starts
      0   #1  C starts
      1   #3  B ends
      2   #6  C ends
      3   #9  A ends
      3   #11  A B C
      3    -  run -> ok
    )");
}

TEST_CASE("033 gather_first_error: the first exception is raised at once; the others run on") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto child = [](std::string name, std::chrono::seconds delay,
                                  std::exception_ptr error) -> Coroutine<> {
                co_await sleep(delay);
                if (!error || name == "E") say(name, "ends");
                if (error) std::rethrow_exception(error);
            };
            const auto bad = std::make_exception_ptr(ValueError("B"));
            const auto late = std::make_exception_ptr(LookupError("E"));
            say("main", co_await fate(gather(child("A", 1s, {}), child("B", 2s, bad),
                                             child("C", 4s, {}), child("E", 5s, late))));
            co_await sleep(5s);
            say("end");
        },
        R"(
      1   #3  A ends
      2   #8  main ValueError(B)
      4  #10  C ends
      5  #13  E ends
      7  #16  end
      7    -  run -> ok
    )");
}

TEST_CASE("rule S34: return_exceptions waits for all; outcomes are in argument order") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto fails = []() -> Coroutine<int> {
                co_await sleep(1s);
                throw ValueError("b");
            };
            auto doomed = create_task(sleep(9s, 0));
            this_loop().call_later(2s, [doomed] { doomed.cancel(); });
            std::vector<Task<int>> all{create_task(sleep(3s, 1)), create_task(fails()), doomed,
                                       create_task(sleep(4s, 2))};
            say(co_await gather(return_exceptions, all));
        },
        R"(
      4   #14  [1, ValueError(b), CancelledError, 2]
      4    -  run -> ok
    )");
}

TEST_CASE(
    "035 gather_child_cancelled: a cancelled child is an error; the awaiter was not cancelled") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto b_body = []() -> Coroutine<> {
                co_await sleep(3s);
                say("B ends");
            };
            auto a = create_task(sleep(9s));
            auto b = create_task(b_body());
            this_loop().call_later(1s, [a] { a.cancel(); });
            const std::string error = co_await fate(gather(a, b));
            say("main", error, "cancelling=" + to_text(current_task().cancelling()));
            co_await sleep(3s);
            say("end");
        },
        R"(
      1   #5  main CancelledError cancelling=0
      3   #7  B ends
      4  #10  end
      4    -  run -> ok
    )");
}

namespace {

Coroutine<> ends_at_once() {
    try {
        co_await sleep(9s);
    } catch (const CancelledError&) {
        say("A cancelled");
        say("A ends");
        throw;
    }
}
Coroutine<> ends_after_cleanup() {
    (void)co_await interrupted(sleep(9s));
    say("B cancelled");
    co_await sleep(2s);
    say("B ends");
    throw CancelledError();
}

}  // namespace

TEST_CASE(
    "rule S36: cancelling a gather cancels all; the awaiter resumes when the first has ended") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto gatherer = []() -> Coroutine<> {
                try {
                    co_await gather(ends_after_cleanup(), ends_at_once());
                } catch (const CancelledError&) {
                    say("G CancelledError");
                    throw;
                }
            };
            auto g = create_task(gatherer());
            co_await sleep(1s);
            g.cancel();
            (void)co_await fate(g);
            say("main", g.cancelled());
            co_await sleep(3s);
            say("end");
        },
        R"(
      1   #5  B cancelled
      1   #5  A cancelled
      1   #5  A ends
      1   #7  G CancelledError
      1   #8  main True
      3   #10  B ends
      4   #13  end
      4    -  run -> ok
    )");
}

TEST_CASE("037 gather_outer_cancelled_re: with return_exceptions: only when all have ended") {
    plays_in_order(
        []() -> Coroutine<> {
            const auto gatherer = []() -> Coroutine<> {
                try {
                    co_await gather(return_exceptions, ends_at_once(), ends_after_cleanup());
                } catch (const CancelledError&) {
                    say("G CancelledError");
                    throw;
                }
            };
            auto g = create_task(gatherer());
            co_await sleep(1s);
            g.cancel();
            (void)co_await fate(g);
            say("main");
        },
        R"(
      1   #5  A cancelled
      1   #5  A ends
      1   #5  B cancelled
      3   #8  B ends
      3  #10  G CancelledError
      3  #11  main
      3    -  run -> ok
    )");
}

TEST_CASE(
    "rule S38: no children: done; duplicates run once; all done: done; cancel() is then False") {
    plays_in_turns(
        []() -> Coroutine<> {
            const auto one = []() -> Coroutine<int> {
                say("runs");
                co_return 1;
            };
            co_await gather();
            say("empty", co_await gather(std::vector<Task<int>>()));
            auto t = create_task(one());
            say("dup", co_await gather(std::vector{t, t}));
            auto done = gather(std::vector{t, t});
            const bool was_done = done.done();
            say("done", was_done, done.cancel());
            say(co_await done);
            Future<int> f;
            auto late = gather(std::vector{f});
            f.set_result(1);
            const bool accepted = late.cancel();
            say("cancel", accepted, late.done());
            say(co_await late);
            Future<int> bad;
            bad.set_exception(ValueError("x"));
            auto failed = gather(t, bad);
            say("done", failed.done(), co_await fate(failed));
            say("done", gather(return_exceptions, bad).done());
        },
        R"(
      0   #0  empty []
      0   #1  runs
      0   #3  dup [1, 1]
      0   #3  done True False
      0   #3  [1, 1]
      0   #3  cancel False False
      0   #5  [1]
      0   #5  done True ValueError(x)
      0   #5  done True
      0    -  run -> ok
    )");
}
