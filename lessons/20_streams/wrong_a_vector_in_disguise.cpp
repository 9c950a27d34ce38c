// Wrong: two lines are read ahead, and handed out when the third
// has come. A small vector is a vector, too.
//
// Fails at: each line is handed out when it comes

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
    std::exception_ptr error;
    std::vector<int> some;
    try {
        while (auto line = co_await source.line()) {
            some.push_back(*line);
            if (some.size() < 3) continue;
            for (int one : some) co_yield one;
            some.clear();
        }
        for (int one : some) co_yield one;
    } catch (...) {
        error = std::current_exception();
    }
    co_await source.close();
    if (error) std::rethrow_exception(error);
}
