// "[███░░] 12 of 36 ada 02": how far a grading has come, on a terminal.
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

}  // namespace coach
