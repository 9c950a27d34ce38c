// Exercise 20: this reads all lines, closes their source, and then
// hands them out. So the first line is not seen before the last one
// has come, and a reader that wants only two waits for all of them.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 20     shows what it does, in real time
//
// Expect: the first of three lines, one second apart, at 4 seconds
// as it stands, and at 1 second when it is done.

#include <functional>
#include <optional>
#include <vector>

#include <aio/aio.hpp>

// A connection to something that sends lines: each is a number.
struct Source {
    // The next line, when it comes; nothing after the last one.
    std::function<aio::Coroutine<std::optional<int>>()> line;
    // Ends the connection, which takes a while. Must be awaited
    // once, whatever happens.
    std::function<aio::Coroutine<>()> close;
};

// This is what the check calls. Please leave it as it is.
aio::AsyncGenerator<int> lines(Source source);

// TODO: hand out each line as it comes. Close the source when there
// are no more, and also when the reader leaves early: in that case
// co_yield throws aio::GeneratorExit.
aio::AsyncGenerator<int> lines(Source source) {
    std::vector<int> all;
    while (auto line = co_await source.line()) all.push_back(*line);
    co_await source.close();
    for (int line : all) co_yield line;
}
