// Wrong: everything starts at once, so a page is drawn before its
// text has been fetched. It is as fast as can be, but every page is
// empty.
//
// Fails at: each page is drawn from what was fetched for it

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
    std::vector<aio::Coroutine<int>> drawing;
    for (auto& page : pages) {
        fetching.push_back(aio::create_task(page.fetch()));
        drawing.push_back(page.draw(""));
    }
    auto results = co_await aio::gather(drawing);
    co_await aio::gather(fetching);
    co_return results;
}
