// What a teacher reads, and hands back: a page for each student and one for the class.
//
//   DIR/index.html              the class: who, what failed how often, and what it looks like
//   DIR/students/ada.html       one student: sentences, a picture of the run, what to look at again
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <coach/gradebook.hpp>
#include <coach/toolkit.hpp>
#include <coach/trials.hpp>

namespace coach {

/// A wrong answer that the toolkit has, and how it fails.
struct KnownMistake {
    std::string told = {};      ///< "it creates the tasks and awaits none. ..."
    std::string question = {};  ///< what to ask then, Markdown; teacher.md has it
    Verdict verdict = {};
};

/// What the pages need of an exercise beside the grades.
struct PageMaterial {
    std::string hint = {};                ///< the first one, Markdown
    std::string insight = {};             ///< what it was about
    std::vector<std::string> given = {};  ///< SHA-256 of what everybody has, or may have
    std::vector<KnownMistake> mistakes = {};
};

/// Of the exercises of a gradebook, one a column. The wrong answers are checked as a student's
/// file is; the student edition has none.
aio::Coroutine<std::vector<PageMaterial>> page_material(const Toolkit&, const Gradebook&, Trials&);

/// The mistakes that fail at the same facts: of these those with the same sentences, if any
/// has them.
std::vector<const KnownMistake*> looks_like(const Verdict&, const PageMaterial&);

std::string student_page(const Gradebook&, const Gradebook::Row&, const std::vector<PageMaterial>&);
/// `links`: to the students' pages.
std::string class_page(const Gradebook&, const std::vector<PageMaterial>&,
                       const std::vector<std::string>& links);

void write_pages(const std::filesystem::path& folder, const Gradebook&,
                 const std::vector<PageMaterial>&);

}  // namespace coach
