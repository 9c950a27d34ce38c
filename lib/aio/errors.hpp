// What can be thrown. The names are asyncio's; a bad argument is a plain
// std::invalid_argument. Every text reads "where: what happened; what to do".
#pragma once

#include <cstddef>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace aio {

/// Thrown out of a co_await when the task was asked to end: Task::cancel().
///
/// Not a std::exception, just as asyncio's is not an Exception: `catch (const
/// std::exception&)` lets it through, so that ordinary error handling does not
/// swallow a request to stop. `catch (...)` does swallow it: rethrow there.
///
///   } catch (const aio::CancelledError&) {
///       remove(temporary_file);
///       throw;                          // else the task goes on as if nothing were
///   }
class CancelledError final {
public:
    CancelledError() = default;
    explicit CancelledError(std::string message) : message_(std::move(message)) {}

    /// What was given to cancel(); often empty. (asyncio's first element of `args`.)
    [[nodiscard]] const std::string& message() const noexcept { return message_; }
    [[nodiscard]] const char* what() const noexcept {
        return message_.empty() ? "cancelled" : message_.c_str();
    }

private:
    std::string message_;
};

/// Comes out of the co_yield at which a generator pauses when it is closed. Like
/// CancelledError it is not a std::exception, so that handlers of errors let it pass.
class GeneratorExit {};

/// A deadline passed: wait_for, timeout, timeout_at, as_completed.
class TimeoutError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The library was used in a way that cannot work: a coroutine awaited twice,
/// `run` inside `run`, a lock released while nobody holds it, ...
class RuntimeError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A result asked of a future that has none yet, or given to one that is done.
class InvalidStateError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A task that has not ended, as format_waiting() tells it.
struct WaitingTask {
    std::string name;
    std::string where;  ///< "file.cpp:12", the co_await where it waits; empty if unknown
    std::string calls;  ///< the coroutines that it is in, the innermost first: "f() < g()"
    std::string what;   ///< "waits for a lock", "sleeps", "is ready to run", "is running"
};

/// Nothing can ever run again, yet main has not ended. Where asyncio would
/// hang, `run` throws this; what() names the blocked tasks, with the file and
/// line where each waits: the first 30 of them, and how many more there are.
class DeadlockError : public std::runtime_error {
public:
    DeadlockError(const std::string& text, std::vector<WaitingTask> waiting, std::size_t tasks)
        : std::runtime_error(text), waiting_(std::move(waiting)), tasks_(tasks) {}

    /// The first of them, in creation order.
    [[nodiscard]] const std::vector<WaitingTask>& waiting() const noexcept { return waiting_; }
    /// How many there are in all.
    [[nodiscard]] std::size_t tasks() const noexcept { return tasks_; }

private:
    std::vector<WaitingTask> waiting_;
    std::size_t tasks_;
};

/// Several errors at once: a task_group whose children failed.
class ExceptionGroup : public std::runtime_error {
public:
    ExceptionGroup(const std::string& text, std::vector<std::exception_ptr> exceptions)
        : std::runtime_error(text), exceptions_(std::move(exceptions)) {}

    /// In the order in which they happened; the group body's own error last.
    [[nodiscard]] const std::vector<std::exception_ptr>& exceptions() const noexcept {
        return exceptions_;
    }

private:
    std::vector<std::exception_ptr> exceptions_;
};

/// The barrier was aborted or reset while a task waited at it.
class BrokenBarrierError : public RuntimeError {
public:
    using RuntimeError::RuntimeError;
};

/// get_nowait() on an empty queue.
class QueueEmpty : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// put_nowait() on a full queue.
class QueueFull : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// put() on a queue that was shut down, or get() once it is drained.
class QueueShutDown : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace aio
