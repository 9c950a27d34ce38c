#include <coach/process.hpp>

#include <coach/fence.hpp>

#include <aio/aio.hpp>
#include <aio/asio.hpp>

#include <asio/buffer.hpp>
#include <asio/posix/stream_descriptor.hpp>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace coach {
namespace {

using Descriptor = asio::posix::stream_descriptor;

// A descriptor that is closed at the end of its life.
class File {
public:
    explicit File(int descriptor = -1) : descriptor_(descriptor) {}
    File(File&& other) noexcept : descriptor_(other.release()) {}
    File& operator=(File&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~File() { close(); }

    int get() const { return descriptor_; }
    int release() { return std::exchange(descriptor_, -1); }
    void close() {
        if (descriptor_ >= 0) ::close(release());
    }

private:
    int descriptor_;
};

struct Pipe {
    File read, write;

    Pipe() {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0)
            throw std::system_error(errno, std::generic_category(), "no pipe");
        read = File(ends[0]);
        write = File(ends[1]);
    }
};

// All that the child needs, made ready before it is forked: between fork and exec
// it must not allocate.
struct Plan {
    std::vector<char*> args;
    const char* folder;
    int in, out, report, trouble;
    std::size_t memory, file;
    int fence;  // -1: none
    pid_t parent;
};

void limit(int what, rlim_t most) {
    const rlimit both{most, most};
    setrlimit(static_cast<__rlimit_resource>(what), &both);
}

[[noreturn]] void become(const Plan& plan) {
    setpgid(0, 0);  // so that all that it starts can be stopped with it
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != plan.parent) _exit(127);  // who started it has gone in the meantime
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    signal(SIGPIPE, SIG_DFL);

    limit(RLIMIT_CORE, 0);
    if (plan.memory > 0) limit(RLIMIT_AS, plan.memory);
    if (plan.file > 0) limit(RLIMIT_FSIZE, plan.file);

    dup2(plan.in, 0);
    dup2(plan.out, 1);
    dup2(plan.out, 2);
    if (plan.report == 3) fcntl(3, F_SETFD, 0);
    if (plan.report > 3) dup2(plan.report, 3);
    const bool is_ready = (*plan.folder == '\0' || chdir(plan.folder) == 0) &&
                          (plan.fence < 0 || stay_inside(plan.fence));
    if (is_ready) execvp(plan.args[0], plan.args.data());
    const int error = errno;
    [[maybe_unused]] const auto told = write(plan.trouble, &error, sizeof error);
    _exit(127);
}

// Of its process group, and so of all that it has started.
class Child {
public:
    explicit Child(pid_t id)
        : id_(id), ends_(aio::io_context(), static_cast<int>(syscall(SYS_pidfd_open, id, 0))) {}
    ~Child() { stop(); }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    aio::Coroutine<> wait() {
        co_await ends_.async_wait(Descriptor::wait_read, aio::use_coroutine);
    }

    // Kills what is left of it; how it ended.
    int stop() {
        if (id_ == 0) return status_;
        kill(-id_, SIGKILL);
        kill(id_, SIGKILL);  // it may have left its group
        while (waitpid(id_, &status_, 0) < 0 && errno == EINTR) {
        }
        kill(-id_, SIGKILL);  // what it had started before it was killed itself
        id_ = 0;
        return status_;
    }

private:
    pid_t id_;
    int status_ = 0;
    Descriptor ends_;
};

// Until the other end is closed, or `most` bytes have come.
aio::Coroutine<bool> read_all(Descriptor& from, std::string& into, std::size_t most) {
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
void read_rest(Descriptor& from, std::string& into, std::size_t most) {
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
aio::Coroutine<End> follow(Child& child, Descriptor& out, Descriptor& report, Outcome& outcome,
                           std::size_t most) {
    auto reads = aio::create_task(read_all(out, outcome.output, most));
    auto reports = aio::create_task(read_all(report, outcome.report, most_reported));
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

// The program and our ends of its pipes.
struct Started {
    std::unique_ptr<Child> child;  // null: it could not be started
    File in, out, report;
    std::string trouble = {};
};

std::string reason(const std::string& what, int error) {
    return what + ": " + std::strerror(error);
}

// A pipe more tells whether exec has failed: by an error number, or, as exec closes it,
// by its end.
Started start(Command& command) {
    Pipe in, out, report, trouble;
    File fence;
    if (!command.readable.empty()) fence = File(make_fence(command.readable, command.writable));
    Plan plan{{},
              command.folder.c_str(),
              in.read.get(),
              out.write.get(),
              command.reports ? report.write.get() : -1,
              trouble.write.get(),
              command.limits.memory,
              command.limits.file,
              fence.get(),
              getpid()};
    for (std::string& arg : command.args) plan.args.push_back(arg.data());
    plan.args.push_back(nullptr);

    Started started{{}, std::move(in.write), std::move(out.read), std::move(report.read)};
    const pid_t id = fork();
    if (id == 0) become(plan);
    if (id < 0) {
        started.trouble = reason("cannot start a process", errno);
        return started;
    }
    setpgid(id, id);  // here, too: whoever is first
    started.child = std::make_unique<Child>(id);

    trouble.write.close();
    int error = 0;
    if (read(trouble.read.get(), &error, sizeof error) == sizeof error) {
        started.child.reset();
        started.trouble = reason(command.args[0], error);
    }
    return started;
}

// So little that the pipe holds it; a program that does not read it must not stop us.
void give(File& in, const std::string& text) {
    fcntl(in.get(), F_SETFL, O_NONBLOCK);
    const auto handler = signal(SIGPIPE, SIG_IGN);
    [[maybe_unused]] const auto sent = write(in.get(), text.data(), text.size());
    signal(SIGPIPE, handler);
    in.close();
}

}  // namespace

aio::Coroutine<Outcome> run_program(Command command) {
    Outcome outcome;
    const auto begin = std::chrono::steady_clock::now();
    Started program = start(command);
    if (!program.child) {
        outcome.output = program.trouble;
        co_return outcome;
    }
    give(program.in, command.input);

    Descriptor output(aio::io_context(), program.out.release());
    Descriptor reports(aio::io_context(), program.report.release());
    try {
        outcome.end = co_await aio::wait_for(
            follow(*program.child, output, reports, outcome, command.limits.output),
            command.limits.time);
    } catch (const aio::TimeoutError&) {
        outcome.end = End::out_of_time;
    }
    const int status = program.child->stop();
    read_rest(output, outcome.output, command.limits.output);
    read_rest(reports, outcome.report, most_reported);
    if (outcome.end == End::exited) {
        if (WIFSIGNALED(status)) outcome.end = End::crashed;
        outcome.status = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    }
    outcome.took = std::chrono::steady_clock::now() - begin;
    co_return outcome;
}

}  // namespace coach
