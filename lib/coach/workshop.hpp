// A student's folder: the exercises to edit, and what has been achieved.
//
//   my_workshop/
//     README.md
//     coach                                a link to the program
//     02_create_then_await/exercise.cpp    the file to edit
//     02_create_then_await/hints.md
//     compile_commands.json                for editors
//     .gitignore                           for what is not the student's own
//     .coach/                              progress, backups, what was built
//
// It belongs to the student. The toolkit adds what is new, and never changes an existing exercise;
// only `reset` does, and keeps a backup.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <coach/progress.hpp>
#include <coach/toolkit.hpp>

namespace coach {

class Workshop {
public:
    /// Makes one, or adds what an existing one lacks, even if its `.coach` has gone. Mistake if the
    /// folder holds other things, or cannot be written.
    static Workshop make(const Toolkit&, const std::filesystem::path& folder);
    /// The one that contains `folder`. Mistake if there is none.
    static Workshop find(const Toolkit&, const std::filesystem::path& folder);

    const std::filesystem::path& folder() const { return folder_; }
    /// What could not be done for it, although the rest works; empty if there is nothing.
    const std::string& trouble() const { return trouble_; }
    /// The file to edit.
    std::filesystem::path file(const Exercise&) const;
    /// For what is built.
    std::filesystem::path builds() const;
    /// The plug-in from the last time that the exercise passed.
    std::filesystem::path passed_plugin(const Exercise&) const;

    bool passed(const Exercise&) const;
    void remember_passed(const Exercise&, bool passed = true);
    /// How many hints have been shown; the next call of hint() counts one more.
    int hints_shown(const Exercise&) const;
    void remember_hint(const Exercise&);

    /// The first exercise that is not passed; null when all are.
    const Exercise* next(const Toolkit&) const;

    /// Restores the exercise as it was at first. Returns where the backup is; empty if the file was
    /// as shipped, empty, or missing. If the file exists and cannot be read, Mistake, and nothing
    /// has been changed.
    std::filesystem::path reset(const Exercise&);

private:
    std::filesystem::path back_up(const Exercise&, const std::string& text) const;
    void write_compile_commands(const Toolkit&);
    static bool is_inside_toolkit(const Toolkit&, const std::filesystem::path& folder);

    std::filesystem::path folder_;
    Progress progress_;
    std::string trouble_;
};

/// The three hints of an exercise, without their headings' marks: "A nudge\n...".
std::vector<std::string> hints_of(const std::filesystem::path& hints_file);

}  // namespace coach
