#include <coach/compiling.hpp>

#include <coach/files.hpp>
#include <terminal/escapes.hpp>

#include <algorithm>
#include <cctype>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

namespace coach {
namespace {

namespace fs = std::filesystem;

// What follows uses no regular expressions: the library's need a deeper stack for a longer line,
// and a stranger chooses how long a line is.

// The start of a compiler's message: "exercise.cpp:12:5: error: ".
enum class Head { none, error, warning };

bool ends_in_number(std::string_view text) {
    const auto digits = text.size() - (text.find_last_not_of("0123456789") + 1);
    return digits > 0 && digits < text.size() && text[text.size() - digits - 1] == ':';
}

// "exercise.cpp:12:5".
bool is_place(std::string_view text) {
    if (text.empty() || std::isspace(static_cast<unsigned char>(text.front())) != 0) return false;
    if (!ends_in_number(text)) return false;
    return ends_in_number(text.substr(0, text.rfind(':')));
}

Head head_of(std::string_view line) {
    for (auto at = line.find(": "); at != line.npos; at = line.find(": ", at + 1)) {
        std::string_view behind = line.substr(at + 2);
        if (behind.starts_with("fatal ")) behind.remove_prefix(6);
        const Head head = behind.starts_with("error: ")     ? Head::error
                          : behind.starts_with("warning: ") ? Head::warning
                                                            : Head::none;
        if (head != Head::none && is_place(line.substr(0, at))) return head;
    }
    return Head::none;
}

}  // namespace

std::vector<std::string> prerequisites(const std::string& rule) {
    std::istringstream stream(rule);
    std::vector<std::string> files;
    std::string file;
    for (char c; stream.get(c);) {
        if (c == '\\') {
            stream.get(c);
            if (c != '\n') file += c;  // "\ " is a blank in a name
        } else if (c == ' ' || c == '\n' || c == '\t') {
            if (!file.empty()) files.push_back(std::exchange(file, {}));
        } else {
            file += c;
        }
    }
    if (!file.empty()) files.push_back(file);
    if (!files.empty()) files.erase(files.begin());  // the target
    return files;
}

std::string errors_first(const std::string& output) {
    std::string errors, others, block;
    bool has_head = false, is_error = false;
    const auto put = [&] { (is_error ? errors : others) += std::exchange(block, {}); };
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);) {
        const std::string plain = terminal::without_escapes(line);
        const Head head = head_of(plain);
        const bool is_head = head != Head::none;
        const bool is_lead = plain.starts_with("In file included from");
        if (has_head && (is_head || is_lead)) {
            put();
            has_head = false;
        }
        if (is_head) {
            has_head = true;
            is_error = head == Head::error;
        }
        block += line + "\n";
    }
    put();
    return errors + others;
}

std::string foreign_include(const Toolkit& toolkit, const fs::path& source, const fs::path& rule,
                            const fs::path& folder) {
    const fs::path own = fs::weakly_canonical(source);
    const fs::path lib = fs::weakly_canonical(toolkit.source() / "lib");
    const fs::path headers = fs::weakly_canonical(toolkit.build() / "lessons/CMakeFiles");
    const fs::path all = fs::weakly_canonical(toolkit.source());
    for (const std::string& name : prerequisites(text_of(rule))) {
        const fs::path file = fs::weakly_canonical(folder / name);
        // With these it could tamper with the check from inside.
        const bool the_checks = (is_inside(file, lib / "check") && file != lib / "check/bar.hpp") ||
                                is_inside(file, lib / "coach") ||
                                file.parent_path().filename() == "doctest";
        const bool ours = file == own || is_inside(file, lib) || is_inside(file, headers);
        if (the_checks || (!ours && (is_inside(file, all) || !is_inside(file, "/usr"))))
            return name;
    }
    return {};
}

std::string fenced_off(const std::string& output) {
    // "error: /x/y.hpp: Permission denied", "error: cannot open file '/x/y.hpp': Permission denied"
    const std::string plain = terminal::without_escapes(output);
    const std::string mark = "error: ", reason = ": Permission denied",
                      quoted = "cannot open file '";
    for (auto at = plain.find(mark); at != plain.npos; at = plain.find(mark, at + 1)) {
        const std::string_view line = std::string_view(plain).substr(
            at + mark.size(), plain.find('\n', at) - at - mark.size());
        std::string_view path = line.substr(0, line.find(reason));
        if (path.size() == line.size()) continue;
        if (path.starts_with(quoted)) path.remove_prefix(quoted.size());
        if (path.ends_with('\'')) path.remove_suffix(1);
        if (path.starts_with('/')) return std::string(path);
    }
    return {};
}

}  // namespace coach
