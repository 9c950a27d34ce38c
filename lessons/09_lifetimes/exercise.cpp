// Exercise 09: three greetings, each said one second after it was
// asked for. By then its text is gone: each task refers to
// something that no longer exists. Make sure that every task has
// what it needs for as long as it needs it.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 09     shows what it does, in real time, and what
//                      AddressSanitizer says about it
//
// Expect: a report at 1 second as it stands; greetings at 1, 2 and
// 3 seconds when it is done.

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include <aio/aio.hpp>

using namespace std::chrono_literals;

// Says a text, now.
using Say = std::function<void(std::string)>;

// This is what the check calls. Please leave it as it is.
aio::Task<> morning(std::string name, Say say);
aio::Task<> day(std::string name, Say say);
aio::Task<> night(std::string name, Say say);

// TODO: where are the lambda's captures one second later?
aio::Task<> morning(std::string name, Say say) {
    const std::string text = "Good morning, " + name;
    auto greet = [text, say]() -> aio::Coroutine<> {
        co_await aio::sleep(1s);
        say(text);
    };
    return aio::create_task(greet());
}

// TODO: and what does this reference refer to by then?
aio::Coroutine<> greet_later(const std::string& text, Say say) {
    co_await aio::sleep(1s);
    say(text);
}

aio::Task<> day(std::string name, Say say) {
    const std::string text = "Good day, " + name;
    return aio::create_task(greet_later(text, say));
}

// TODO: and this view?
aio::Coroutine<> whisper_later(std::string_view text, Say say) {
    co_await aio::sleep(1s);
    say(std::string(text));
}

aio::Task<> night(std::string name, Say say) {
    return aio::create_task(
        whisper_later("Good night, " + name, say));
}
