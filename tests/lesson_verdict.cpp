// lib/lesson/verdict.hpp: the sentence is worked out from what happened, so it is right even for a
// program that the lesson's author did not think of.
#include <doctest/doctest.h>

#include <cctype>
#include <chrono>
#include <map>
#include <string>

#include <aio/aio.hpp>
#include <aio/block_for.hpp>
#include <aio/explore.hpp>
#include <lesson/verdict.hpp>
#include <lesson/verdict_tape.hpp>

#include "lessons.hpp"
#include "process.hpp"

using namespace std::chrono_literals;

namespace {

aio::Coroutine<> delay(std::chrono::milliseconds d) { co_await aio::sleep(d); }

std::string verdict_on(aio::Coroutine<> program) {
    timeline::Recorder recorder;
    aio::run(std::move(program), {.clock = aio::Clock::simulated, .observer = &recorder});
    return lesson::verdict(recorder.tape());
}

aio::Coroutine<> awaited_at_once() {
    for (auto d : {3s, 3s, 3s}) co_await aio::create_task(delay(d));
}
aio::Coroutine<> side_by_side() { co_await aio::gather(delay(3s), delay(1s), delay(2500ms)); }
aio::Coroutine<> lazy() {
    auto a = delay(1s), b = delay(2s);
    co_await a;
    co_await b;
}
aio::Coroutine<> two_and_one() {
    co_await aio::gather(delay(1s), delay(1s));
    co_await aio::create_task(delay(1s));
}
aio::Coroutine<> created_early_run_in_turn() {
    aio::Lock lock;
    auto one = [&]() -> aio::Coroutine<> {
        auto held = co_await lock.hold();
        co_await aio::sleep(1s);
    };
    co_await aio::gather(one(), one());
}
aio::Coroutine<> lock_after_the_wait() {
    aio::Lock lock;
    auto one = [&]() -> aio::Coroutine<> {
        co_await aio::sleep(1s);
        auto held = co_await lock.hold();
    };
    co_await aio::gather(one(), one());
}
aio::Coroutine<> attempts() {
    for (int i = 0; i < 2; ++i) try {
            co_await aio::wait_for(delay(9s), 2s);
        } catch (const aio::TimeoutError&) {
        }
}
aio::Coroutine<> in_a_budget() {
    try {
        co_await aio::timeout(3s, attempts);
    } catch (const aio::TimeoutError&) {
    }
}
aio::Coroutine<> one_task() { co_await aio::create_task(delay(2s)); }
aio::Coroutine<> many() {
    for (int i = 0; i < 100; ++i) co_await aio::create_task(delay(10ms));
}
aio::Coroutine<> nothing() { co_return; }

}  // namespace

TEST_CASE("awaiting each task before the next is created is named as the reason") {
    CHECK(verdict_on(awaited_at_once()) ==
          "Why 9 s: each task was awaited to its end before the next was created. Nothing "
          "overlapped, so the waits add up: 3 + 3 + 3 s.");
}

TEST_CASE("tasks that overlap: the longest wait, not the sum") {
    CHECK(verdict_on(side_by_side()) ==
          "Why 3 s: all 3 tasks were under way before the first one ended, so they waited at the "
          "same time. The total is the longest wait, not the sum (3 + 1 + 2.5 = 6.5 s). They ended "
          "in the order of their waits: Task-3, Task-4 and Task-2.");
}

TEST_CASE("coroutines awaited without a task are called lazy") {
    const std::string text = verdict_on(lazy());
    CHECK(contains(text, "Why 3 s: no task was created. A coroutine is lazy"));
    CHECK(contains(text, "1 + 2 s."));
}

TEST_CASE("tasks some of which overlap") {
    CHECK(verdict_on(two_and_one()) ==
          "Why 2 s: at most 2 of the 3 tasks were under way at once. The total is that of the "
          "longest chain, in which each began when the one before had ended: Task-2 (1 s) and "
          "Task-4 (1 s).");
}

TEST_CASE("tasks that are all under way, but wait for a lock, are reported as waiting for it") {
    CHECK(verdict_on(created_early_run_in_turn()) ==
          "Why 2 s: Task-3 waited for a lock, for 1 s in all, until others let it go on. A task "
          "can be "
          "under way and still have to wait its turn.");
}

TEST_CASE("a lock that is free when a task wants it is not a reason") {
    CHECK(contains(verdict_on(lock_after_the_wait()), "both tasks were under way"));
}

TEST_CASE("a limit around limits is distinguished from limits in turn") {
    const std::string in_turn = verdict_on(attempts());
    CHECK(contains(in_turn, "Why 4 s: limits ended main's waiting 2 times, at 2 and 4 s."));
    CHECK(verdict_on(in_a_budget()) ==
          "Why 3 s: a limit of 3 s around everything ended main's waiting at 3 s. The limits "
          "inside, one of which fired at 2 s, have no more than what is left of it.");
}

