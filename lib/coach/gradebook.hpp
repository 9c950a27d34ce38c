// What came of a class's submissions, and how it is shown: as a table for the
// teacher, as CSV for a spreadsheet, as JUnit XML for an automatic grader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <coach/attempt.hpp>
#include <coach/tell.hpp>
#include <coach/toolkit.hpp>

namespace coach {

struct Gradebook {
    struct Row {
        std::string student = {};
        std::vector<std::optional<Verdict>> verdicts = {};  ///< one a column; none: not handed in
    };

    std::vector<const Exercise*> columns;  ///< the exercises that anybody has handed in
    std::vector<Row> rows;
    std::uint64_t seed = 0;
    std::vector<std::string> ignored = {};  ///< files that are no exercise

    /// Every fact of every exercise that was handed in.
    bool all_pass() const;
};

/// A point for each fact that holds; but never all of them without a pass.
std::size_t points(const Verdict&);

/// How an attempt ended, in several languages.
struct Kind {
    const char* name;   ///< "not_compiled", for programs
    const char* words;  ///< "does not compile", for people
    char mark;          ///< in the table; blank for none
};
const Kind& kind_of(What);

/// Where it stops, in a line: the sentence of the first fact that does not hold,
/// the compiler's first error, or how the program ended.
std::string sentence(const Verdict&);

/// Lines, none wider than the look.
std::vector<std::string> table(const Gradebook&, const Style&);

/// RFC 4180, with a header; a line for each student and exercise.
std::string csv(const Gradebook&);

/// A suite for each student and exercise, a case for each fact.
std::string junit(const Gradebook&);

}  // namespace coach
