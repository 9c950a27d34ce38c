// Wrong: it awaits each job where it starts it. Nothing is cut off,
// and every error is seen; but nothing runs in the background, and
// the next job waits until this one has ended.
//
// Fails at: each job begins when it comes

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
    Errors errors;
    for (auto& job : jobs) {
        try {
            co_await aio::create_task(std::move(job));
        } catch (const std::exception&) {
            errors.push_back(text_of(std::current_exception()));
        }
        co_await aio::sleep(1s);  // until the next one comes
    }
    co_return errors;
}
