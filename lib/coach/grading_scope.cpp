#include <coach/grading_scope.hpp>

#include <coach/mistake.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace coach {
namespace {

bool has_part(const std::string& name, const std::vector<std::string>& parts) {
    return std::ranges::any_of(
        parts, [&](const std::string& part) { return name.find(part) != name.npos; });
}

Gradebook::Entry entry_of(const Student& student, const Exercise* exercise) {
    Gradebook::Entry entry;
    if (const auto file = student.files.find(exercise); file != student.files.end())
        entry.file = student.shown(file->second);
    else if (const auto why = student.troubles.find(exercise); why != student.troubles.end())
        entry.why_not = why->second;
    return entry;
}

}  // namespace

void choose_students(Submissions& submissions, const std::vector<std::string>& parts) {
    if (parts.empty()) return;
    for (const std::string& part : parts)
        if (std::ranges::none_of(submissions.students,
                                 [&](const Student& one) { return has_part(one.name, {part}); }))
            throw Mistake(fmt::format("there is no student with \"{}\" in the name.", part));
    std::erase_if(submissions.students,
                  [&](const Student& one) { return !has_part(one.name, parts); });
}

std::vector<const Exercise*> choose_exercises(const Toolkit& toolkit,
                                              const Submissions& submissions,
                                              const std::vector<std::string>& names) {
    std::vector<const Exercise*> named, all;
    for (const std::string& name : names) named.push_back(&toolkit.exercise(name));
    const auto is_wanted = [&](const Exercise* exercise) {
        if (!named.empty()) return std::ranges::find(named, exercise) != named.end();
        return std::ranges::any_of(submissions.students, [&](const Student& one) {
            return one.files.contains(exercise) || one.troubles.contains(exercise);
        });
    };
    for (const Exercise& exercise : toolkit.exercises())
        if (is_wanted(&exercise)) all.push_back(&exercise);
    return all;
}

Gradebook blank_gradebook(const Submissions& submissions,
                          const std::vector<const Exercise*>& exercises) {
    Gradebook book;
    for (const Exercise* exercise : exercises)
        book.columns.push_back(
            {.name = exercise->name, .facts = exercise->facts, .points = exercise->points()});
    for (const Student& student : submissions.students) {
        Gradebook::Row row{.student = student.name,
                           .id = student.id,
                           .email = student.email,
                           .unused = student.unused};
        for (const Exercise* exercise : exercises)
            row.entries.push_back(entry_of(student, exercise));
        book.rows.push_back(std::move(row));
    }
    book.unused = submissions.unused;
    name_apart(book.rows);  // students are in this order already
    return book;
}

}  // namespace coach
