// Whether the toolkit's sources are still those it was built from. A header or a compiler that has
// changed since must not look like a student's mistake: then clang refuses a precompiled header,
// g++ uses it all the same, and a check may no longer mean the same.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <coach/toolkit.hpp>

namespace coach {

/// A line for each file: its size, its time, its path.
std::string noted(const std::set<std::filesystem::path>& files);
/// The first file of such a list that has changed or gone; empty if there is none.
std::filesystem::path first_changed(const std::string& list);

/// Writes down size and time of everything a check depends on: the sources, every header that an
/// exercise is compiled with, the compiler, and what was made from them. Part of the build.
void note_what_was_built(const Toolkit&, const std::vector<std::filesystem::path>& sources);

/// The file where that is written.
std::filesystem::path list_of_what_was_built(const Toolkit&);

/// The first of these files that has changed or gone; empty if there is none.
std::filesystem::path changed_since_built(const Toolkit&);

}  // namespace coach
