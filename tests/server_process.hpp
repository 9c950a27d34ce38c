// The lesson server as a program of its own, like `make serve` runs it.
//
//   ServerProcess server;
//   run_program({"curl", "-sS", server.url + "profile"});
#pragma once

#include <regex>
#include <stdexcept>

#include "background.hpp"

class ServerProcess {
public:
    ServerProcess() : program_({lesson_program("lesson_server"), "--port", "0"}) {
        url = program_.said("lesson server: ");
        std::smatch match;
        if (!std::regex_match(url, match, std::regex("http://localhost:([0-9]+)/")))
            throw std::runtime_error("the server's address is not an address: " + url);
        port = std::stoi(match[1]);
    }

    /// Ends it with Ctrl-C. Returns the exit status, as in Outcome; `log` is then complete.
    int end() {
        const int status = program_.stop(SIGINT);
        log = program_.output();
        return status;
    }

    std::string url;  ///< ends in "/"
    int port = 0;
    std::string log;  ///< once it has ended

private:
    Background program_;
};
