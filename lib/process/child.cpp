#include <process/child.hpp>

#include <process/fence.hpp>
#include <process/keeper.hpp>
#include <process/surroundings.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace process {
namespace {

struct Pipe {
    Descriptor read, write;

    Pipe() {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0)
            throw std::system_error(errno, std::generic_category(), "no pipe");
        read = Descriptor(ends[0]);
        write = Descriptor(ends[1]);
    }
};

// All that the child needs, prepared before the fork: between fork and exec it must not allocate.
struct Plan {
    std::vector<char*> args, environment;
    const char* folder;
    int in, out, report, trouble;
    std::size_t memory, file, cpu;
    int fence;         // -1: none
    const char* proc;  // of its own, what it may read
    pid_t parent;
};

void limit(int what, rlim_t most) {
    const rlimit both{most, most};
    setrlimit(static_cast<__rlimit_resource>(what), &both);
}

[[noreturn]] void become(const Plan& plan) {
    setpgid(0, 0);  // so that all that it starts can be stopped with it
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != plan.parent) _exit(127);  // its parent has gone in the meantime
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    signal(SIGPIPE, SIG_DFL);

    limit(RLIMIT_CORE, 0);
    if (plan.memory > 0) limit(RLIMIT_AS, plan.memory);
    if (plan.file > 0) limit(RLIMIT_FSIZE, plan.file);
    if (plan.cpu > 0) limit(RLIMIT_CPU, plan.cpu);

    dup2(plan.in, 0);
    dup2(plan.out, 1);
    dup2(plan.out, 2);
    close_others_at_exec(plan.report >= 0 ? 3 : 2);
    if (plan.report == 3) fcntl(3, F_SETFD, 0);
    if (plan.report > 3) dup2(plan.report, 3);
    const bool is_ready = (*plan.folder == '\0' || chdir(plan.folder) == 0) &&
                          (plan.fence < 0 || stay_inside(plan.fence, plan.proc));
    if (is_ready) execvpe(plan.args[0], plan.args.data(), plan.environment.data());
    const int error = errno;
    [[maybe_unused]] const auto told = write(plan.trouble, &error, sizeof error);
    _exit(127);
}

std::string reason(const std::string& what, int error) {
    return what + ": " + std::strerror(error);
}

}  // namespace

Child::Child(pid_t id)
    : id_(id), ends_(aio::io_context(), static_cast<int>(syscall(SYS_pidfd_open, id, 0))) {}

aio::Coroutine<> Child::wait() {
    co_await ends_.async_wait(asio::posix::stream_descriptor::wait_read, aio::use_coroutine);
}

int Child::stop() {
    if (id_ == 0) return status_;
    kill(-id_, SIGKILL);
    kill(id_, SIGKILL);  // it may have left its group
    while (waitpid(id_, &status_, 0) < 0 && errno == EINTR) {
    }
    kill(-id_, SIGKILL);  // what it had started before it was killed itself
    forget_group(id_);
    id_ = 0;
    return status_;
}

// One more pipe shows whether exec has failed: it brings an error number, or it ends, because exec
// closes it.
Started start(Command& command) {
    Pipe in, out, report, trouble;
    Descriptor fence;
    if (!command.readable.empty())
        fence = Descriptor(make_fence(command.readable, command.writable));
    Plan plan{{},
              {},
              command.folder.c_str(),
              in.read.get(),
              out.write.get(),
              command.reports ? report.write.get() : -1,
              trouble.write.get(),
              command.limits.memory,
              command.limits.file,
              static_cast<std::size_t>(command.limits.cpu.count()),
              fence.get(),
              command.sees_its_proc ? "/proc/self" : "/proc/self/stat",
              getpid()};
    std::vector<std::string> environment = command.environment;
    for (std::string& variable : bare_environment())
        if (std::ranges::none_of(command.environment, [&](const std::string& own) {
                return own.starts_with(variable.substr(0, variable.find('=') + 1));
            }))
            environment.push_back(std::move(variable));
    for (std::string& arg : command.args) plan.args.push_back(arg.data());
    plan.args.push_back(nullptr);
    for (std::string& variable : environment) plan.environment.push_back(variable.data());
    plan.environment.push_back(nullptr);

    Started started{{}, std::move(in.write), std::move(out.read), std::move(report.read)};
    const pid_t id = fork();
    if (id == 0) become(plan);
    if (id < 0) {
        started.trouble = reason("cannot start a process", errno);
        return started;
    }
    setpgid(id, id);  // here and in the child, whichever comes first
    keep_group(id);
    started.child = std::make_unique<Child>(id);

    trouble.write.close();
    int error = 0;
    if (read(trouble.read.get(), &error, sizeof error) == sizeof error) {
        started.child.reset();
        started.trouble = reason(command.args[0], error);
    }
    return started;
}

}  // namespace process
