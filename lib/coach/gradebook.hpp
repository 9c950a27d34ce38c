// What came of a class's submissions, and how it is shown: as a table for the
// teacher, as CSV for a spreadsheet, as JUnit XML for an automatic grader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <coach/attempt.hpp>
#include <coach/submissions.hpp>
#include <coach/tell.hpp>
#include <coach/toolkit.hpp>

namespace coach {

struct Gradebook {
    struct Row {
        std::string student = {};
        std::vector<std::optional<Verdict>> verdicts = {};  ///< one a column; none: not handed in
        /// Where nothing was handed in though something looks like it: why. As many as
        /// verdicts, or none.
        std::vector<std::string> absent = {};
    };

    std::vector<const Exercise*> columns;  ///< the exercises that anybody has handed in
    std::vector<Row> rows;
    std::uint64_t seed = 0;
    std::vector<Unused> unused = {};

    /// Everybody has handed in every exercise, and every fact of them holds.
    bool all_pass() const;
    /// Why this one was not handed in, or nothing.
    static std::string why_absent(const Row&, std::size_t column);
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

/// Where it stops, in a line, not too long for a spreadsheet: the sentence of the first fact that does not hold,
/// the compiler's first error, or how the program ended.
std::string sentence(const Verdict&);

/// Lines, none wider than the look.
std::vector<std::string> table(const Gradebook&, const Style&);

/// RFC 4180, with a header; a line for each student and exercise, and behind these one for
/// each file that was not looked at.
std::string csv(const Gradebook&);

/// A suite for each student and exercise, a case for each fact; those that were not handed
/// in are skipped.
std::string junit(const Gradebook&);

}  // namespace coach
