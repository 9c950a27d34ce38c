// Exercise 08: three pages are read by a function that blocks, and
// nothing else can run in the meantime. The check runs a task
// beside it that ticks. Make it tick on time, and read all pages at
// the same time.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 08     shows what it does, in real time
//
// Expect: 9 seconds, and late ticks, as it stands; 3 seconds, and
// no tick late, when it is done.

#include <functional>
#include <vector>

#include <aio/aio.hpp>

// Reads one page, and blocks meanwhile: it is from an old library
// that knows no coroutines. It may be called from any thread.
using Read = std::function<int(int page)>;
using Pages = std::vector<int>;
using Texts = std::vector<int>;

// TODO: read the page elsewhere, so that the loop stays free.
aio::Coroutine<int> read_one(Read read, int page) {
    co_return read(page);
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Texts> read_all(Read read, Pages pages);

aio::Coroutine<Texts> read_all(Read read, Pages pages) {
    std::vector<aio::Coroutine<int>> reading;
    for (int page : pages) reading.push_back(read_one(read, page));
    co_return co_await aio::gather(reading);
}
