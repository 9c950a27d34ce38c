// What if the queue had more room? The nine jobs are done at 3 s in
// any case: three workers can do no more. But the task that brings
// them is free earlier. The book runs this for one to nine, and
// plays the one that its reader chooses.
//
//   build/bin/19_worker_pool_what_if 6
//
// Expect: with room for six the last job is handed in at 0 s.

#include <chrono>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>
#include <lesson/what_if.hpp>

using namespace std::chrono_literals;

// As in the lesson, both of them.
aio::Coroutine<> worker(aio::Queue<int>& jobs) {
    try {
        while (true) {
            co_await jobs.get();
            co_await aio::sleep(1s);
        }
    } catch (const aio::QueueShutDown&) {
        lesson::say("no more work");
    }
}

aio::Coroutine<> nine_jobs(std::size_t room) {
    aio::Queue<int> jobs(room, "jobs");
    co_await aio::task_group(
        [&](aio::TaskGroup& group) -> aio::Coroutine<> {
            for (int n = 0; n < 3; ++n)
                group.create_task(worker(jobs));

            for (int n = 1; n <= 9; ++n) {
                co_await jobs.put(n);
                lesson::say(fmt::format("job {} handed in, {} wait",
                                        n, jobs.size()));
            }
            jobs.shutdown();
        });
}

int main(int argc, char** argv) {
    return lesson::what_if(
        argc, argv,
        {.name = "19_worker_pool",
         .title = "What if the queue had more room?",
         .choices = {{"Room for", {1, 2, 3, 4, 5, 6, 7, 8, 9}, 2}},
         .words = "room for {}",
         .told = {{"the last job is handed in at",
                   "time of main says \"job 9 \""}}},
        {{"for nine jobs", [](const lesson::Figures& figures) {
              return nine_jobs(figures[0]);
          }}});
}
