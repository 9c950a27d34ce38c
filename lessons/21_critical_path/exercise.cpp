// Exercise 21: pages are fetched, and then drawn. As it stands, no
// page is drawn before all have been fetched: the quick ones wait
// for the slowest.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 21     shows what it does, in real time
//
// Expect: 4 seconds as it stands, 3 seconds when it is done.

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

// TODO: draw each page as soon as it has been fetched, whatever the
// others do. Return the results in the order of the pages. (A page
// is drawn from what was fetched for it, so not before that.)
aio::Coroutine<Results> draw_all(Pages pages) {
    std::vector<aio::Coroutine<std::string>> fetching;
    for (auto& page : pages) fetching.push_back(page.fetch());
    auto texts = co_await aio::gather(fetching);

    std::vector<aio::Coroutine<int>> drawing;
    for (std::size_t i = 0; i < pages.size(); ++i)
        drawing.push_back(pages[i].draw(texts[i]));
    co_return co_await aio::gather(drawing);
}
