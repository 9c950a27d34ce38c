// One line of a written tape: a JSON object of plain values and lists of whole numbers.
//
//   JsonLine line;
//   if (const std::string trouble = read_json_line(text, line); !trouble.empty()) fail(trouble);
//   for (const auto& [key, value] : line) ...
//
// No tree is made of it: a judge reads ten thousand such lines while a student waits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace timeline {

/// Null, a fraction, a number beyond 64 bits, a list of anything but whole numbers: a tape has
/// no such value.
struct OtherJson {};
using JsonValue =
    std::variant<OtherJson, bool, std::int64_t, std::string, std::vector<std::int64_t>>;

/// Its members, in the order of the text.
using JsonLine = std::vector<std::pair<std::string, JsonValue>>;

/// Reads a line, whatever the text is; what `into` held before is gone. Empty on success; else
/// what is wrong, in a clause.
std::string read_json_line(std::string_view text, JsonLine& into);

}  // namespace timeline
