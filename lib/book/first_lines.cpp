#include <book/first_lines.hpp>

#include <book/files.hpp>
#include <terminal/wrap.hpp>

#include <algorithm>
#include <cctype>
#include <map>
#include <string_view>

namespace book {
namespace {

namespace fs = std::filesystem;

// The brackets of a line, without those in quotes and comments.
std::string brackets_of(std::string_view line) {
    std::string found;
    char quote = '\0';
    for (std::size_t at = 0; at < line.size(); ++at) {
        const char c = line[at];
        if (quote != '\0') {
            if (c == '\\') ++at;
            if (c == quote) quote = '\0';
        } else if (c == '"' || (c == '\'' && (at == 0 || !std::isalnum(line[at - 1])))) {
            quote = c;
        } else if (line.substr(at, 2) == "//") {
            break;
        } else if (std::string_view("()[]{}").find(c) != std::string_view::npos) {
            found += c;
        }
    }
    return found;
}

bool opens(char bracket) { return bracket == '(' || bracket == '[' || bracket == '{'; }

// How many are closed here that were opened in a line before.
int closed_by(std::string_view brackets) {
    int depth = 0, least = 0;
    for (const char c : brackets) {
        depth += opens(c) ? 1 : -1;
        least = std::min(least, depth);
    }
    return -least;
}

[[maybe_unused]] bool begins_with_closing(const std::vector<std::string>& lines,
                                          std::uint32_t line) {
    if (line == 0 || line > lines.size()) return false;
    const std::string& text = lines[line - 1];
    const auto at = text.find_first_not_of(' ');
    return at != text.npos && std::string_view(")]}").find(text[at]) != std::string_view::npos;
}

}  // namespace

std::uint32_t first_line(const std::vector<std::string>& lines, std::uint32_t line) {
    if (line == 0 || line > lines.size()) return line;
    int open = closed_by(brackets_of(lines[line - 1]));
    if (open == 0) return line;
    for (std::uint32_t at = line - 1; at > 0; --at) {
        const std::string brackets = brackets_of(lines[at - 1]);
        for (auto c = brackets.rbegin(); c != brackets.rend(); ++c) {
            open += opens(*c) ? -1 : 1;
            // The end of a function's parameters may stand on a line of its own, too.
            if (open == 0) return first_line(lines, at);
        }
    }
    return line;
}

void name_first_lines([[maybe_unused]] std::vector<timeline::Tape>& tapes,
                      [[maybe_unused]] const fs::path& root) {
#ifndef __clang__
    std::map<std::string, std::vector<std::string>> sources;
    for (timeline::Tape& tape : tapes)
        for (timeline::Place& place : tape.places) {
            if (place.file.empty()) continue;
            const auto [source, is_new] = sources.try_emplace(std::string(place.file));
            auto& lines = source->second;
            if (is_new) lines = terminal::lines_of(text_if_there(root / place.file));
            if (begins_with_closing(lines, place.line)) place.line = first_line(lines, place.line);
        }
#endif
}

}  // namespace book
