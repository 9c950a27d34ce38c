// What a student has achieved, kept in a file of the workshop. Several programs may
// do so at once, each for an exercise of its own: a change is made to what the file
// says by then.
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

    /// Both hold from now on, in this program; Mistake if they cannot be kept.
    void set_passed(const std::string& exercise, bool passed);
    void add_hint(const std::string& exercise);

    /// That nothing has been achieved, in the form of the file.
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
