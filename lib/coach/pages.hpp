// What a teacher reads and returns: a page for each student and one for the class.
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

/// A wrong answer that the toolkit knows, and how it fails.
struct KnownMistake {
    std::string told = {};      ///< "it creates the tasks and awaits none. ..."
    std::string question = {};  ///< what to ask the student, in Markdown; from teacher.md
    Verdict verdict = {};
};

/// What the pages need about an exercise beside the grades.
struct PageMaterial {
    std::string hint = {};                ///< the first one, Markdown
    std::string insight = {};             ///< what it was about
    std::vector<std::string> given = {};  ///< SHA-256 of the files that everybody has, or may have
    std::vector<KnownMistake> mistakes = {};
};

/// For the exercises of a gradebook, one per column. The wrong answers are checked like a student's
/// file; the student edition has none.
aio::Coroutine<std::vector<PageMaterial>> page_material(const Toolkit&, const Gradebook&, Trials&);

/// The mistakes that fail at the same facts; if some of these have the same sentences, only those.
std::vector<const KnownMistake*> looks_like(const Verdict&, const PageMaterial&);

std::string student_page(const Gradebook&, const Gradebook::Row&, const std::vector<PageMaterial>&);
/// `links`: to the students' pages.
std::string class_page(const Gradebook&, const std::vector<PageMaterial>&,
                       const std::vector<std::string>& links);

void write_pages(const std::filesystem::path& folder, const Gradebook&,
                 const std::vector<PageMaterial>&);

}  // namespace coach
