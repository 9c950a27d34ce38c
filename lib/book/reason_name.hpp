// A verdict's reason as questions write it: "at_once".
#pragma once

#include <string_view>

#include <lesson/verdict.hpp>

namespace book {

/// As it is called in lesson/verdict.hpp.
std::string_view name_of(lesson::Reason);

}  // namespace book
