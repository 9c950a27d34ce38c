// What the checks of lessons 04 to 06 share: the lesson server beside the
// student's program, and what it saw.
//
//   check::Server server;
//   const auto run = check::run("all_pages", server.beside([&](lesson_server::Urls urls) {
//       return server.watch("all_pages", all_pages(urls.ready, pages));
//   }));
//   server.answers;    // GET /delay/3?page=1 200, ...
//   server.took;       // 3.5 s
//   server.clients;    // 0: every client has hung up
//
// Facts rest on what the server has seen, and on the recorded lanes, rather than on what
// the program returns. An answer counts only if a connection on the tape carried its
// request at that time.
#pragma once

#include <cstddef>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <aio/aio.hpp>
#include <check/check.hpp>
#include <server/server.hpp>

namespace check {

/// A lesson server for one run, and its notes on it. It outlives the run.
class Server : public detail::NotedBase {
public:
    /// Runs program(Urls) beside a server, which is closed after it.
    template <class Program>
    auto beside(Program program) -> std::invoke_result_t<Program&, lesson_server::Urls> {
        lesson_server::Server server({.on_answer = [this](const aio::http::Answered& answered) {
            answers.push_back(answered);
            times_.push_back(aio::this_loop().now().time_since_epoch());
        }});
        co_return co_await aio::try_finally([&] { return program(server.urls()); },
                                            [&](const std::exception_ptr&) { return end(server); });
    }

    /// Runs what the student wrote in a task of this name, so that it has a row,
    /// and notes how long it took and what it left behind, however it ends.
    template <class T>
    aio::Coroutine<T> watch(std::string name, aio::Coroutine<T> of_the_student) {
        const aio::time_point begin = aio::this_loop().now();
        auto task = aio::create_task(std::move(of_the_student), std::move(name));
        co_return co_await aio::try_finally(
            [&]() -> aio::Coroutine<T> {
                co_await aio::Task<>(task);
                detail::require_result(task);
                co_return task.result();
            },
            [&](const std::exception_ptr&) { return look_around(begin); });
    }

    std::vector<aio::http::Answered> answers = {};  ///< in their order
    aio::duration took{};                           ///< what was watched, the last time
    std::vector<std::string> tasks = {};            ///< that were under way after it: their names
    std::size_t clients = 0;                        ///< connected when the program had ended

    void write(Writer&) const override;
    void read(Reader&, const timeline::Record&) override;

private:
    aio::Coroutine<> look_around(aio::time_point begin);
    aio::Coroutine<> end(lesson_server::Server& server);

    std::vector<aio::duration> times_;  // of the answers
};

/// "http://localhost:8080/" -> "http://127.0.0.1:8080/": the same server under
/// another name. For cookies that is another host; for a client, a host of one
/// address, where localhost has two.
std::string by_address(std::string url);

/// "all_pages (exercise.cpp:23)": the task of this name and where its coroutine
/// is defined; the name alone if there is no such task.
std::string function(const timeline::Record& record, std::string_view task);

/// "all_pages (exercise.cpp:23) ended with TimeoutError: ..., at 3 s."
std::string failure(const Failure& error, const timeline::Record& record, std::string_view task);

/// check::run for a program beside a server: an exception that leaves it is reported for the task
/// in which the student's part runs, because here main is the check's own.
template <class T>
Run<T> run(std::string_view task, aio::Coroutine<T> program) {
    Run<T> run = attempt(std::move(program));
    if (run.error) require(false, failure(*run.error, run.record, task));
    return run;
}

}  // namespace check
