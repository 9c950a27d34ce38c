// The results of a class's submissions, and how they are shown: as a table for the teacher, as CSV
// for a spreadsheet, as JUnit XML for a build server, as JSON for anything else.
//
// It is a value, and needs no toolkit: `grade --merge` makes one out of several
// (gradebook_json.cpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <coach/attempt.hpp>
#include <coach/similar.hpp>
#include <coach/submissions.hpp>
#include <coach/tell.hpp>
#include <coach/toolkit.hpp>

namespace coach {

struct Gradebook {
    /// An exercise.
    struct Column {
        std::string name = {};
        std::vector<std::string> facts = {};
        int points = 0;  ///< for doing all of it

        std::string number() const { return name.substr(0, 2); }
    };
    /// One student's work on it.
    struct Entry {
        std::string file = {};     ///< in the student's folder; empty: not handed in
        std::string why_not = {};  ///< where something looks like it: "02.cpp is a link."
        Fingerprint own = {};      ///< the part that neither the exercise nor its solution has
        std::string sha256 = {};   ///< of the file's content
        std::optional<Verdict> verdict = {};  ///< none: not handed in, or not checked yet

        bool is_handed_in() const { return !file.empty(); }
        bool passes() const { return verdict && verdict->what == What::passed; }
    };
    struct Row {
        std::string student = {};         ///< no two are alike
        std::string id = {}, email = {};  ///< if the folder's name contains them
        std::vector<Entry> entries = {};  ///< one per column
        std::vector<Unused> unused = {};
    };

    std::vector<Column> columns = {};
    std::vector<Row> rows = {};
    std::uint64_t seed = 0;
    std::string version = {};         ///< the toolkit's
    std::vector<Unused> unused = {};  ///< that belong to no student

    /// Whether everybody has handed in every exercise, and every fact of each holds.
    bool all_pass() const;
};

/// For the facts that hold and count; but never all of them without a pass.
int points(const Verdict&);
/// The same; nothing for what was not handed in or not checked.
int points(const Gradebook::Entry&);
int points(const Gradebook::Row&);
/// How many there are for a student.
int points_of(const Gradebook&);
/// Rounded down to a tenth, so that only all points are 100.
double percent(int points, int of);

/// How an attempt ended, in several languages.
struct Kind {
    const char* name;   ///< "not_compiled", for programs
    const char* words;  ///< "does not compile", for people
    char mark;          ///< in the table; blank for none
};
const Kind& kind_of(What);
std::optional<What> what_of(std::string_view name);
/// Including what was not handed in ('-') or not checked yet ('?').
const Kind& kind_of(const Gradebook::Entry&);

/// Where it stops, in a line short enough for a spreadsheet: the sentence of the first fact that
/// does not hold, the compiler's first error, or how the program ended.
std::string sentence(const Verdict&);
/// The same, or why nothing was handed in although some file looks like it.
std::string sentence(const Gradebook::Entry&);

/// Lines, none wider than the look.
std::vector<std::string> table(const Gradebook&, const Style&);

/// RFC 4180 with a byte order mark and a header: a line for each student and exercise, and after
/// these one for each file that was not used.
std::string csv(const Gradebook&);
/// The same, but a line for each student and a column for each exercise.
std::string wide_csv(const Gradebook&);

/// A suite for each student and exercise, a case for each fact; the cases of what was not handed in
/// are skipped.
std::string junit(const Gradebook&);

/// Gradescope's results.json: a test for each fact of the only student's exercises.
std::string gradescope(const Gradebook&);

/// Everything: README.md describes the format.
std::string json(const Gradebook&);
/// Reads what json() wrote. Mistake, which names the file, if it is something else.
Gradebook read_gradebook(const std::filesystem::path&);
/// The result is as if they had been graded together. Mistake if two of them contradict each other
/// about a student, or had different seeds or versions. `names`: of the files, for the Mistake.
Gradebook merged(std::vector<Gradebook>, const std::vector<std::filesystem::path>& names);

/// Sorted by name; students with the same name get their ID or a number after it.
void name_apart(std::vector<Gradebook::Row>&);

}  // namespace coach
