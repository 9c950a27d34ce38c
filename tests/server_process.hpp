// The lesson server as a program of its own, as `make serve` runs it.
//
//   ServerProcess server;
//   run_program({"curl", "-sS", server.url + "profile"});
#pragma once

#include <csignal>
#include <regex>

#include "process.hpp"

class ServerProcess {
public:
    explicit ServerProcess(std::vector<std::string> more = {}) {
        std::vector<std::string> args{lesson_program("lesson_server"), "--port", "0"};
        args.insert(args.end(), more.begin(), more.end());
        std::array<int, 2> out{};
        if (pipe2(out.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, out[1], 1);
        const int error = posix_spawnp(&child_, args[0].c_str(), &actions, nullptr,
                                       pointers(args).data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        close(out[1]);
        output_ = out[0];
        if (error != 0) throw std::runtime_error("cannot start " + args[0]);
        std::smatch match;
        while (!std::regex_search(log, match,
                                  std::regex("lesson server: (http://localhost:([0-9]+)/)\n")))
            if (!read_some()) throw std::runtime_error("the server has not started: " + log);
        url = match[1];
        port = std::stoi(match[2]);
    }
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;
    ~ServerProcess() {
        if (child_ > 0) end();
        close(output_);
    }

    /// By Ctrl-C. The exit status, as Outcome has it; `log` is then complete.
    int end() {
        kill(child_, SIGINT);
        while (read_some()) {
        }
        int status = 0;
        waitpid(child_, &status, 0);
        child_ = 0;
        return status_of(status);
    }

    std::string url;  ///< ends in "/"
    int port = 0;
    std::string log;

private:
    bool read_some() {
        std::array<char, 4096> block{};
        const ssize_t n = read(output_, block.data(), block.size());
        if (n > 0) log.append(block.data(), static_cast<std::size_t>(n));
        return n > 0;
    }

    pid_t child_ = 0;
    int output_ = -1;
};
