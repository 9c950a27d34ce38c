// A program that takes the terminal, as when a shell starts it.
#pragma once

#include <string>
#include <vector>

namespace process {

/// Runs it with our stdin, stdout and stderr, and nothing else that is open, and waits for its end.
/// Ctrl-C goes to it alone. Returns the status that waitpid() reports; std::system_error if it
/// cannot be started.
int run_in_foreground(std::vector<std::string> args, std::vector<std::string> environment);

/// What a shell makes of that status: the exit status, or 128 and the number of the signal.
int shell_status(int wait_status);

}  // namespace process
