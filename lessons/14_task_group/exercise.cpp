// Exercise 14: if one of the coroutines fails, the others are of no
// use any more. As it stands, they are left behind: the loop cuts
// them off when the program ends, and whatever they say is lost.
// Stop them, let them clean up, and tell every error.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 14     shows what it does, in real time
//
// Figure: one error after 1 second as it stands, two tasks left
// behind; two errors after 2 seconds, and nobody left, when it is
// done: one of them takes a second to clean up, and fails at that.

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

// TODO: run all coroutines at the same time. When one fails, cancel
// the others, and wait until they have ended. Give the text of
// every error, in the order in which they came; none, if all is
// well.
aio::Coroutine<Errors> all_errors(Coroutines coroutines) {
    Errors errors;
    try {
        co_await aio::gather(coroutines);
    } catch (...) {
        errors.push_back(text_of(std::current_exception()));
    }
    co_return errors;
}
