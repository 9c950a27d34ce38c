#include <check/host/front.hpp>

#include <terminal/output.hpp>

#include <array>
#include <cerrno>
#include <filesystem>
#include <stdexcept>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace check {
namespace {

struct Pipe {
    std::array<int, 2> ends{};

    Pipe() {
        if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    }
};

[[noreturn]] void become_runner(const Pipe& in, const Pipe& out) {
    dup2(in.ends[0], STDIN_FILENO);
    // One end may have the number that the other is to get.
    const int report = fcntl(out.ends[1], F_DUPFD_CLOEXEC, protocol::report_descriptor + 1);
    dup2(report, protocol::report_descriptor);
    execl("/proc/self/exe", "check_exercise", "--runner", nullptr);
    _exit(127);
}

}  // namespace

std::string read_all(int from) {
    std::string all;
    std::array<char, 65536> block;
    for (;;) {
        const ssize_t n = read(from, block.data(), block.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0 || all.size() > protocol::most_evidence) return all;
        all.append(block.data(), static_cast<std::size_t>(n));
    }
}

HandedOver start_runner(const protocol::Instructions& how) {
    const Pipe in, out;
    const pid_t id = fork();
    if (id == 0) become_runner(in, out);
    if (id < 0) throw std::runtime_error("cannot start a process");
    close(in.ends[0]);
    close(out.ends[1]);
    terminal::write_all(in.ends[1], to_line(how));
    close(in.ends[1]);
    HandedOver all{read_all(out.ends[0]), 0};
    close(out.ends[0]);
    int status = 0;
    while (waitpid(id, &status, 0) < 0 && errno == EINTR) {
    }
    all.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return all;
}

std::string shipped_beside(const std::string& check) {
    const std::filesystem::path file(check);
    return file.parent_path() / "shipped" / file.filename();
}

}  // namespace check
