// Exercise 13: jobs come in, one per second, and each is started in
// the background as it comes. But then the program ends, and the
// jobs that are still under way are cut off. And nobody learns of
// those that failed.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 13     shows what it does, in real time
//
// Expect: 3 seconds as it stands, and two of three jobs cut off; 5
// seconds, all jobs ended and one error returned, when it is done.

#include <exception>
#include <string>
#include <vector>

#include <aio/aio.hpp>

using namespace std::chrono_literals;

using Jobs = std::vector<aio::Coroutine<>>;
using Errors = std::vector<std::string>;

// "job 2 failed", for an exception that says so.
std::string text_of(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& e) {
        return e.what();
    }
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Errors> serve(Jobs jobs);

// TODO: start each job as it comes, as now, without waiting for it.
// When the last one has come and a second has passed, wait for the
// jobs that are still under way, and no longer. Return the text of
// every error.
aio::Coroutine<Errors> serve(Jobs jobs) {
    for (auto& job : jobs) {
        aio::create_task(std::move(job));
        co_await aio::sleep(1s);  // until the next one comes
    }
    co_return Errors{};
}
