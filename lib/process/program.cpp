#include <process/program.hpp>

#include <process/child.hpp>

#include <aio/aio.hpp>
#include <aio/asio.hpp>

#include <asio/buffer.hpp>
#include <asio/posix/stream_descriptor.hpp>

#include <algorithm>
#include <array>
#include <csignal>

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

// What is in the pipe by now.
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

constexpr std::size_t most_reported = 16 << 20;

// Until the program ends, or floods us. It may leave others behind that hold its
// output open, so its end is what counts, not that of the pipes.
aio::Coroutine<End> follow(Child& child, Stream& out, Stream& report, ProgramResult& result,
                           std::size_t most) {
    auto reads = aio::create_task(read_all(out, result.output, most));
    auto reports = aio::create_task(read_all(report, result.report, most_reported));
    auto ends = aio::create_task(child.wait());
    bool flooded = false;
    co_await aio::try_finally(
        [&]() -> aio::Coroutine<> {
            std::vector<aio::Task<>> open{ends, reads, reports};
            while (!ends.done() && !flooded) {
                const auto some =
                    co_await aio::wait(open, {.return_when = aio::ReturnWhen::first_completed});
                open = some.pending;
                flooded =
                    (reads.done() && !reads.result()) || (reports.done() && !reports.result());
            }
        },
        [&](std::exception_ptr) -> aio::Coroutine<> {
            for (const aio::Task<>& task :
                 {aio::Task<>(ends), aio::Task<>(reads), aio::Task<>(reports)})
                task.cancel();
            co_await aio::gather(aio::return_exceptions, ends, reads, reports);
        });
    co_return flooded ? End::flooded : End::exited;
}

// So little that the pipe holds it; a program that does not read it must not stop us.
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
    give(program.in, command.input);

    Stream output(aio::io_context(), program.out.release());
    Stream reports(aio::io_context(), program.report.release());
    try {
        result.end = co_await aio::wait_for(
            follow(*program.child, output, reports, result, command.limits.output),
            command.limits.time);
    } catch (const aio::TimeoutError&) {
        result.end = End::out_of_time;
    }
    const int status = program.child->stop();
    read_rest(output, result.output, command.limits.output);
    read_rest(reports, result.report, most_reported);
    if (result.end == End::exited) {
        if (WIFSIGNALED(status)) result.end = End::crashed;
        result.status = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    }
    result.took = std::chrono::steady_clock::now() - begin;
    co_return result;
}

}  // namespace process
