// Programs that run beside a test, until it is done with them.
//
//   Background server({installed("node", "nodejs"), "server.js"}, log_file);
//   const std::string port = server.said("port ");
//
// What one prints goes to a file, and is part of the message if it does not come up.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "process.hpp"

namespace peers {

/// The path of a program; what to install if it is not there.
inline std::string installed(const std::string& program, const std::string& package) {
    const char* path = std::getenv("PATH");
    std::istringstream folders(std::string(path ? path : "") +
                               ":/usr/sbin");  // where Debian has nginx
    for (std::string folder; std::getline(folders, folder, ':');)
        if (access((folder + "/" + program).c_str(), X_OK) == 0) return folder + "/" + program;
    throw std::runtime_error("peers: there is no program " + program +
                             "; install Debian's package " + package +
                             ", or run make install-deps");
}

/// A program in the background. It is ended, too, when this one dies: that is
/// setpriv's part, which belongs to util-linux.
class Background {
public:
    /// The sockets become its descriptors 50, 51, and so on.
    Background(std::vector<std::string> args, std::filesystem::path log,
               const std::vector<int>& sockets = {},
               std::vector<std::string> variables = environment())
        : log_(std::move(log)) {
        args.insert(args.begin(), {"setpriv", "--pdeathsig", "TERM", "--"});
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&actions, 1, log_.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                         0644);
        posix_spawn_file_actions_adddup2(&actions, 1, 2);
        for (std::size_t i = 0; i < sockets.size(); ++i)
            posix_spawn_file_actions_adddup2(&actions, sockets[i], 50 + static_cast<int>(i));
        const int error = posix_spawnp(&pid_, args[0].c_str(), &actions, nullptr,
                                       pointers(args).data(), pointers(variables).data());
        posix_spawn_file_actions_destroy(&actions);
        if (error != 0)
            throw std::runtime_error("peers: cannot start " + args[0] + " (of util-linux)");
    }
    ~Background() { stop(SIGTERM); }
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

    /// Waits for a line with this in it, and gives what comes behind it.
    std::string said(const std::string& mark) {
        for (int i = 0; i < 2000; ++i) {
            const bool running = is_running();
            std::istringstream lines(read_file(log_));
            for (std::string line; std::getline(lines, line) && !lines.eof();)
                if (const auto at = line.find(mark); at != std::string::npos)
                    return line.substr(at + mark.size());
            if (!running) break;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        throw std::runtime_error("peers: a server did not come up; it said:\n" + read_file(log_));
    }
    /// False if it has ended by itself.
    [[nodiscard]] bool is_running() {
        if (pid_ > 0 && waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = 0;
        return pid_ > 0;
    }
    /// Ends it; after two seconds by force.
    void stop(int signal) {
        if (is_running()) kill(pid_, signal);
        for (int i = 0; i < 200 && is_running(); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        if (!is_running()) return;
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
        pid_ = 0;
    }

private:
    std::filesystem::path log_;
    pid_t pid_ = 0;
};

}  // namespace peers
