// Lesson 11: cancelling a task asks it to end. The request arrives
// as an exception at the `co_await` where the task waits, and
// nowhere else. So a task can clean up, and even await while doing
// so; but one that catches everything goes on as if nobody had
// asked.
//
//   make lesson N=11
//
// Expect: 1 second; with a clean-up of 2 seconds, 3 seconds; with a
// catch-all that swallows the request, 3 seconds.

#include <chrono>
#include <string>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;

// The delay of lesson 01.
aio::Coroutine<> delay(std::chrono::seconds d) {
    co_await aio::sleep(d);
    lesson::say("awake again");
}

// `CancelledError` comes out of the `co_await`. Clean up, and throw
// it again: only then has the task been cancelled.
aio::Coroutine<> says_goodbye() {
    try {
        co_await aio::sleep(3s);
    } catch (const aio::CancelledError&) {
        lesson::say("cancelled, tidying up");
        throw;
    }
}

// A clean-up that itself has to wait, to log out or to flush. A
// catch block cannot await, so there is `try_finally`: first the
// body, then the clean-up, whether the body ended well, failed, or
// was cancelled; an exception that left the body goes on after it.
aio::Coroutine<> logs_out() {
    co_await aio::try_finally(
        [] { return aio::sleep(3s); },
        [](std::exception_ptr) -> aio::Coroutine<> {
            lesson::say("logging out, which takes 2 s");
            co_await aio::sleep(2s);
            lesson::say("logged out");
        });
}

// The catch-all treats the request like any error, and the task
// goes on. It is not cancelled: it ends when it likes, at 3 s.
aio::Coroutine<> takes_no_hint() {
    try {
        co_await aio::sleep(3s);
    } catch (...) {
        lesson::say("something went wrong, never mind");
    }
    co_await delay(2s);
}

// Asks the task to end after a second, and waits until it has.
// `wait` only tells that it has ended, not how.
aio::Coroutine<> cancel_after_a_second(aio::Coroutine<> work,
                                       std::string name) {
    auto task = aio::create_task(std::move(work), name);
    co_await aio::sleep(1s);

    lesson::say("cancel " + name);
    task.cancel();
    co_await aio::wait(std::vector{task});
    lesson::say(name + (task.cancelled() ? " was cancelled"
                                         : " ended by itself"));
}

int main(int argc, char** argv) {
    lesson::Program lesson(argc, argv,
                           {.name = "11_cancellation",
                            .title = "cancellation",
                            .scale = 9s});
    lesson.run("tidies up, and ends",
               cancel_after_a_second(says_goodbye(), "polite"));
    lesson.run("a clean-up that awaits",
               cancel_after_a_second(logs_out(), "session"));
    lesson.run("a catch-all swallows it",
               cancel_after_a_second(takes_no_hint(), "selfish"));
    return lesson.done();
}
