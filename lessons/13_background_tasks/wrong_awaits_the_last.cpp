// Wrong: only the last handle is kept and awaited. The job that
// came last need not be the one that ends last.
//
// Fails at: when it ends, no job is under way

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
    std::vector<aio::Task<>> last;
    for (auto& job : jobs) {
        last = {aio::create_task(std::move(job))};
        co_await aio::sleep(1s);  // until the next one comes
    }

    Errors errors;
    for (const auto& outcome :
         co_await aio::gather(aio::return_exceptions, last))
        if (!outcome.has_value())
            errors.push_back(text_of(outcome.exception()));
    co_return errors;
}
