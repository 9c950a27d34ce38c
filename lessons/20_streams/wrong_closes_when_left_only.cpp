// Wrong: the clean-up stands where the reader leaves early, and is
// missing where the lines end.
//
// Fails at: behind the last line the source is closed

#include <functional>
#include <optional>
#include <vector>

#include <aio/aio.hpp>

// A connection to something that sends lines: each is a number.
struct Source {
    // The next line, when it comes; nothing behind the last one.
    std::function<aio::Coroutine<std::optional<int>>()> line;
    // Hangs up, which takes a while. To be awaited once, whatever
    // happens.
    std::function<aio::Coroutine<>()> close;
};

// This is what the check calls. Please leave it as it is.
aio::AsyncGenerator<int> lines(Source source);

aio::AsyncGenerator<int> lines(Source source) {
    bool left = false;
    try {
        while (auto line = co_await source.line()) co_yield *line;
    } catch (const aio::GeneratorExit&) {
        left = true;
    }
    if (left) co_await source.close();
}
