// Wrong: it waits for the outcome of each, as in exercise 10. No
// error is lost, and nobody is left behind; but nobody is stopped,
// either, and all the others work on for nothing.
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

// This is what the check calls. Please leave it as it is.
aio::Coroutine<Errors> all_errors(Coroutines coroutines);

aio::Coroutine<Errors> all_errors(Coroutines coroutines) {
    const auto outcomes =
        co_await aio::gather(aio::return_exceptions, coroutines);
    Errors errors;
    for (const auto& outcome : outcomes)
        if (!outcome.has_value())
            errors.push_back(text_of(outcome.exception()));
    co_return errors;
}
