// Whether the toolkit is still what it was built from. A header that has changed since,
// or a compiler, must not look like a student's mistake: clang refuses a precompiled
// header then, g++ uses it all the same, and a check may mean something else by now.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <coach/toolkit.hpp>

namespace coach {

/// A line for each file: its size, its time, its path.
std::string noted(const std::set<std::filesystem::path>& files);
/// The first file of such a list that is another one by now, or has gone; empty if none is.
std::filesystem::path first_changed(const std::string& list);

/// Writes down size and time of all that a check rests on: the sources, every header
/// that an exercise is compiled with, the compiler, and what was made of them. Part of
/// the build.
void note_what_was_built(const Toolkit&, const std::vector<std::filesystem::path>& sources);

/// Where that stands.
std::filesystem::path list_of_what_was_built(const Toolkit&);

/// The first of these files that is another one by now, or has gone; empty if none is.
std::filesystem::path changed_since_built(const Toolkit&);

}  // namespace coach
