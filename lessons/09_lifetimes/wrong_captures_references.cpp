// Wrong: create_task keeps the lambda, but the lambda holds only
// references, to variables of a function that returns.
//
// Fails at: a lambda: its captures are still there

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

aio::Task<> morning(std::string name, Say say) {
    const std::string text = "Good morning, " + name;
    auto greet = [&]() -> aio::Coroutine<> {
        co_await aio::sleep(1s);
        say(text);
    };
    return aio::create_task(greet);
}

aio::Coroutine<> greet_later(std::string text, Say say) {
    co_await aio::sleep(1s);
    say(text);
}

aio::Task<> day(std::string name, Say say) {
    const std::string text = "Good day, " + name;
    return aio::create_task(greet_later(text, say));
}

aio::Coroutine<> whisper_later(std::string text, Say say) {
    co_await aio::sleep(1s);
    say(text);
}

aio::Task<> night(std::string name, Say say) {
    return aio::create_task(
        whisper_later("Good night, " + name, say));
}
