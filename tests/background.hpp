// Programs that run beside a test, until it is done with them.
//
//   Background server({"node", "server.js"});
//   const std::string port = server.said("port ");
//   CHECK(server.stop(SIGINT) == 0);
//
// A program's output is kept, and is part of the message if it does not start.
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <csignal>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "process.hpp"

/// A program in the background. It is killed when this one dies: setpriv, of util-linux, does that.
class Background {
public:
    /// The sockets become its descriptors 50, 51, and so on.
    explicit Background(std::vector<std::string> args, const std::vector<int>& sockets = {},
                        std::vector<std::string> variables = environment());
    ~Background();
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

    /// Waits for a line that contains this, and returns what follows it. Throws if the program ends
    /// without it, or has not printed it after a minute.
    std::string said(const std::string& mark);

    /// Sends a signal and waits for the end; after ten seconds ends it by force. The
    /// exit status, as in Outcome.
    int stop(int signal = SIGTERM);

    /// False if it has ended by itself.
    [[nodiscard]] bool is_running();

    /// Everything it has printed, complete after stop().
    std::string output();

private:
    void read_all();

    std::string name_;
    pid_t pid_ = 0;
    int status_ = 0;
    int pipe_ = -1;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::string output_;      // guarded by mutex_, as is ended_
    bool has_ended_ = false;  // nothing more comes
    std::thread reader_;
};
