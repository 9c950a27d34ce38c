// Where the lessons, their checks and the compiler are: the source tree and the
// build that this program came from.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <check/protocol.hpp>
#include <coach/compile_commands.hpp>

namespace coach {

/// A lesson that has an exercise.
struct Exercise {
    std::string name;               ///< "02_create_then_await"
    std::filesystem::path folder;   ///< in the toolkit: exercise.cpp, hints.md, check.cpp, ...
    std::filesystem::path check;    ///< the check, built
    std::filesystem::path shipped;  ///< the exercise as shipped, built
    ShellCommand compiler = {};     ///< how it was compiled, up to the names of the files

    // What its check says about it.
    std::vector<std::string> facts = {};   ///< their names, in order
    std::vector<check::Worth> worth = {};  ///< of each
    std::string insight = {};              ///< what it was about, shown after passing
    check::ExerciseLimits limits = {};     ///< for a student's program while it is checked

    /// The points for the whole exercise.
    int points() const;
    std::string number() const { return name.substr(0, 2); }
};

enum class Build {
    quick,      ///< with the precompiled header
    sanitized,  ///< with AddressSanitizer and UndefinedBehaviorSanitizer, and without that header
};

class Toolkit {
public:
    /// The one that this program was built from. Mistake if it has gone.
    static Toolkit find();

    /// In order of their numbers.
    const std::vector<Exercise>& exercises() const { return exercises_; }
    /// By "02", "2" or "02_create_then_await". Mistake if there is none: it names them all.
    const Exercise& exercise(std::string_view spec) const;
    /// The one after it; null if it is the last.
    const Exercise* after(const Exercise&) const;

    /// Makes a plug-in from a source file, like the lessons' own, and writes what it includes to
    /// `includes`, as a rule for make. Mistake if the compiler is missing.
    ShellCommand plugin(const Exercise&, const std::filesystem::path& source,
                        const std::filesystem::path& plugin, const std::filesystem::path& includes,
                        Build = Build::quick) const;
    /// For an editor: how the same file would be compiled alone.
    ShellCommand compile(const Exercise&, const std::filesystem::path& source) const;
    /// The same, but a rule for make is printed, with every file that it includes.
    ShellCommand list_headers(const Exercise&, const std::filesystem::path& source) const;
    /// The header that is precompiled for it; empty if there is none.
    std::filesystem::path precompiled_header(const Exercise&) const;
    /// Mistake if it has changed since it was built: nothing can be checked then.
    void require_unchanged() const;

    /// The program check_exercise that fits plug-ins of this kind.
    std::filesystem::path host(Build = Build::quick) const;
    /// The same, for plug-ins of this exercise.
    std::filesystem::path host(const Exercise& exercise, Build kind = Build::quick) const {
        return host(exercise.limits.sanitized ? Build::sanitized : kind);
    }
    std::filesystem::path source() const { return source_; }
    std::filesystem::path build() const { return build_; }

private:
    void find_compilers();
    ShellCommand alone(const Exercise&, const char* flag, const std::filesystem::path&) const;
    // Mistake if it is unknown.
    const ShellCommand& compiler(const Exercise&) const;

    std::filesystem::path source_, build_;
    std::vector<Exercise> exercises_;
};

}  // namespace coach
