// Wrong: it calls the function itself, here and now, and passes the
// result to to_thread. The thread has nothing left to do.
//
// Fails at: no tick comes late

#include <functional>
#include <vector>

#include <aio/aio.hpp>

// Reads one page, and blocks meanwhile: it is from an old library
// that knows no coroutines. It may be called from any thread.
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
