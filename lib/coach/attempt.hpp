// One attempt at an exercise: compiled, loaded, checked, and what came of it.
//
//   Verdict verdict = co_await attempt(toolkit, exercise, {.source = "02_x/exercise.cpp"});
//   if (verdict.what == What::passed) ...
//
// The file is only read. It is not trusted, whoever wrote it: no network, no processes, no writing
// of files, limited memory, and it may include only the toolkit's and the system's headers.
// Cancelled, the attempt stops the compiler or the check.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <aio/coroutine.hpp>
#include <coach/toolkit.hpp>
#include <process/program.hpp>
#include <timeline/tape.hpp>

namespace coach {

/// One thing that the exercise has to show, and whether it does.
struct Fact {
    std::string name;
    check::Worth worth = {};
    bool looked_at = false;  ///< false: the program ended before it came to this one
    bool holds = false;
    std::vector<std::string> says = {};   ///< why not
    std::vector<std::string> notes = {};  ///< reports of the loop: "exercise.cpp:14: never awaited"
    std::vector<std::string> picture = {};  ///< the timeline of what was run for it
    std::vector<std::string> words = {};    ///< the same in words: a paragraph for each row
    double seconds = 0;
};

enum class What {
    passed,
    failed,        ///< some fact does not hold
    unreadable,    ///< the file is missing, empty or not a text: `text` says which
    not_compiled,  ///< `text` is what the compiler says, the first error first
    not_complete,  ///< it lacks what the check needs: `text` says what
    crashed,       ///< `text`: why, as far as the sanitizer can tell
    out_of_time,
    flooded,      ///< printed without an end
    ended_early,  ///< ended by exit() or the like before all facts were checked
    forbidden,    ///< includes a file that it must not: `text` says which
};

struct Verdict {
    What what = What::failed;
    std::string text = {};
    std::string warnings = {};               ///< the compiler's
    std::vector<Fact> facts = {};            ///< all of them, in order
    std::vector<timeline::Tape> tapes = {};  ///< of what was run for the facts, if asked for
    std::string output = {};                 ///< what the program printed
    std::string notice = {};  ///< what could not be done for it, although the verdict is valid
    std::uint64_t seed = 0;   ///< gives the same delays again
    double compile_seconds = 0, check_seconds = 0;

    /// For an exercise about which nothing is known yet.
    static Verdict untouched(const Exercise&);
    std::size_t held() const;
    /// What the facts that hold are worth, except those that need a fact that does not hold.
    int points() const;
    /// The points of all facts.
    int most_points() const;
    /// Whether it holds, and counts.
    bool counts(const Fact&) const;
    /// The first fact that does not hold, or in which the program ended; null if there is none.
    const Fact* first_failure() const;
};

/// Bytes of a student's file. What people write is much shorter.
inline constexpr std::size_t largest_source = 1 << 20;

/// The runs of which Verdict has the tapes.
enum class Tapes {
    none,
    shown,  ///< for each fact, the one that its picture shows
    all,
};

struct AttemptOptions {
    std::filesystem::path source = {};
    /// Where to make a folder for what is built, which is removed in the end; if that fails, it is
    /// made where temporary files are.
    std::filesystem::path scratch = {};
    /// Where the plug-in stays if the attempt passes; empty: it does not.
    std::filesystem::path keep = {};
    std::optional<std::uint64_t> seed = {};  ///< none: another one each time
    int width = 80;                          ///< columns of the pictures
    Tapes tapes = Tapes::none;
    bool colour = false;  ///< of the compiler's messages
    /// Mistake if this system cannot confine the program. Otherwise it runs all the same,
    /// and the verdict says so.
    bool must_be_confined = false;
    /// Code that no exercise needs is refused first. Tests switch that off, to show that such code
    /// gains nothing, either.
    bool screened = true;
    bool only_compile = false;  ///< passed then means: it compiles
    /// Under the sanitizers, if can_look_closely(). That takes some seconds, and they see mistakes
    /// that happen to do no harm, such as the use of freed memory.
    bool closely = false;
    int patience = 1;  ///< the program may take this many times as long as its exercise allows
};

/// Whether looking `closely` can show more. Not if the toolkit has no sanitizers, or the exercise
/// is always under them.
bool can_look_closely(const Toolkit&);

aio::Coroutine<Verdict> attempt(const Toolkit&, const Exercise&, AttemptOptions);

/// The same, but what passes is checked `closely`, too: luck is not enough to pass. This is the
/// final result of `check`, in one step.
aio::Coroutine<Verdict> attempt_twice(const Toolkit&, const Exercise&, AttemptOptions);

}  // namespace coach
