// The command line that all lessons share.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <lesson/lesson.hpp>

namespace lesson {

/// What the command line asks for.
struct Options {
    aio::Clock clock = aio::Clock::real;
    double speed = 1;              ///< loop seconds per wall-clock second; real clock only
    std::uint64_t seed = 0;        ///< RunOptions::schedule_seed; 0: in the order of asyncio
    std::string svg, trace, tape;  ///< paths; empty: not asked for
    std::string url;               ///< of a server; empty: the lesson's own
    bool whole_tape = false;       ///< with all that aio and libraries did
    bool json = false;
    bool no_color = false;
    bool words = false;               ///< timelines in words, not drawn
    bool guess = false;               ///< ask for a guess first, if there is somebody to ask
    std::vector<std::string> extras;  ///< flags of extra parts, without dashes
};

/// The command line is wrong. The text names the flag and what is allowed.
class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// `--help`: the text is what to print.
class HelpRequested : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Reads it. Touches no file. Throws UsageError or HelpRequested.
Options parse_command_line(int argc, const char* const* argv, const About& about);

/// Throws UsageError unless the file can be opened for writing: before a program runs for nine
/// seconds, not after. Leaves no new file behind, and an existing one as it is.
void check_writable(const std::string& flag, const std::string& path);

}  // namespace lesson
