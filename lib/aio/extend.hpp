// What libraries that are built on aio need beyond its public face: http, check
// and lesson, and yours. Programs need none of it.
//
//   const aio::extend::LibrarySources sources;      // in a .cpp: this folder is a library
//
//   aio::Coroutine<Answer> ask(std::optional<aio::time_point> deadline) {
//       aio::extend::TimeoutScope scope(deadline);
//       try {
//           co_return co_await read_answer();
//       } catch (const aio::CancelledError&) {
//           if (!scope.leave()) throw;              // somebody else cancelled the task
//       }
//       throw AnswerTimeoutError();
//   }
#pragma once

#include <source_location>
#include <string>
#include <string_view>
#include <utility>

#include <aio/detail/forks.hpp>
#include <aio/run.hpp>
#include <aio/task.hpp>
#include <aio/timeout.hpp>

namespace aio::extend {

/// A limit in time on what the running task awaits, from here to leave(), without a
/// body of its own and with an error of your choice. Needs a running task. When the time is up
/// the task is cancelled; leave() then tells whether the CancelledError is this limit's, and
/// takes the request back. So does the destructor: what is forgotten cancels nobody later.
using detail::TimeoutScope;

/// All schedules of a program, one after the other, for whoever runs it under each as
/// explore_all does, and wants more of a run than how it failed.
using detail::Forks;

/// The loop that runs on this thread, or null: for destructors, which may come
/// when the loop has ended.
[[nodiscard]] Loop* running_loop() noexcept;
/// The same, or RuntimeError in the name of `who`, a function of yours.
Loop& running_loop(const char* who);

/// Whether the running loop has the simulated clock. RuntimeError without a loop.
[[nodiscard]] bool time_is_simulated(const char* who = "aio::extend::time_is_simulated");

/// Tells RunOptions::on_report of a mistake; without a loop, stderr. `where` is
/// "file:line", or empty.
void report(ReportKind kind, std::string text, std::string where) noexcept;

/// Whether this is a CancelledError, without the cost of throwing it. Null is not.
[[nodiscard]] bool is_cancelled_error(const std::exception_ptr& error);
/// Its what(), or a word for what has none.
[[nodiscard]] std::string error_text(const std::exception_ptr& error);

/// Puts something that the program says on the tape of whoever observes the loop on
/// this thread: who says it, when and where. No effect if nobody does.
void note(std::string_view text, std::source_location where = std::source_location::current());

/// Like create_task, for a library's own machinery: pictures leave the task out, as
/// its events are marked `hidden`. all_tasks() and format_waiting() tell of it all the same.
template <class T>
Task<T> create_hidden_task(Coroutine<T> coroutine, std::string name = {},
                           std::source_location call = std::source_location::current()) {
    return Task<T>(detail::start_task(std::move(coroutine), std::move(name), "create_hidden_task",
                                      call, true));
}
/// Whether it was made so.
template <class T>
[[nodiscard]] bool is_hidden(const Task<T>& task) {
    return task.state()->is_hidden();
}

/// Like run, but gives main's task, which has ended, instead of its result. Throws
/// what run throws, except for what left main.
template <class T>
Task<T> run_task(Coroutine<T> main, RunOptions options = {}) {
    return detail::run_task(std::move(main), std::move(options));
}

/// Whether a task that has ended has a result to give. It has none, and no error
/// either, if its coroutine ran off its end without a co_return (to which the
/// language gives no meaning; our compilers end the coroutine).
template <class T>
[[nodiscard]] bool has_result(const Task<T>& task) {
    if (!task.done() || task.cancelled() || task.state()->failed()) return false;
    if constexpr (std::is_void_v<T>)
        return true;
    else
        return task.state()->value.has_value();
}

/// Says, for as long as it exists, that the thread that made it calls no loop's
/// call_soon_threadsafe: a thread that draws, say. A loop that has nothing to do is
/// deadlocked if all other threads are such; otherwise one of them might wake it.
class QuietThread {
public:
    QuietThread() noexcept;
    ~QuietThread();
    QuietThread(const QuietThread&) = delete;
    QuietThread& operator=(const QuietThread&) = delete;
};

/// While one exists, a coroutine that is dropped on the thread that made it, without
/// having run, is not reported. For whoever makes coroutines only to look at them, and
/// reads no reports: to find the line of each such call takes milliseconds (addr2line).
///
///   const aio::extend::QuietDrops quiet;
///   const auto dropped = answer();               // no report, and no look-up
class QuietDrops {
public:
    QuietDrops() noexcept;
    ~QuietDrops();
    QuietDrops(const QuietDrops&) = delete;
    QuietDrops& operator=(const QuietDrops&) = delete;

    /// Whether this thread has one.
    [[nodiscard]] static bool any() noexcept;
};

/// Says that the files in the folder of the one that makes it, and below, are a
/// library's: where a task waits is then told as the line of the program's that
/// called the library. A library whose headers have coroutines in them makes one in
/// a header, too: once installed, they are in another folder.
class LibrarySources {
public:
    explicit LibrarySources(std::source_location file = std::source_location::current());
};

/// Whether a place in the source is aio's or such a library's.
[[nodiscard]] bool is_in_library(const std::source_location& where);

/// "Session::get" for "aio::Coroutine<Response> Session::get(std::string)"; "lambda".
/// Without template arguments, so that it is the same from every compiler.
[[nodiscard]] std::string function_name(const std::source_location& where);

}  // namespace aio::extend