TEST_CASE("a limit that a handler swallows is reported as lost") {
    const std::string text = verdict_on([]() -> aio::Coroutine<> {
        const auto stubborn = []() -> aio::Coroutine<> {
            for (int i = 0; i < 3; ++i) try {
                    co_await aio::wait_for(delay(9s), 2s);
                } catch (...) {
                }
        };
        co_await aio::timeout(3s, stubborn);
    }());
    CHECK(text ==
          "Why 5 s: a limit of 3 s around everything ended main's waiting at 3 s. But main went on "
          "until 5 s. Did a handler catch the cancellation, and not throw it again? Then the limit "
          "is lost.");
}

TEST_CASE("a task that is asked to end while it cleans up does not complete its clean-up") {
    const std::string text = verdict_on([]() -> aio::Coroutine<> {
        const auto work = []() -> aio::Coroutine<> {
            return aio::try_finally([] { return aio::sleep(3s); },
                                    [](std::exception_ptr) { return delay(2s); });
        };
        auto task = aio::create_task(work(), "session");
        for (int i = 0; i < 2; ++i) {
            co_await aio::sleep(1s);
            task.cancel();
        }
        co_await aio::wait(std::vector{task});
    }());
    CHECK(text ==
          "Why 2 s: session was asked to end at 1 s, and began to clean up. At 2 s it was asked "
          "again. That ended its clean-up, which was not complete.");
}

TEST_CASE("an error that nobody waited for is not one of the results") {
    const std::string text = verdict_on([]() -> aio::Coroutine<> {
        const auto fail = []() -> aio::Coroutine<> {
            co_await aio::sleep(500ms);
            throw std::runtime_error("broken");
        };
        aio::create_task(delay(2s), "letter");
        aio::create_task(fail(), "photo");
        co_await aio::sleep(3s);
    }());
    CHECK(text ==
          "Why 3 s: photo failed at 0.5 s, and nobody was waiting for it. The others were not "
          "stopped: letter ran on, and the last one ended at 2 s.");
}

TEST_CASE("tasks that are cancelled before they begin are said never to have run") {
    const std::string text = verdict_on([]() -> aio::Coroutine<> {
        try {
            co_await aio::task_group([](aio::TaskGroup& group) -> aio::Coroutine<> {
                group.create_task(delay(3s), "a");
                group.create_task(delay(1s), "b");
                throw std::runtime_error("broken");
                co_return;
            });
        } catch (const aio::ExceptionGroup&) {
        }
    }());
    CHECK(text ==
          "Why 0 s: a and b were asked to end at 0 s, before they had begun, and so they never "
          "ran.");
}

TEST_CASE("tasks that run on without an await are reported as holding the loop") {
    const std::string text = verdict_on([]() -> aio::Coroutine<> {
        const auto blocks = []() -> aio::Coroutine<> {
            aio::extend::block_for(3s);
            co_return;
        };
        co_await aio::gather(delay(1s), blocks());
    }());
    CHECK(contains(text, "Why 3 s: "));
    CHECK(contains(text, " held the loop, for 3 s in all."));
}

TEST_CASE("for a run under a schedule, the verdict says which task went on before which") {
    const auto tape = [](std::vector<std::size_t> choices) {
        timeline::Recorder recorder;
        aio::run(side_by_side(), {.clock = aio::Clock::simulated,
                                  .choose = aio::follow(std::move(choices)),
                                  .observer = &recorder});
        return recorder.tape();
    };
    CHECK(lesson::out_of_order(tape({0, 0})) == "");
    CHECK(lesson::out_of_order(tape({1, 0}))
              .starts_with("At 0 s Task-3 went on before Task-2, which had been ready before it."));
}

TEST_CASE("no two lessons say the same about their first run") {
    std::map<std::string, std::string> lessons;  // by what is said, without figures
    for (const std::string& lesson : lessons_with("expected.txt")) {
        const std::string text = read_file(lesson_folder(lesson) + "/expected.txt");
        const auto begin = text.find("\nWhy ");
        REQUIRE(begin != text.npos);
        std::string why = text.substr(begin, text.find("\n\n", begin) - begin);
        std::erase_if(why, [](unsigned char c) { return std::isdigit(c) || std::isspace(c); });
        const auto [entry, is_new] = lessons.try_emplace(why, lesson);
        CHECK_MESSAGE(is_new, lesson << " says what " << entry->second << " says");
    }
}

TEST_CASE("a sum too long to read is left out") {
    CHECK(contains(verdict_on(many()), "so the waits add up."));
}

TEST_CASE("programs with nothing to compare have a verdict, too") {
    CHECK(contains(verdict_on(one_task()), "Why 2 s: there was one task"));
    CHECK(contains(verdict_on(nothing()), "Why 0 s: there was no task, and nothing to wait for"));
}

TEST_CASE("a sum is given as the reason only if it is the total") {
    const std::string in_turn = verdict_on([]() -> aio::Coroutine<> {
        co_await aio::create_task(delay(3s));
        co_await aio::sleep(1s);
        co_await aio::create_task(delay(3s));
    }());
    CHECK(contains(in_turn, "Why 7 s:"));
    CHECK(contains(in_turn, "so the waits add up to 6 s."));

    const std::string at_once = verdict_on([]() -> aio::Coroutine<> {
        co_await aio::gather(delay(3s), delay(3s));
        co_await aio::sleep(1s);
    }());
    CHECK(contains(at_once, "Why 4 s:"));
    CHECK(contains(at_once, "One after the other they would have taken 6 s."));
}
