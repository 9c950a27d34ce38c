// Wrong: each child catches its own error, so the group never
// learns of a failure. Every error is told, but nobody is stopped.
//
// Fails at: a failure stops the siblings

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

aio::Coroutine<> keep_error(aio::Coroutine<> one, Errors& errors) {
    try {
        co_await one;
    } catch (const std::exception&) {
        errors.push_back(text_of(std::current_exception()));
    }
}

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Errors> all_errors(Coroutines coroutines);

aio::Coroutine<Errors> all_errors(Coroutines coroutines) {
    Errors errors;
    co_await aio::task_group(
        [&](aio::TaskGroup& group) -> aio::Coroutine<> {
            for (auto& one : coroutines)
                group.create_task(
                    keep_error(std::move(one), errors));
            co_return;
        });
    co_return errors;
}
