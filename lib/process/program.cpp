#include <process/program.hpp>

#include <process/child.hpp>

#include <aio/aio.hpp>
#include <aio/asio.hpp>

#include <asio/buffer.hpp>
#include <asio/posix/stream_descriptor.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <utility>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace process {
namespace {

using Stream = asio::posix::stream_descriptor;

// Until the other end is closed, or `most` bytes have come.
aio::Coroutine<bool> read_all(Stream& from, std::string& into, std::size_t most) {
    std::array<char, 16384> block;
    while (into.size() < most) {
        std::size_t count = 0;
        try {
            count = co_await from.async_read_some(asio::buffer(block), aio::use_coroutine);
        } catch (const asio::system_error&) {
            co_return true;  // its end
        }
        into.append(block.data(), std::min(count, most - into.size()));
    }
    co_return false;
}

// What is in the pipe now.
void read_rest(Stream& from, std::string& into, std::size_t most) {
    std::array<char, 16384> block;
    asio::error_code error;
    from.non_blocking(true);
    while (into.size() < most) {
        const std::size_t count = from.read_some(asio::buffer(block), error);
        if (error || count == 0) break;
        into.append(block.data(), std::min(count, most - into.size()));
    }
}

// How many threads a process has; 0 if it has ended. The 20th word of its line, where the
// second, its name in brackets, may hold any characters.
std::size_t threads_of(pid_t process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/stat");
    std::string line, word;
    std::getline(file, line);
    std::istringstream words(line.substr(std::min(line.rfind(')') + 1, line.size())));
    for (int i = 3; i <= 20; ++i) words >> word;
    return std::strtoul(word.c_str(), nullptr, 10);
}

// Until there are too many. The kernel's own limit (RLIMIT_NPROC) counts everything that a user
// runs, and does not apply to root.
aio::Coroutine<> count_threads(pid_t process, std::size_t most) {
    while (threads_of(process) <= most) co_await aio::sleep(std::chrono::milliseconds(10));
}

// The program may end without having read all of it. Not with Asio's write, which would then raise
// SIGPIPE.
aio::Coroutine<> feed(Descriptor in, aio::Future<std::string> text) {
    const std::string all = co_await text;
    fcntl(in.get(), F_SETFL, O_NONBLOCK);
    Stream to(aio::io_context(), in.release());
    for (std::size_t at = 0; at < all.size();) {
        co_await to.async_wait(Stream::wait_write, aio::use_coroutine);
        const auto handler = signal(SIGPIPE, SIG_IGN);
        const ssize_t n = write(to.native_handle(), all.data() + at, all.size() - at);
        signal(SIGPIPE, handler);
        if (n > 0)
            at += static_cast<std::size_t>(n);
        else if (errno != EAGAIN && errno != EINTR)
            co_return;
    }
}

// Until the program ends, or floods us. It may leave processes behind that hold its output open, so
// its own end is what counts, not that of the pipes.
aio::Coroutine<End> follow(Child& child, Stream& out, Stream& report, ProgramResult& result,
                           ProgramLimits limits) {
    auto reads = aio::create_task(read_all(out, result.output, limits.output));
    auto reports = aio::create_task(read_all(report, result.report, limits.report));
    auto ends = aio::create_task(child.wait());
    std::vector<aio::Task<>> all{ends, reads, reports};
    std::optional<aio::Task<>> crowds;
    if (limits.threads > 0)
        all.push_back(crowds.emplace(aio::create_task(count_threads(child.id(), limits.threads))));
    bool flooded = false, crowded = false;
    co_await aio::try_finally(
        [&]() -> aio::Coroutine<> {
            std::vector<aio::Task<>> open = all;
            while (!ends.done() && !flooded && !crowded) {
                const auto some =
                    co_await aio::wait(open, {.return_when = aio::ReturnWhen::first_completed});
                open = some.pending;
                flooded =
                    (reads.done() && !reads.result()) || (reports.done() && !reports.result());
                crowded = crowds && crowds->done();
            }
        },
        [&](std::exception_ptr) -> aio::Coroutine<> {
            for (const aio::Task<>& task : all) task.cancel();
            co_await aio::gather(aio::return_exceptions, all);
        });
    co_return crowded ? End::crowded : flooded ? End::flooded : End::exited;
}

// Little enough for the pipe to hold; a program that does not read it must not stop us.
void give(Descriptor& in, const std::string& text) {
    fcntl(in.get(), F_SETFL, O_NONBLOCK);
    const auto handler = signal(SIGPIPE, SIG_IGN);
    [[maybe_unused]] const auto sent = write(in.get(), text.data(), text.size());
    signal(SIGPIPE, handler);
    in.close();
}

}  // namespace

aio::Coroutine<ProgramResult> run_program(Command command) {
    ProgramResult result;
    const auto begin = std::chrono::steady_clock::now();
    Started program = start(command);
    if (!program.child) {
        result.output = program.trouble;
        co_return result;
    }
    std::optional<aio::Task<>> feeding;
    if (command.later_input)
        feeding = aio::create_task(feed(std::move(program.in), *command.later_input));
    else
        give(program.in, command.input);

    Stream output(aio::io_context(), program.out.release());
    Stream reports(aio::io_context(), program.report.release());
    co_await aio::try_finally(
        [&]() -> aio::Coroutine<> {
            try {
                result.end = co_await aio::wait_for(
                    follow(*program.child, output, reports, result, command.limits),
                    command.limits.time);
            } catch (const aio::TimeoutError&) {
                result.end = End::out_of_time;
            }
        },
        [&](std::exception_ptr) -> aio::Coroutine<> {
            if (!feeding) co_return;
            feeding->cancel();
            co_await aio::wait(std::vector{*feeding});
        });
    const int status = program.child->stop();
    read_rest(output, result.output, command.limits.output);
    read_rest(reports, result.report, command.limits.report);
    if (result.end == End::exited) {
        if (WIFSIGNALED(status)) result.end = End::crashed;
        if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) result.end = End::out_of_time;
        result.status = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    }
    result.took = std::chrono::steady_clock::now() - begin;
    co_return result;
}

}  // namespace process
