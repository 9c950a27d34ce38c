// Exercise 07: this should copy pages, and it is amazingly quick.
// But no page is copied. The loop says why: read its report.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 07     shows what it does, in real time
//
// Expect: 0 seconds and no page as it stands; 6 seconds and three
// pages, one after the other, when it is done.

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

// TODO: copy all pages, one after the other and in order: there is
// only one copier. When this ends, all must have been copied.
aio::Coroutine<> copy_all(Pages pages, Pages& pile) {
    for (Page page : pages) {
        auto copying = copy(page, pile);
    }
    lesson::say("all pages copied");
    co_return;
}
