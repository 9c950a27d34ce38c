// The faulty part of lesson 09: three tasks that use something that
// is gone. The compiler accepts all of them. Without
// AddressSanitizer they may even seem to work: freed memory often
// keeps its contents for a while.
//
//   build/bin/09_lifetimes_faulty capture
//   build/bin/09_lifetimes_faulty reference
//   build/bin/09_lifetimes_faulty view
//
// The first line of the report says what kind of mistake it is.
// Below it, look for lines of faulty.cpp: where the memory was
// used, and, further down, whose it was, or where it was freed.

#include <chrono>
#include <string>
#include <string_view>

#include <aio/aio.hpp>
#include <fmt/core.h>

using namespace std::chrono_literals;

// The lambda is called here, and its coroutine outlives it. The
// captures are part of the lambda: they are destroyed at the `}`.
aio::Task<> capture() {
    std::string text = "a text that is not so very short";
    auto say_it = [text]() -> aio::Coroutine<> {
        co_await aio::sleep(1s);
        fmt::print("{}\n", text);
    };
    return aio::create_task(say_it());
}

// The frame keeps the reference. What it refers to is destroyed at
// the `}` of the function that started the task.
aio::Coroutine<> say_later(const std::string& text) {
    co_await aio::sleep(1s);
    fmt::print("{}\n", text);
}
aio::Task<> reference() {
    std::string text = "a text that is not so very short";
    return aio::create_task(say_later(text));
}

// A view is a kind of reference. This one refers to a temporary,
// which is destroyed at the semicolon.
aio::Coroutine<> say_view_later(std::string_view text) {
    co_await aio::sleep(1s);
    fmt::print("{}\n", text);
}
aio::Task<> view() {
    std::string text = "a text that is not so very";
    return aio::create_task(say_view_later(text + " short"));
}

aio::Coroutine<> program(std::string part) {
    aio::Task<> task = part == "capture"     ? capture()
                       : part == "reference" ? reference()
                                             : view();
    co_await task;
}

int main(int argc, char** argv) {
    if (argc != 2) {
        fmt::print(stderr, "usage: {} capture|reference|view\n",
                   argv[0]);
        return 2;
    }
    aio::run(program(argv[1]), {.clock = aio::Clock::simulated});
}
