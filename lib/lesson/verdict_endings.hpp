// What errors, cancellations and limits do to a total: part II of the lessons.
#pragma once

#include <optional>

#include <lesson/verdict.hpp>

namespace lesson {

/// Nothing if all tasks, and main, came to their own good ends.
std::optional<Explanation> explain_endings(const timeline::Record&);

}  // namespace lesson
