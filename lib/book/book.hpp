// The book, as files: a page for each lesson and the contents, and all of it in one.
//
//   const book::Lessons lessons = book::read_lessons(folders, {}, book::Edition::student);
//   for (const auto& [name, html] : book::pages(lessons, folders)) ...
#pragma once

#include <map>
#include <string>

#include <book/contents_page.hpp>

namespace book {

/// The lessons of these numbers ("02"), or all if none is given. Throws BookError.
Lessons read_lessons(const Folders&, const std::vector<std::string>& numbers, Edition);

/// By file name: "index.html", "02.html". The same lessons give the same bytes.
std::map<std::string, std::string> pages(const Lessons&, const Folders&);

/// The same as one document. A lesson that is not shown lies in a <noscript>.
std::string single_file(const Lessons&, const Folders&);

}  // namespace book
