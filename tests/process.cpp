#include "process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <fstream>
#include <sstream>
#include <stdexcept>

extern char** environ;

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

int status_of(int wait_status) {
    return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status);
}

std::vector<std::string> environment(std::initializer_list<std::string> more) {
    std::vector<std::string> variables;
    for (char** variable = environ; *variable; ++variable) {
        const std::string text = *variable;
        const std::string name = text.substr(0, text.find('='));
        if (name != "CI" && name != "NO_COLOR" && name != "TERM" && name != "LANG" &&
            name.substr(0, 3) != "LC_")
            variables.push_back(text);
    }
    variables.insert(variables.end(), more);
    return variables;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> out;
    for (std::string& s : strings) out.push_back(s.data());
    out.push_back(nullptr);
    return out;
}

Outcome run_program(std::vector<std::string> args, std::vector<std::string> variables) {
    std::array<int, 2> out{}, err{};
    if (pipe2(out.data(), O_CLOEXEC) != 0 || pipe2(err.data(), O_CLOEXEC) != 0)
        throw std::runtime_error("no pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    posix_spawn_file_actions_adddup2(&actions, err[1], 2);

    const auto begin = std::chrono::steady_clock::now();
    pid_t child = 0;
    const int error = posix_spawnp(&child, args[0].c_str(), &actions, nullptr,
                                   pointers(args).data(), pointers(variables).data());
    posix_spawn_file_actions_destroy(&actions);
    close(out[1]);
    close(err[1]);
    if (error != 0) throw std::runtime_error("cannot start " + args[0]);

    Outcome outcome;
    std::array<pollfd, 2> pipes{pollfd{out[0], POLLIN, 0}, pollfd{err[0], POLLIN, 0}};
    while (pipes[0].fd >= 0 || pipes[1].fd >= 0) {
        poll(pipes.data(), pipes.size(), -1);
        for (pollfd& entry : pipes) {
            if (entry.fd < 0 || entry.revents == 0) continue;
            std::array<char, 4096> buffer{};
            const ssize_t n = read(entry.fd, buffer.data(), buffer.size());
            if (n > 0)
                (entry.fd == out[0] ? outcome.out : outcome.err).append(buffer.data(), n);
            else
                entry.fd = -1;
        }
    }
    int wait_status = 0;
    waitpid(child, &wait_status, 0);
    outcome.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    outcome.status = status_of(wait_status);
    close(out[0]);
    close(err[0]);
    return outcome;
}

Outcome run_shell(const std::string& command) { return run_program({"/bin/sh", "-c", command}); }

std::size_t count_lines(const std::string& text) {
    std::size_t lines = 0;
    for (const char c : text) lines += c == '\n' ? 1 : 0;
    return lines;
}
