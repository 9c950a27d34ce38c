#include <process/foreground.hpp>

#include <process/surroundings.hpp>

#include <cerrno>
#include <csignal>
#include <system_error>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace process {
namespace {

std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> all;
    for (std::string& one : strings) all.push_back(one.data());
    all.push_back(nullptr);
    return all;
}

// What the terminal sends goes to the whole group in the foreground. Like a shell, we let the
// program decide.
class IgnoreKeys {
public:
    IgnoreKeys() {
        for (int i = 0; i < 2; ++i) before_[i] = std::signal(signals[i], SIG_IGN);
    }
    ~IgnoreKeys() {
        for (int i = 0; i < 2; ++i) std::signal(signals[i], before_[i]);
    }
    IgnoreKeys(const IgnoreKeys&) = delete;
    IgnoreKeys& operator=(const IgnoreKeys&) = delete;

    void restore() const {
        for (int i = 0; i < 2; ++i) std::signal(signals[i], before_[i]);
    }

private:
    static constexpr int signals[] = {SIGINT, SIGQUIT};
    void (*before_[2])(int) = {};
};

}  // namespace

int run_in_foreground(std::vector<std::string> args, std::vector<std::string> environment) {
    const std::vector<char*> arguments = pointers(args), variables = pointers(environment);
    const IgnoreKeys ignore;
    const pid_t id = fork();
    if (id == 0) {
        ignore.restore();
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close_others_at_exec(2);
        execve(arguments[0], arguments.data(), variables.data());
        _exit(127);
    }
    if (id < 0) throw std::system_error(errno, std::generic_category(), "cannot start " + args[0]);
    int status = 0;
    while (waitpid(id, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        throw std::system_error(ENOEXEC, std::generic_category(), "cannot start " + args[0]);
    return status;
}

int shell_status(int wait_status) {
    return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

}  // namespace process
