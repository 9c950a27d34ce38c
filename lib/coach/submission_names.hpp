// What the names of folders and files that were handed in tell, and how such a name is shown.
#pragma once

#include <optional>
#include <string>

namespace coach {

/// "Ada Lovelace_4711_assignsubmission_file_02.cpp": whose it is, and what it is.
struct MoodleName {
    std::string student, id, file;
};
/// Nothing if Moodle has not made the name.
std::optional<MoodleName> moodle_name(const std::string& name);

/// "ada@example.org", wherever in a name it stands; empty if there is none.
std::string email_in(const std::string& name);

/// Text that differs where the names do: each byte that is no part of a character that a
/// terminal shows becomes "\xE9", and so a backslash before an x is doubled.
std::string as_text(const std::string& name);

}  // namespace coach
