// What passes between the coach and check_exercise: exit statuses, limits, and lines of JSON. Each
// is written and read here, and nowhere else.
//
// The coach starts check_exercise twice, as a runner, which runs the student's code, and
// as a judge, which does not. The runner is told what to do on its stdin, and hands over
// its evidence (evidence.hpp) on a descriptor of its own. The judge is given the seed and
// that evidence on its stdin, and reports:
//
//   {"facts": ["the total is the longest delay, not their sum", ...], "seed": 7}
//   {"begins": "the total is ..."}
//   {"tape": "{\"tape\":2,..."}          (if asked for: of each run, timeline/tape_file.hpp)
//   {"fact": "the total is ...", "holds": false, "says": ["Why 9 s: ..."],
//    "notes": ["exercise.cpp:14: ..."], "picture": ["main    │░░░..."],
//    "words": ["main: started at 0 s; ..."], "seconds": 0.001}
//   {"refused": "the total is ...", "why": "event 12: ..."}
//   {"ends": true}
//
// A fact that begins and has no result lacks evidence: the program ended in it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace check {

/// What a student's program may use while it is checked. Then it is stopped.
struct ExerciseLimits {
    std::chrono::milliseconds time =
        std::chrono::seconds(5);   ///< of the real clock; twice that when grading
    std::size_t output = 1 << 20;  ///< bytes that it prints
    std::size_t memory = 1 << 30;  ///< bytes of address space
    /// It is judged under AddressSanitizer and UndefinedBehaviorSanitizer: what they find is why
    /// the current fact fails.
    bool sanitized = false;
};

/// What a fact is worth.
struct Worth {
    int points = 1;
    /// Other facts, by name. It counts only if all of them hold, too: what the exercise satisfies
    /// as shipped, or with nothing in it, is not yet anybody's work.
    std::vector<std::string> needs = {};
};

namespace protocol {

/// How check_exercise ends.
enum ExitStatus : int {
    all_hold = 0,
    some_fail = 1,
    cannot_load = 3,     ///< stderr says what is missing; see `undefined`
    cannot_confine = 4,  ///< this kernel, or container, does not allow it
    cannot_report = 5,   ///< the reader of the evidence has closed it
};

/// Before the name of a function that nothing defines, on stderr.
inline constexpr std::string_view undefined = "undefined: ";

/// The descriptor that a runner's evidence goes to, and a judge's report.
inline constexpr int report_descriptor = 3;

/// The first line of all evidence (evidence.hpp). A runner writes it when it is confined, and
/// before it loads anything of a stranger's: what comes after it may be the stranger's doing.
inline constexpr std::string_view head_of_evidence = "evidence 1\n";

/// Bytes of evidence. Longer evidence is not accepted.
inline constexpr std::size_t most_evidence = 64 << 20;

/// What a runner is told, before anything of the student's is loaded. Not on its command line,
/// because the program that it runs could read that.
///
///   {"exercise": "/tmp/x/exercise.so", "check": ".../02.so", "seed": 7, "confined": true}
struct Instructions {
    std::string exercise = {}, check = {};  ///< both as plug-ins
    std::uint64_t seed = 0;
    bool confined = false;  ///< see host/confine.hpp
};

/// What the coach has to know before the exercise is done:
///
///   {"facts": [...], "worth": [{"points": 1, "needs": ["..."]}, ...],
///    "insight": "A session is ...",
///    "limits": {"milliseconds": 5000, "output": 1048576, "memory": 1073741824,
///                "sanitized": false}}
struct Outline {
    std::vector<std::string> facts = {};  ///< their names, in order
    std::vector<Worth> worth = {};        ///< of each
    std::string insight = {};             ///< what it was about, for those who have passed
    ExerciseLimits limits = {};
};

struct Begin {  ///< of the report
    std::vector<std::string> facts = {};
    std::uint64_t seed = 0;
};
struct FactBegins {
    std::string name;
};
struct FactResult {
    std::string name;
    bool holds = false;
    std::vector<std::string> says = {};     ///< why not
    std::vector<std::string> notes = {};    ///< reports of the loop
    std::vector<std::string> picture = {};  ///< the timeline of what was run for it
    std::vector<std::string> words = {};    ///< the same in words: a paragraph for each row
    double seconds = 0;
};
/// One of the runs that a fact has made, as the program's author sees it.
struct RunTape {
    std::string text;  ///< timeline/tape_file.hpp; its title is the fact's name
};
/// What was handed over for a fact cannot have happened.
struct Refused {
    std::string name;
    std::string why = {};
};
struct End {};  ///< of the report
using Line = std::variant<Begin, FactBegins, FactResult, RunTape, Refused, End>;

/// One line, without a newline. What is not UTF-8 is replaced.
std::string to_line(const Outline&);
std::string to_line(const Line&);
std::string to_line(const Instructions&);

/// Nothing if the text is something else.
std::optional<Outline> read_outline(std::string_view text);
std::optional<Line> read_line(std::string_view text);
std::optional<Instructions> read_instructions(std::string_view text);

}  // namespace protocol
}  // namespace check
