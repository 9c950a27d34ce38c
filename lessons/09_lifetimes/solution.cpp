// Solution of exercise 09: the lambda goes to the task, and the
// texts go into the frames.

#include <chrono>
#include <functional>
#include <string>

#include <aio/aio.hpp>

using namespace std::chrono_literals;

// Says a text, now.
using Say = std::function<void(std::string)>;

// This is what the check calls. Please leave it as it is.
aio::Task<> morning(std::string name, Say say);
aio::Task<> day(std::string name, Say say);
aio::Task<> night(std::string name, Say say);

// CHANGED: create_task gets the lambda, not what it returns. It
// keeps the lambda, and so its captures, with the task.
aio::Task<> morning(std::string name, Say say) {
    const std::string text = "Good morning, " + name;
    auto greet = [text, say]() -> aio::Coroutine<> {
        co_await aio::sleep(1s);
        say(text);
    };
    return aio::create_task(greet);
}

// CHANGED: by value. A parameter is copied into the frame when the
// coroutine is called, before anything can end.
aio::Coroutine<> greet_later(std::string text, Say say) {
    co_await aio::sleep(1s);
    say(text);
}

aio::Task<> day(std::string name, Say say) {
    const std::string text = "Good day, " + name;
    return aio::create_task(greet_later(text, say));
}

// CHANGED: the same. A view is a reference, whatever it looks like.
aio::Coroutine<> whisper_later(std::string text, Say say) {
    co_await aio::sleep(1s);
    say(text);
}

aio::Task<> night(std::string name, Say say) {
    return aio::create_task(
        whisper_later("Good night, " + name, say));
}
