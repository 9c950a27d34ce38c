// Wrong: one chain for each page, and the results as they come. It
// is as fast as can be, but the results are not in order.
//
// Fails at: the results are in the pages' order

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

aio::Coroutine<int> fetch_and_draw(Page page) {
    co_return co_await page.draw(co_await page.fetch());
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Results> draw_all(Pages pages);

aio::Coroutine<Results> draw_all(Pages pages) {
    std::vector<aio::Coroutine<int>> chains;
    for (auto& page : pages) chains.push_back(fetch_and_draw(page));

    Results results;
    for (auto next : aio::as_completed(chains))
        results.push_back(co_await next);
    co_return results;
}
