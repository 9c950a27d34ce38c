// Wrong: each page is drawn as soon as it has been fetched, but one
// page after the other, all in one task.
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
    Results results;
    for (auto& page : pages) {
        auto text = co_await page.fetch();
        results.push_back(co_await page.draw(text));
    }
    co_return results;
}
