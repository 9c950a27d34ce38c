// Where a grading puts its results: files that are written as results come, and messages on the
// terminal.
#pragma once

#include <cstddef>
#include <string>

#include <coach/grade.hpp>
#include <coach/gradebook.hpp>
#include <coach/result_files.hpp>

namespace coach {

class GradeDesk {
public:
    /// Mistake if the options of the results make no sense.
    explicit GradeDesk(const GradeOptions&);

    ResultFiles& files() { return files_; }

    /// Wrapped, with a newline; shown by flush().
    void say(const std::string& text);
    /// The class as a table.
    void show(const Gradebook&);
    /// Nothing is shown if a file of results goes to the standard output.
    void flush();

    /// The exit status.
    int status(const Gradebook&) const;

private:
    const GradeOptions& options_;
    ResultFiles files_;
    std::string out_;
};

/// "1 submission", "2 submissions".
std::string counted(std::size_t number, const char* thing);

/// How many entries, of all students, satisfy this.
std::size_t count_if(const Gradebook&, bool (*condition)(const Gradebook::Entry&));
bool is_handed_in(const Gradebook::Entry&);
bool passes(const Gradebook::Entry&);
bool is_open(const Gradebook::Entry&);  ///< handed in, and not checked yet

}  // namespace coach
