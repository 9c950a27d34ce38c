// A verdict as JSON, for the cache and for `coach grade --json`. Times are left out: the same file
// gives the same text.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string_view>

#include <coach/attempt.hpp>

namespace coach {

/// "verdict", "text", "warnings", "output", "notice", "facts" and "tapes": each as a text in the
/// format of timeline/tape_file.hpp.
nlohmann::ordered_json to_json(const Verdict&);

/// Throws nlohmann::json::exception if something is missing, or is of another type.
Verdict verdict_of(const nlohmann::ordered_json&);

/// Without a newline; what is not UTF-8 is replaced.
std::string line_of(const nlohmann::ordered_json&);

}  // namespace coach
