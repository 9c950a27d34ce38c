// Options of a server: the limits of what it accepts, and a function that is called for each
// answer.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

#include <aio/clock.hpp>

namespace aio::http {

/// The limits of what the server accepts: anybody may be able to reach its port.
struct ServerLimits {
    std::size_t max_target = 8190;                ///< bytes of the path and query; more: 414
    std::size_t max_field = 8190;                 ///< one header's name and value; more: 431
    std::size_t max_headers = 100;                ///< more: 431
    std::size_t max_body = 1024 * 1024;           ///< bytes of a request's body; more: 413
    std::size_t max_connections = 256;            ///< at once; more: 503
    duration idle = std::chrono::seconds(75);     ///< between requests; then it hangs up
    duration request = std::chrono::seconds(20);  ///< to send a whole request; longer: 408
    duration write = std::chrono::seconds(30);    ///< to take a piece of the answer
};

/// One answer, for a log.
struct Answered {
    std::string method;  ///< "?" if the request could not be read
    std::string target;
    int status = 0;
};

struct ServerOptions {
    ServerLimits limits = {};
    /// Called when the head of an answer is about to be sent. It must not throw.
    std::function<void(const Answered&)> on_answer = nullptr;
};

}  // namespace aio::http
