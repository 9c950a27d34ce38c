// Wrong: a task for each page. Tasks run by themselves, but only
// while main waits; and here it never does. main ends, and the loop
// cancels tasks that have hardly begun.
//
// Fails at: every page is copied

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
    for (Page page : pages) aio::create_task(copy(page, pile));
    lesson::say("all pages copied");
    co_return;
}
