// Wrong: the variable is awaited, but after the loop. By then each
// page has overwritten the one before it; only the last is left.
//
// Fails at: every page is copied

#include <optional>
#include <vector>

#include <aio/aio.hpp>
#include <lesson/lesson.hpp>

struct Page {
    int number;
    aio::duration takes;
};
using Pages = std::vector<Page>;

// Copies one page, which takes a while, and puts it on the pile.
aio::Coroutine<> copy(Page page, Pages& pile) {
    co_await aio::sleep(page.takes);
    pile.push_back(page);
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<> copy_all(Pages pages, Pages& pile);

aio::Coroutine<> copy_all(Pages pages, Pages& pile) {
    std::optional<aio::Coroutine<>> copying;
    for (Page page : pages) copying.emplace(copy(page, pile));
    if (copying) co_await *copying;
    lesson::say("all pages copied");
}
