// Lesson 12: a deadline is a point in time; a limit is a length of
// time. Where limits are nested, the one that runs out first fires,
// and the code that set it gets the error. And three attempts with
// a limit each may take three times the limit; only a limit around
// all of them is a budget.
//
//   make lesson N=12
//
// Expect: 2 seconds, the outer limit; 6 seconds with a limit for
// each attempt; 3 seconds with one budget.

#include <chrono>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;

// A server that takes longer than anybody is ready to wait.
aio::Coroutine<> slow_answer() { return aio::sleep(9s); }

// `timeout` limits a block, written as a lambda. The inner limit
// would fire at 5 s; the outer one fires at 2 s. It cancels what
// its block is waiting for. The inner block sees a cancellation
// that is not its own, and lets it pass.
aio::Coroutine<> nested() {
    try {
        co_await aio::timeout(2s, []() -> aio::Coroutine<> {
            try {
                co_await aio::timeout(5s, slow_answer);
            } catch (const aio::TimeoutError&) {
                lesson::say("the inner limit");
            }
        });
    } catch (const aio::TimeoutError&) {
        lesson::say("the outer limit");
    }
}

// Each attempt has 2 s, so three of them have 6 s. (`wait_for` is
// the limit for a single coroutine.)
aio::Coroutine<> three_attempts() {
    for (int attempt = 1; attempt <= 3; ++attempt) {
        try {
            co_await aio::wait_for(slow_answer(), 2s);
            co_return;
        } catch (const aio::TimeoutError&) {
            lesson::say(
                fmt::format("attempt {} took too long", attempt));
        }
    }
}

// The same, inside a limit of 3 s for all of them. The second
// attempt has only what the first one left.
aio::Coroutine<> one_budget() {
    try {
        co_await aio::timeout(3s, three_attempts);
    } catch (const aio::TimeoutError&) {
        lesson::say("the budget is used up");
    }
}

int main(int argc, char** argv) {
    lesson::Program lesson(argc, argv,
                           {.name = "12_deadlines",
                            .title = "deadlines",
                            .scale = 9s});
    lesson.run("a limit of 5 s inside one of 2 s", nested());
    lesson.run("2 s for each of three attempts", three_attempts());
    lesson.run("3 s for all of them", one_budget());
    return lesson.done();
}
