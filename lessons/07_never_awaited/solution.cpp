// Solution of exercise 07: await each coroutine that you call.

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
    // CHANGED: one word. A coroutine that is awaited where it is
    // made needs no variable.
    for (Page page : pages) co_await copy(page, pile);
    lesson::say("all pages copied");
}
