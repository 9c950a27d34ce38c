// Lesson 19: three workers, and a queue in front of them. It has
// room for two jobs; putting a third one into it has to wait. So
// the slow end of a pipe holds back the quick end: this is called
// back-pressure. When no more jobs come, the queue is shut down,
// and the workers end.
//
//   make lesson N=19
//
// Expect: 3 seconds for nine jobs; the last is handed in at 2 s.
// Without a bound it also takes 3 seconds, but all nine jobs are in
// the queue at once.

#include <chrono>

#include <aio/aio.hpp>
#include <fmt/core.h>
#include <lesson/lesson.hpp>

using namespace std::chrono_literals;

// Takes a job, does it, and takes the next. `get` throws
// `QueueShutDown` if the queue is shut down and empty: all done.
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

// `put` waits while the queue is full. The task group waits for the
// workers, and the queue outlives all of them.
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
    lesson::Program lesson(argc, argv,
                           {.name = "19_worker_pool",
                            .title = "worker pool",
                            .scale = 9s});
    lesson.run("a queue with room for two", nine_jobs(2));
    lesson.run("a queue without a bound", nine_jobs(0));
    return lesson.done();
}
