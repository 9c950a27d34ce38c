// Wrong: before it ends it sleeps for what its author thinks is
// long enough. That is too long for most, and too short for one.
//
// Fails at: it ends with the last job, and not later

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
    std::vector<aio::Task<>> started;
    for (auto& job : jobs) {
        started.push_back(aio::create_task(std::move(job)));
        co_await aio::sleep(1s);  // until the next one comes
    }
    co_await aio::sleep(30s);

    Errors errors;
    for (auto& task : started)
        if (task.exception())
            errors.push_back(text_of(task.exception()));
    co_return errors;
}
