// Exercise 14: if one of the coroutines fails, the others are no
// longer of any use. As it stands, they are left behind: the loop
// cuts them off when the program ends, and their errors are lost.
// Stop them, let them clean up, and report every error.
//
//   ./coach watch      checks this file whenever you save it
//   ./coach run 14     shows what it does, in real time
//
// Expect: as it stands, one error after 1 second, and two tasks
// left behind; when it is done, two errors after 2 seconds, and no
// task left: one takes a second to clean up, and fails doing so.

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
// the others, and wait until they have ended. Return the text of
// every error, in the order in which they came; none if all went
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
