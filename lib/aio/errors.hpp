// What can be thrown. The names are asyncio's; a bad argument is a plain
// std::invalid_argument. Every text reads "where: what happened; what to do".
//
//   aio::Coroutine<> worker() {
//       try {
//           co_await aio::sleep(10s);
//       } catch (const std::exception& error) {
//           say(error.what());                  // not reached: it is not a std::exception
//       } catch (const aio::CancelledError&) {
//           say("tidying up");                  // t = 2
//           throw;                              // the task is cancelled because this leaves it
//       }
//   }
//   aio::Coroutine<> boss() {
//       auto task = aio::create_task(worker());
//       co_await aio::sleep(2s);
//       task.cancel();
//       co_await aio::wait({task});
//       use(task.cancelled());                  // true
//   }
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
/// swallow a request to stop. `catch (...)` does swallow it: rethrow there. Otherwise the task
/// goes on as if nothing had been asked, and whoever waits for its end waits on.
///
/// C++ has no co_await inside a catch block ([expr.await]). Clean-up that awaits comes after it, or
/// in a try_finally:
///
///   std::exception_ptr error;
///   try { co_await work(); } catch (...) { error = std::current_exception(); }
///   co_await say_goodbye();
///   if (error) std::rethrow_exception(error);
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

/// Comes out of the co_yield at which an AsyncGenerator pauses when it is closed. Like
/// CancelledError it is not a std::exception, so that handlers of errors let it pass. Like
/// Python's GeneratorExit.
class GeneratorExit {};

/// A deadline passed: wait_for, timeout, timeout_at, as_completed. By the time it is thrown,
/// what was bounded has been cancelled and has ended (not so as_completed's, which runs on).
class TimeoutError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The library was used in a way that cannot work: a coroutine awaited twice,
/// `run` inside `run`, a lock released while nobody holds it, a handle used on another
/// thread. A mistake in the program: mend it, rather than catch this.
class RuntimeError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A result asked of a future or task that has none yet, or given to a future that is done:
/// co_await waits for it, done() asks.
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
/// line where each waits: the first 30 of them, and how many more there are. It leaves run(),
/// not a co_await: no task could act on it. The tasks are cancelled, and clean up, before. While
/// the program has other threads, one of them might still wake the loop: then there is no error,
/// but a report, ReportKind::standstill. And as long as anything else goes on, a timer or I/O,
/// tasks that wait for each other are not noticed.
///
///   } catch (const aio::DeadlockError& error) {
///       for (const aio::WaitingTask& task : error.waiting()) say(task.where);
///   }
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

/// Several errors at once: a task_group whose children failed; even if only one did. Of groups
/// that nest, exceptions() may hold groups. Like PEP 654's, without an `except*`.
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

/// The barrier was aborted, or reset while a task waited at it. Those who meant to meet there
/// will not all come.
class BrokenBarrierError : public RuntimeError {
public:
    using RuntimeError::RuntimeError;
};

/// get_nowait() on an empty queue; get() would wait.
class QueueEmpty : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// put_nowait() on a full queue; put() would wait.
class QueueFull : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// put() on a queue that was shut down, or get() once it is drained: the ordinary way for a
/// consumer to learn that there is no more.
class QueueShutDown : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace aio
