// Wrong: a group, and nobody is left behind. But it looks only at
// the first of the errors that the group has kept.
//
// Fails at: every error is told

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
    Errors errors;
    try {
        co_await aio::task_group(
            [&](aio::TaskGroup& group) -> aio::Coroutine<> {
                for (auto& one : coroutines)
                    group.create_task(std::move(one));
                co_return;
            });
    } catch (const aio::ExceptionGroup& group) {
        errors.push_back(text_of(group.exceptions().front()));
    }
    co_return errors;
}
