// Wrong: a sleep(0) in front of the call. That gives the others one
// turn, and then the call blocks as before.
//
// Fails at: no tick comes late

#include <chrono>
#include <functional>
#include <vector>

#include <aio/aio.hpp>

// Reads one page, and blocks meanwhile: it is from an old library
// that knows no coroutines. It may be called from any thread.
using Read = std::function<int(int page)>;
using Pages = std::vector<int>;
using Texts = std::vector<int>;

using namespace std::chrono_literals;

aio::Coroutine<int> read_one(Read read, int page) {
    co_await aio::sleep(0s);
    co_return read(page);
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Texts> read_all(Read read, Pages pages);

aio::Coroutine<Texts> read_all(Read read, Pages pages) {
    std::vector<aio::Coroutine<int>> reading;
    for (int page : pages) reading.push_back(read_one(read, page));
    co_return co_await aio::gather(reading);
}
