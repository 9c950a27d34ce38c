// Who is graded, and in which exercises.
#pragma once

#include <string>
#include <vector>

#include <coach/gradebook.hpp>
#include <coach/submissions.hpp>
#include <coach/toolkit.hpp>

namespace coach {

/// Leaves those with one of these parts in their name; with no parts, all. Mistake for a part
/// that nobody's name has.
void choose_students(Submissions&, const std::vector<std::string>& parts);

/// These exercises, in the toolkit's order; with no names, all of which somebody has handed in
/// something. Mistake for a name that no exercise has.
std::vector<const Exercise*> choose_exercises(const Toolkit&, const Submissions&,
                                              const std::vector<std::string>& names);

/// A row for each student, a column for each exercise, and no verdict yet.
Gradebook blank_gradebook(const Submissions&, const std::vector<const Exercise*>&);

}  // namespace coach
