// The questions of a lesson, as forms.
#pragma once

#include <functional>
#include <string>

#include <book/questions.hpp>

namespace book {

/// The id of the program that a page plays for a target; empty if it has none.
using IdOf = std::function<std::string(const Target&)>;

/// A form for each question. The answers stand in a <details>, which is what is left
/// where there is no script. Empty if there are no questions.
std::string questions_html(const std::string& lesson, const Questions&, const IdOf&);

}  // namespace book
