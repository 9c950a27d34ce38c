// Wrong: it waits for all, one after the other, but the first error
// that comes out ends the waiting. The jobs after it are cut off,
// and their errors are not told.
//
// Fails at: every error is told

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
    std::vector<aio::Task<>> under_way;
    for (auto& job : jobs) {
        under_way.push_back(aio::create_task(std::move(job)));
        co_await aio::sleep(1s);  // until the next one comes
    }

    Errors errors;
    try {
        for (auto& task : under_way) co_await task;
    } catch (const std::exception&) {
        errors.push_back(text_of(std::current_exception()));
    }
    co_return errors;
}
