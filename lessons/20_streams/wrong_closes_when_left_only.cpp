// Wrong: the clean-up runs when the reader leaves early, but not
// when the lines end.
//
// Fails at: after the last line the source is closed

#include <functional>
#include <optional>
#include <vector>

#include <aio/aio.hpp>

// A connection to something that sends lines: each is a number.
struct Source {
    // The next line, when it comes; nothing after the last one.
    std::function<aio::Coroutine<std::optional<int>>()> line;
    // Hangs up, which takes a while. Must be awaited once, whatever
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
