// A program of your own. In a terminal, in your workshop:
//
//   ./coach run playground/mine.cpp                    # in real time
//   ./coach run playground/mine.cpp --clock virtual    # at once, with exact figures
//   ./coach run playground/mine.cpp --help             # --svg FILE, --tape FILE, ...
//
// Change it, or copy it under another name. What there is to try: gather, wait_for,
// task_group, Queue, Lock, to_thread; <http/http.hpp> for requests.

#include <chrono>

#include <aio/aio.hpp>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;

aio::Coroutine<> boil_water() {
    co_await aio::sleep(3s);
    lesson::say("the water boils");
}

aio::Coroutine<> toast_bread() {
    co_await aio::sleep(2s);
    lesson::say("the toast is done");
}

aio::Coroutine<> breakfast() {
    co_await aio::gather(boil_water(), toast_bread());
}

int main(int argc, char** argv) {
    lesson::Program program(
        argc, argv, {.name = "mine", .title = "my own program"});
    program.run("breakfast", breakfast());
    return program.done();
}
