// Lesson 07: calling a coroutine runs nothing. It makes an object,
// and only whoever awaits that object makes it run. Forget it, and
// nothing happens; the program is quick, and wrong. The compiler
// warns where the object is dropped, the loop reports the one that
// was kept and then forgotten.
//
//   make lesson N=07
//
// Figure: 0 seconds where 3 are due, and a report; then 3 seconds.

#include <chrono>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;

// The delay of lesson 01.
aio::Coroutine<> delay(std::chrono::seconds d) {
    lesson::say(fmt::format("sleeping for {} s", d.count()));
    co_await aio::sleep(d);
    lesson::say("awake again");
}

// No `co_await`, and so not a word of "sleeping". A line with
// `delay(3s);` alone would not even compile here: the result must
// not be discarded, says the compiler. A variable keeps it quiet.
// So the loop has to tell, when the object goes: it names the line
// of the call.
aio::Coroutine<> forgotten() {
    auto nobody_awaits_this = delay(3s);
    lesson::say("done, I think");
    co_return;
}

// One word more.
aio::Coroutine<> awaited() {
    auto this_one_is_awaited = delay(3s);
    co_await this_one_is_awaited;
    lesson::say("done");
}

// What makes a function a coroutine is a `co_await`, a `co_return`
// or a `co_yield` in its body, and not what it returns. This one
// has none. It is an ordinary function: it runs when it is called,
// and hands on a coroutine that has not begun.
aio::Coroutine<> no_coroutine() {
    lesson::say("here at once");
    return delay(3s);
}

aio::Coroutine<> called_early() {
    auto later = no_coroutine();
    lesson::say("called, and not yet awaited");
    co_await later;
}

// And `run` is no way to await: it starts a loop, and one is
// running. In a coroutine there is `co_await` for that.
aio::Coroutine<> loop_in_a_loop() {
    aio::run(delay(3s));
    co_return;
}

int main(int argc, char** argv) {
    lesson::Program lesson(argc, argv,
                           {.name = "07_never_awaited",
                            .title = "never awaited",
                            .scale = 9s});
    lesson.run("called, and never awaited", forgotten());
    lesson.run("called, and awaited", awaited());
    lesson.run("an ordinary function", called_early());
    lesson.run_failing<aio::RuntimeError>(
        "run() inside a coroutine", loop_in_a_loop());
    return lesson.done();
}
