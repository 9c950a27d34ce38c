// Wrong: each page gets a thread, but is awaited before the next
// one begins. This is lesson 01 with threads.
//
// Fails at: the pages are read at the same time

#include <functional>
#include <vector>

#include <aio/aio.hpp>

// Reads one page, and blocks meanwhile: it is from an old library
// that knows no coroutines. It may be called from any thread.
using Read = std::function<int(int page)>;
using Pages = std::vector<int>;
using Texts = std::vector<int>;

aio::Coroutine<int> read_one(Read read, int page) {
    co_return co_await aio::to_thread(read, page);
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Texts> read_all(Read read, Pages pages);

aio::Coroutine<Texts> read_all(Read read, Pages pages) {
    Texts texts;
    for (int page : pages)
        texts.push_back(co_await read_one(read, page));
    co_return texts;
}
