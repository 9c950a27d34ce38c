// Solution of exercise 08: each blocking call gets a thread of the
// pool, and the loop only waits for it.

#include <functional>
#include <vector>

#include <aio/aio.hpp>

// Reads one page, and blocks meanwhile: it is from an old library
// that knows no coroutines. It may be called from any thread.
using Read = std::function<int(int page)>;
using Pages = std::vector<int>;
using Texts = std::vector<int>;

// CHANGED: to_thread, with the function and its argument.
aio::Coroutine<int> read_one(Read read, int page) {
    co_return co_await aio::to_thread(read, page);
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Texts> read_all(Read read, Pages pages);

aio::Coroutine<Texts> read_all(Read read, Pages pages) {
    std::vector<aio::Coroutine<int>> reading;
    for (int page : pages) reading.push_back(read_one(read, page));
    co_return co_await aio::gather(reading);
}
