// Solution of exercise 07: what is called is awaited.

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
    // CHANGED: one word. No variable is needed for what is awaited
    // where it is made.
    for (Page page : pages) co_await copy(page, pile);
    lesson::say("all pages copied");
}
