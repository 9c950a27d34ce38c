// What is under way, on a terminal: "[███░░] 12 of 36 ada 02", how far a grading has come, or
// "compiling mine.cpp...".
#pragma once

#include <cstddef>
#include <string>

#include <coach/tell.hpp>
#include <coach/toolkit.hpp>

namespace coach {

/// One line of stderr, overwritten each time, removed by the destructor. Nothing if stderr is not a
/// terminal.
class ProgressLine {
public:
    ProgressLine(std::size_t all, const Style&);
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void ended(const std::string& student, const Exercise&);

private:
    void show(const std::string& what);

    bool shown_;
    int width_;
    Style style_;
    std::size_t all_, done_ = 0;
};

/// The same for a single sentence. In words it is printed once, and stays.
class PassingLine {
public:
    PassingLine(const std::string& text, const Style&);
    ~PassingLine();
    PassingLine(const PassingLine&) = delete;
    PassingLine& operator=(const PassingLine&) = delete;

private:
    bool is_drawn_ = false;
};

}  // namespace coach
