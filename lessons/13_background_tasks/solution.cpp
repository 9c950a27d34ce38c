// Solution of exercise 13: the handles are kept, and before the end
// each task is asked how it ended.

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

aio::Coroutine<Errors> serve(Jobs jobs) {
    // CHANGED: each job's handle is kept.
    std::vector<aio::Task<>> under_way;
    for (auto& job : jobs) {
        under_way.push_back(aio::create_task(std::move(job)));
        co_await aio::sleep(1s);  // until the next one comes
    }

    // CHANGED: shutting down means waiting. Jobs that have already
    // ended cost no time.
    Errors errors;
    for (const auto& outcome :
         co_await aio::gather(aio::return_exceptions, under_way))
        if (!outcome.has_value())
            errors.push_back(text_of(outcome.exception()));
    co_return errors;
}
