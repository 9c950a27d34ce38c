// Wrong: it cancels the others by hand, but does not wait for them.
// A cancelled task still has to clean up, and that takes a while;
// here the program has ended by then.
//
// Fails at: when it ends, nobody is left behind

#include <exception>
#include <string>
#include <vector>

#include <aio/aio.hpp>

using Coroutines = std::vector<aio::Coroutine<>>;
using Errors = std::vector<std::string>;

// "number 2 is broken", for an exception that says so.
std::string text_of(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& e) {
        return e.what();
    }
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Errors> all_errors(Coroutines coroutines);

aio::Coroutine<Errors> all_errors(Coroutines coroutines) {
    std::vector<aio::Task<>> tasks;
    for (auto& one : coroutines)
        tasks.push_back(aio::create_task(std::move(one)));

    Errors errors;
    try {
        co_await aio::gather(tasks);
    } catch (...) {
        errors.push_back(text_of(std::current_exception()));
        for (auto& task : tasks) task.cancel();
    }
    co_return errors;
}
