// The first page: the lessons, the search, the glossary.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <book/lesson_page.hpp>

namespace book {

using Lessons = std::vector<std::unique_ptr<Lesson>>;

/// `glossary` is Markdown: README's section "Words".
std::string contents_html(const Lessons&, const std::string& glossary, const Links&);

/// What stands in README between `## Words` and the next heading. Throws BookError if
/// there is no such section.
std::string glossary_in(const std::string& readme);

}  // namespace book
