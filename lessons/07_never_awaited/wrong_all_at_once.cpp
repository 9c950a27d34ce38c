// Wrong: all pages at the same time. Nothing is forgotten now; but
// there is only one copier, and the pages come out of it in any
// order.
//
// Fails at: the pages are copied in their order

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
    std::vector<aio::Coroutine<>> copying;
    for (Page page : pages) copying.push_back(copy(page, pile));
    co_await aio::gather(copying);
    lesson::say("all pages copied");
}
