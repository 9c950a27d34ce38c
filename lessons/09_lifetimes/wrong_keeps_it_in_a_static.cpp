// Wrong: a static variable exists for as long as the program runs.
// But there is only one, and the next call overwrites it.
//
// Fails at: two at a time: each says its own text

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

aio::Task<> morning(std::string name, Say say) {
    const std::string text = "Good morning, " + name;
    auto greet = [text, say]() -> aio::Coroutine<> {
        co_await aio::sleep(1s);
        say(text);
    };
    return aio::create_task(greet);
}

aio::Coroutine<> greet_later(const std::string& text, Say say) {
    co_await aio::sleep(1s);
    say(text);
}

aio::Task<> day(std::string name, Say say) {
    static std::string text;
    text = "Good day, " + name;
    return aio::create_task(greet_later(text, say));
}

aio::Coroutine<> whisper_later(std::string_view text, Say say) {
    co_await aio::sleep(1s);
    say(std::string(text));
}

aio::Task<> night(std::string name, Say say) {
    static std::string text;
    text = "Good night, " + name;
    return aio::create_task(whisper_later(text, say));
}
