// What only the teacher's edition has: the lesson's teacher.md, a solution, wrong answers.
#pragma once

#include <string>

#include <book/lesson_material.hpp>

namespace book {

/// A section of the lesson's page; empty in the student's edition.
std::string staff_html(const Lesson&);

}  // namespace book
