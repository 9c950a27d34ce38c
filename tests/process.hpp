// Runs other programs: the lessons as a student would, python3, a shell.
//
//   const Outcome run = run_program({lesson_program("03_gather"), "--clock", "virtual"});
//   CHECK(run.status == 0);
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

/// How a program ended.
struct Outcome {
    int status = -1;  ///< exit status; 128 + the signal's number if it died of one
    std::string out, err;
    double seconds = 0;  ///< by the wall clock
};

inline std::string lesson_program(const std::string& name) { return NINE_BIN_DIR "/" + name; }
inline std::string lesson_folder(const std::string& name) {
    return NINE_SOURCE_DIR "/lessons/" + name;
}

std::string read_file(const std::string& path);

/// What waitpid says, as Outcome::status.
int status_of(int wait_status);

/// The tests' own environment, without what changes a lesson's output.
std::vector<std::string> environment(std::initializer_list<std::string> more = {});

/// In the form for execve; valid as long as the strings are.
std::vector<char*> pointers(std::vector<std::string>& strings);

/// Runs a program to its end, and reads everything it prints. Its stdin is empty. Any thread may
/// call this.
Outcome run_program(std::vector<std::string> args,
                    std::vector<std::string> variables = environment());

Outcome run_shell(const std::string& command);

/// How many lines: an error message has one.
std::size_t count_lines(const std::string& text);

/// Whether a text contains another.
inline bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}
