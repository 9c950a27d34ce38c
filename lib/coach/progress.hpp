// What a student has achieved, kept in a file of the workshop. Several programs may write it at
// once, each for an exercise of its own: a change is applied to the file's current content.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace coach {

class Progress {
public:
    Progress() = default;
    /// Mistake if the file cannot be read, or is damaged; it says what to do.
    explicit Progress(std::filesystem::path file);

    bool passed(const std::string& exercise) const;
    /// How many hints have been shown.
    int hints(const std::string& exercise) const;

    /// From now on, for this program; Mistake if it cannot be written.
    void set_passed(const std::string& exercise, bool passed);
    void add_hint(const std::string& exercise);

    /// The content of a file that says that nothing has been achieved.
    static const char* nothing();

private:
    struct Entry {
        std::string exercise;
        bool passed = false;
        int hints = 0;

        bool operator==(const Entry&) const = default;
    };
    using Entries = std::vector<Entry>;

    static Entry& of(Entries&, const std::string& exercise);
    Entries read() const;
    void write(const Entries&) const;
    template <class Change>
    void change(const std::string& exercise, Change);

    std::filesystem::path file_;
    Entries entries_;
};

}  // namespace coach
