// Exercise 08: three pages are read by a function that blocks, and
// nothing else can run in the meantime. The check has a task beside
// it that ticks: let it tick in time, and read the pages at the
// same time.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 08     shows what it does, in real time
//
// Figure: 9 seconds, and late ticks, as it stands; 3 seconds, and
// no tick late, when it is done.

#include <functional>
#include <vector>

#include <aio/aio.hpp>

// Reads one page, and blocks while it does: an old library's, which
// knows nothing of coroutines. It may be called from any thread.
using Read = std::function<int(int page)>;
using Pages = std::vector<int>;
using Texts = std::vector<int>;

// TODO: the page is to be read elsewhere, so that the loop goes on.
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
