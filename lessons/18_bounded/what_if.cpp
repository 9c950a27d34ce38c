// What if there were more places, or fewer? Nine jobs of 1 s take
// nine seconds with one place, and one second with nine. The book
// runs this for each number, and plays the one that its reader
// chooses.
//
//   build/bin/18_bounded_what_if 4
//
// Expect: 3 seconds with four places: 4 jobs, 4 jobs, and 1.

#include <chrono>
#include <vector>

#include <aio/aio.hpp>
#include <lesson/lesson.hpp>
#include <lesson/what_if.hpp>

using namespace std::chrono_literals;

// As in the lesson, these three.
constexpr int all = 9;

aio::Coroutine<> job() { co_await aio::sleep(1s); }

aio::Coroutine<> bounded_job(aio::Semaphore& places) {
    auto place = co_await places.hold();
    co_await job();
}

// The lesson's `three_at_once`, with another number of places.
aio::Coroutine<> nine_jobs(int at_once) {
    aio::Semaphore places(at_once);
    std::vector<aio::Coroutine<>> jobs;
    for (int n = 0; n < all; ++n)
        jobs.push_back(bounded_job(places));
    co_await aio::gather(jobs);
    lesson::say("all done");
}

int main(int argc, char** argv) {
    return lesson::what_if(
        argc, argv,
        {.name = "18_bounded",
         .title = "What if there were more places, or fewer?",
         .choices = {{"Places", {1, 2, 3, 4, 5, 6, 7, 8, 9}, 4}},
         .words = "{} at once"},
        {{"for nine jobs", [](const lesson::Figures& figures) {
              return nine_jobs(figures[0]);
          }}});
}
