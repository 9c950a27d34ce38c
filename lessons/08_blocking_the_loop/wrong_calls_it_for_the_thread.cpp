// Wrong: it calls the function, here and now, and gives to_thread
// what came of it. The thread has nothing left to do.
//
// Fails at: no tick comes late

#include <functional>
#include <vector>

#include <aio/aio.hpp>

// Reads one page, and blocks while it does: an old library's, which
// knows nothing of coroutines. It may be called from any thread.
using Read = std::function<int(int page)>;
using Pages = std::vector<int>;
using Texts = std::vector<int>;

aio::Coroutine<int> read_one(Read read, int page) {
    const int text = read(page);
    co_return co_await aio::to_thread([text] { return text; });
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Texts> read_all(Read read, Pages pages);

aio::Coroutine<Texts> read_all(Read read, Pages pages) {
    std::vector<aio::Coroutine<int>> reading;
    for (int page : pages) reading.push_back(read_one(read, page));
    co_return co_await aio::gather(reading);
}
