#include <coach/grade.hpp>

#include <coach/grade_desk.hpp>
#include <coach/gradebook.hpp>
#include <coach/grading.hpp>
#include <coach/pages.hpp>

#include <aio/aio.hpp>
#include <aio/asio.hpp>
#include <asio/signal_set.hpp>

#include <fmt/format.h>

#include <csignal>
#include <vector>

namespace coach {

const char* const grade_statuses =
    "Exit status: 0 if everybody has handed in everything and every fact holds; 1 if not (0 with "
    "--exit-zero); 2 if nothing could be graded (the reason is on stderr). If Ctrl-C or SIGTERM "
    "stops it, it writes the results so far, and ends by that signal; the same command then goes "
    "on from there.";

namespace {

// Only the pages need anything checked.
aio::Coroutine<> write_pages_of(const Toolkit& toolkit, const GradeOptions& options,
                                const Gradebook& book) {
    KnownVerdicts known(toolkit);
    Trials trials(toolkit, known, {.seed = book.seed, .trust = options.trust});
    const auto material = co_await page_material(toolkit, book, trials);
    write_pages(options.pages, book, material);
}

aio::Coroutine<int> merge(const Toolkit& toolkit, const GradeOptions& options) {
    GradeDesk desk(options);
    std::vector<Gradebook> books;
    for (const std::filesystem::path& file : options.merge) books.push_back(read_gradebook(file));
    const Gradebook book = merged(std::move(books), options.merge);
    desk.files().finish(book);
    if (!options.pages.empty()) co_await write_pages_of(toolkit, options, book);
    desk.show(book);
    desk.say(fmt::format("{} of {} passed, of {} in {}.", count_if(book, passes),
                         counted(count_if(book, is_handed_in), "submission"),
                         counted(book.rows.size(), "student"),
                         counted(options.merge.size(), "file")));
    desk.flush();
    co_return desk.status(book);
}

// SIGTERM and the like end the work like Ctrl-C, which aio handles.
aio::Coroutine<> stop_at_signal(aio::Task<int> work, int& signal) {
    asio::signal_set signals(aio::io_context(), SIGTERM, SIGHUP, SIGQUIT);
    signal = co_await signals.async_wait(aio::use_coroutine);
    work.cancel();
}

}  // namespace

aio::Coroutine<int> grade(const Toolkit& toolkit, GradeOptions options) {
    if (!options.merge.empty()) co_return co_await merge(toolkit, options);
    Grading grading(toolkit, options);
    int signal = 0;
    aio::Task<int> work = aio::create_task(grading.run());
    aio::Task<> guard = aio::create_task(stop_at_signal(work, signal));
    int status = 0;
    try {
        status = co_await work;
    } catch (const aio::CancelledError&) {
        if (signal == 0) throw;
        std::signal(signal, SIG_DFL);  // end by the signal, as its sender expects
        std::raise(signal);
    }
    guard.cancel();
    co_return status;
}

}  // namespace coach
