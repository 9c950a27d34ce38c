// Wrong: it hands out each line as it comes, and closes the source
// after the last one. If the reader leaves early, it never gets
// there.
//
// Fails at: a reader that leaves early has closed the source

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
    while (auto line = co_await source.line()) co_yield *line;
    co_await source.close();
}
