// What left a program, as data: it outlives the process in which it was thrown.
#pragma once

#include <cstddef>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

#include <aio/errors.hpp>

namespace check {

struct Failure {
    enum class Kind { error, cancelled, deadlock, no_result, no_memory };
    Kind kind = Kind::error;
    std::string type =
        {};  ///< "TimeoutError", as the student writes it; empty: not a std::exception
    std::string text = {};  ///< its what(), or the message of a cancellation; at most 4,096 bytes
    std::vector<aio::WaitingTask> waiting = {};  ///< deadlock: the first of them
    std::size_t tasks = 0;                       ///< and how many there are
    std::size_t memory = 0;                      ///< no_memory: how much it may have, in bytes

    /// Of an exception that is not null.
    static Failure of(const std::exception_ptr&);
    /// One that of() takes for this failure.
    std::exception_ptr as_exception() const;
    /// "TimeoutError: total: ..."
    std::string description() const;
};

/// What leaves a coroutine that has a result and ends without co_return.
struct NoResult : std::runtime_error {
    NoResult() : std::runtime_error("it ended without co_return, so it has no result") {}
};

}  // namespace check
