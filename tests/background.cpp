#include "background.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <stdexcept>

using namespace std::chrono_literals;

Background::Background(std::vector<std::string> args, const std::vector<int>& sockets,
                       std::vector<std::string> variables)
    : name_(args.at(0)) {
    std::array<int, 2> out{};
    if (pipe2(out.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    args.insert(args.begin(), {"setpriv", "--pdeathsig", "TERM", "--"});
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    posix_spawn_file_actions_adddup2(&actions, out[1], 2);
    for (std::size_t i = 0; i < sockets.size(); ++i)
        posix_spawn_file_actions_adddup2(&actions, sockets[i], 50 + static_cast<int>(i));
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);  // a group of its own: see stop()
    const int error = posix_spawnp(&pid_, args[0].c_str(), &actions, &attributes,
                                   pointers(args).data(), pointers(variables).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    close(out[1]);
    pipe_ = out[0];
    if (error != 0) {
        close(pipe_);
        throw std::runtime_error("cannot start " + args[0] + " (of util-linux)");
    }
    reader_ = std::thread([this] { read_all(); });
}

Background::~Background() {
    stop();
    reader_.join();
    close(pipe_);
}

void Background::read_all() {
    std::array<char, 4096> block{};
    for (;;) {
        const ssize_t n = read(pipe_, block.data(), block.size());
        const std::lock_guard lock(mutex_);
        if (n > 0) output_.append(block.data(), static_cast<std::size_t>(n));
        has_ended_ = n <= 0;
        changed_.notify_all();
        if (has_ended_) return;
    }
}

std::string Background::said(const std::string& mark) {
    std::unique_lock lock(mutex_);
    std::size_t at = std::string::npos, end = std::string::npos;
    const auto has_come = [&] {
        at = output_.find(mark);
        if (at != std::string::npos) end = output_.find('\n', at);
        return end != std::string::npos;
    };
    changed_.wait_for(lock, 60s, [&] { return has_come() || has_ended_; });
    if (end == std::string::npos)
        throw std::runtime_error(name_ + " did not say \"" + mark + "\"; it said:\n" + output_);
    return output_.substr(at + mark.size(), end - at - mark.size());
}

bool Background::is_running() {
    const std::lock_guard lock(mutex_);
    return !has_ended_;
}

int Background::stop(int signal) {
    if (pid_ == 0) return status_;
    kill(pid_, signal);
    {
        std::unique_lock lock(mutex_);
        if (!changed_.wait_for(lock, 10s, [&] { return has_ended_; })) kill(pid_, SIGKILL);
    }
    int wait_status = 0;
    waitpid(pid_, &wait_status, 0);
    kill(-pid_, SIGKILL);  // anything it has started and left behind
    pid_ = 0;
    status_ = status_of(wait_status);
    return status_;
}

std::string Background::output() {
    const std::lock_guard lock(mutex_);
    return output_;
}
