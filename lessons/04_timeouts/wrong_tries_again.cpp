// Wrong: it takes every error for one that passes, and tries again.
// A page that is not there will not be there a second later.
//
// Fails at: other errors come at once, as they are

#include <chrono>
#include <exception>
#include <string>

#include <aio/aio.hpp>
#include <http/http.hpp>

using namespace std::chrono_literals;
using std::chrono::seconds;
namespace http = aio::http;

// This is what the check calls. Please leave it as it is.
aio::Coroutine<std::string> download(http::Session& session,
                                     std::string url,
                                     seconds to_connect,
                                     seconds silence,
                                     seconds in_all);

aio::Coroutine<std::string> download(http::Session& session,
                                     std::string url,
                                     seconds to_connect,
                                     seconds silence,
                                     seconds in_all) {
    const http::ClientTimeout limits{.total = in_all,
                                     .connect = to_connect,
                                     .sock_read = silence};
    std::exception_ptr error;
    for (int attempt = 1; attempt <= 3; ++attempt) {
        try {
            auto response =
                co_await session.get(url, {.timeout = limits});
            co_return co_await response.text();
        } catch (const aio::TimeoutError&) {
            throw;
        } catch (const std::exception&) {
            error = std::current_exception();
        }
        co_await aio::sleep(1s);
    }
    std::rethrow_exception(error);
}
