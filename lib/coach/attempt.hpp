// One attempt at an exercise: compiled, loaded, checked, and what came of it.
//
//   Verdict verdict = co_await attempt(toolkit, exercise, {.source = "02_x/exercise.cpp"});
//   if (verdict.what == What::passed) ...
//
// The file is only read. It is not trusted, whoever's it is: no network, no processes, no
// writing of files, limited memory, and nothing may be included but the toolkit's and the
// system's headers. Cancelled, the attempt stops the compiler or the check.
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
    std::vector<std::string> words = {};    ///< the same, told: a paragraph for each row
    double seconds = 0;
};

enum class What {
    passed,
    failed,        ///< some fact does not hold
    unreadable,    ///< the file is missing, empty or no text: `text` says which
    not_compiled,  ///< `text` is what the compiler says, the first error first
    not_complete,  ///< it lacks what the check needs: `text` says what
    crashed,       ///< `text`: why, as far as the sanitizer can tell
    out_of_time,
    flooded,      ///< printed without an end
    ended_early,  ///< left by exit() or the like before all facts were looked at
    forbidden,    ///< includes a file that it must not: `text` says which
};

struct Verdict {
    What what = What::failed;
    std::string text = {};
    std::string warnings = {};               ///< the compiler's
    std::vector<Fact> facts = {};            ///< all of them, in order
    std::vector<timeline::Tape> tapes = {};  ///< of what was run for the facts, if asked for
    std::string output = {};                 ///< what the program printed
    std::string notice = {};                 ///< what could not be done for it, though it is valid
    std::uint64_t seed = 0;                  ///< gives the same delays again
    double compile_seconds = 0, check_seconds = 0;

    /// Of an exercise that nothing has been found out about yet.
    static Verdict untouched(const Exercise&);
    std::size_t held() const;
    /// What the facts that hold are worth, without those that need one that does not.
    int points() const;
    /// The points of all facts.
    int most_points() const;
    /// Whether it holds, and counts.
    bool counts(const Fact&) const;
    /// The first that does not hold, or in which the program ended; null if none.
    const Fact* first_failure() const;
};

/// Bytes of a student's file. All that people write is much shorter.
inline constexpr std::size_t largest_source = 1 << 20;

/// Of which runs Verdict has the tapes.
enum class Tapes {
    none,
    shown,  ///< of each fact's that its picture shows
    all,
};

struct AttemptOptions {
    std::filesystem::path source = {};
    /// Where a folder is made for what is built, and removed in the end; if that cannot be
    /// done, it is made with other temporary files.
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
    /// What no exercise needs is refused first. Tests look behind that: what passes has
    /// nothing to gain, either.
    bool screened = true;
    bool only_compile = false;  ///< passed then means: it compiles
    /// Under the sanitizers, if can_look_closely(). That takes some seconds, and they see
    /// a mistake that happens to do no harm, such as a use of memory that was given back.
    bool closely = false;
    int patience = 1;  ///< the program may take so many times as long as its exercise allows
};

/// Whether there is more to see `closely`. No: it is built without sanitizers, or is
/// under them anyway.
bool can_look_closely(const Toolkit&);

aio::Coroutine<Verdict> attempt(const Toolkit&, const Exercise&, AttemptOptions);

/// The same, and what passes is also looked at `closely`: luck is not enough to pass.
/// This is what `check` comes to, told at once.
aio::Coroutine<Verdict> attempt_twice(const Toolkit&, const Exercise&, AttemptOptions);

}  // namespace coach
