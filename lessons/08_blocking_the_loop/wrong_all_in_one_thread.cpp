// Wrong: one thread reads all pages, one after the other. The loop
// is free, and ticks; but it takes as long as before.
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

int read_one(const Read& read, int page) { return read(page); }

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Texts> read_all(Read read, Pages pages);

aio::Coroutine<Texts> read_all(Read read, Pages pages) {
    co_return co_await aio::to_thread([=] {
        Texts texts;
        for (int page : pages)
            texts.push_back(read_one(read, page));
        return texts;
    });
}
