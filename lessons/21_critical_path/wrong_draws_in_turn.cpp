// Wrong: all are fetched at the same time, and drawn once they are
// there; but they are drawn one after the other, so each waits for
// the one before it.
//
// Fails at: it takes as long as the longest chain

#include <functional>
#include <string>
#include <vector>

#include <aio/aio.hpp>

// Both steps for one page: fetch it, then draw what was fetched.
using Fetch = std::function<aio::Coroutine<std::string>()>;
using Draw = std::function<aio::Coroutine<int>(std::string)>;

struct Page {
    Fetch fetch;
    Draw draw;
};
using Pages = std::vector<Page>;
using Results = std::vector<int>;

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Results> draw_all(Pages pages);

aio::Coroutine<Results> draw_all(Pages pages) {
    std::vector<aio::Task<std::string>> fetching;
    for (auto& page : pages)
        fetching.push_back(aio::create_task(page.fetch()));

    Results results;
    for (std::size_t i = 0; i < pages.size(); ++i)
        results.push_back(
            co_await pages[i].draw(co_await fetching[i]));
    co_return results;
}
