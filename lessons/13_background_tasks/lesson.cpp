// Lesson 13: a task runs by itself, whether or not anybody keeps
// its handle. But it ends with the loop: what is still under way
// when main ends is cancelled, and an error that nobody looked at
// is only reported. If you start work in the background, you have
// to wait for it at the end.
//
//   make lesson N=13
//
// Expect: 1 second, and cut off; 2 seconds if it waits; behind a
// shield the caller gives up at 1 second, and the work ends at 4.

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;

// Something that has to be completed.
aio::Coroutine<> save(std::string what, std::chrono::seconds d) {
    co_await aio::sleep(d);
    lesson::say("saved " + what);
}

aio::Coroutine<> fail_to_save(std::string what) {
    co_await aio::sleep(500ms);
    throw std::runtime_error("cannot save " + what);
}

// "Fire and forget." The handles are dropped at once. That stops
// nothing; but main ends at 1 s, before the letter has been saved,
// and nobody has asked what became of the photo.
aio::Coroutine<> forget() {
    aio::create_task(save("the letter", 2s));
    aio::create_task(fail_to_save("the photo"));
    co_await aio::sleep(1s);
    lesson::say("good bye");
}

// The handles are kept, and awaited before the end. An outcome for
// each tells how it ended, including errors.
aio::Coroutine<> wait_for_them() {
    std::vector<aio::Task<>> under_way;
    under_way.push_back(aio::create_task(save("the letter", 2s)));
    under_way.push_back(
        aio::create_task(fail_to_save("the photo")));
    co_await aio::sleep(1s);

    for (const auto& outcome :
         co_await aio::gather(aio::return_exceptions, under_way)) {
        try {
            outcome.value();
        } catch (const std::runtime_error& error) {
            lesson::say(error.what());
        }
    }
    lesson::say("good bye");
}

// A limit cancels what it waits for. A shield prevents that: the
// caller gives up at 1 s, but the work goes on, and can still be
// waited for by its handle.
aio::Coroutine<> shielded() {
    auto saving = aio::create_task(save("the film", 4s));
    try {
        co_await aio::wait_for(aio::shield(saving), 1s);
    } catch (const aio::TimeoutError&) {
        lesson::say("I do not wait any longer");
    }
    co_await saving;
}

int main(int argc, char** argv) {
    lesson::Program lesson(argc, argv,
                           {.name = "13_background_tasks",
                            .title = "background tasks",
                            .scale = 9s});
    lesson.run("forgotten, and cut off", forget());
    lesson.run("waited for at the end", wait_for_them());
    lesson.run("behind a shield", shielded());
    return lesson.done();
}
