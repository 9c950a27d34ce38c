// Lesson 14: the failure of lesson 10, inside a task group. The
// group cancels the siblings, waits until they have ended, and then
// throws all errors. Whatever happens, no task is left behind.
//
//   make lesson N=14
//
// Expect: 1 second; with gather 3 seconds. Two errors: 1 second.

#include <chrono>
#include <stdexcept>
#include <string>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;

// Says at a call what `true` means there.
constexpr bool is_broken = true;

// The delay of lesson 10: one that is broken throws when it wakes.
aio::Coroutine<> delay(int number, std::chrono::seconds d,
                       bool broken = false) {
    co_await aio::sleep(d);
    if (broken)
        throw std::runtime_error(
            fmt::format("number {} is broken", number));
    lesson::say("awake again");
}

// An exception group has all the errors, in the order in which they
// happened. Each is an `exception_ptr`; to look into it, you have
// to rethrow it.
void tell(const aio::ExceptionGroup& group) {
    for (const auto& error : group.exceptions()) {
        try {
            std::rethrow_exception(error);
        } catch (const std::runtime_error& e) {
            lesson::say(
                fmt::format("the group raised: {}", e.what()));
        }
    }
}

// The tasks belong to the block. It ends when all of them have
// ended: here at 1 s, because the failure of one cancels the rest.
// (`co_return` makes a coroutine of a lambda that awaits nothing.)
aio::Coroutine<> in_a_group() {
    try {
        co_await aio::task_group(
            [](aio::TaskGroup& group) -> aio::Coroutine<> {
                group.create_task(delay(1, 3s));
                group.create_task(delay(2, 1s, is_broken));
                group.create_task(delay(3, 3s));
                co_return;
            });
    } catch (const aio::ExceptionGroup& group) {
        // One error or many: what comes out is always a group.
        tell(group);
    }
}

// The same three, gathered. The error also comes at 1 s, but the
// other two work on, for nobody.
aio::Coroutine<> gathered() {
    try {
        co_await aio::gather(delay(1, 3s), delay(2, 1s, is_broken),
                             delay(3, 3s));
    } catch (const std::runtime_error& error) {
        lesson::say(fmt::format("gather raised: {}", error.what()));
    }
    co_await aio::sleep(2s);
}

// Two that fail at the same time: gather would throw the first
// error, and the other one would be lost.
aio::Coroutine<> two_errors() {
    try {
        co_await aio::task_group(
            [](aio::TaskGroup& group) -> aio::Coroutine<> {
                group.create_task(delay(1, 3s));
                group.create_task(delay(2, 1s, is_broken));
                group.create_task(delay(3, 1s, is_broken));
                co_return;
            });
    } catch (const aio::ExceptionGroup& group) {
        tell(group);
    }
}

int main(int argc, char** argv) {
    lesson::Program lesson(argc, argv,
                           {.name = "14_task_group",
                            .title = "task group",
                            .scale = 9s});
    lesson.run("in a group, one fails", in_a_group());
    lesson.run("gathered, one fails", gathered());
    lesson.run("in a group, two fail", two_errors());
    return lesson.done();
}
