#include <coach/compiling.hpp>

#include <coach/files.hpp>

#include <algorithm>
#include <regex>
#include <sstream>
#include <utility>
#include <vector>

namespace coach {
namespace {

namespace fs = std::filesystem;

std::string without_colour(const std::string& text) {
    static const std::regex escape("\x1b\\[[0-9;]*[mK]");
    return std::regex_replace(text, escape, "");
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
    static const std::regex head(R"(^\S.*:\d+:\d+: (fatal error|error|warning): )");
    std::string errors, others, block;
    bool has_head = false, is_error = false;
    const auto put = [&] { (is_error ? errors : others) += std::exchange(block, {}); };
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);) {
        const std::string plain = without_colour(line);
        std::smatch match;
        const bool is_head = std::regex_search(plain, match, head);
        const bool is_lead = plain.starts_with("In file included from");
        if (has_head && (is_head || is_lead)) {
            put();
            has_head = false;
        }
        if (is_head) {
            has_head = true;
            is_error = match[1] != "warning";
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
    static const std::regex message(
        R"(error: (?:cannot open file ')?(/[^':\n]*)'?: Permission denied)");
    std::smatch match;
    const std::string plain = without_colour(output);
    return std::regex_search(plain, match, message) ? match[1].str() : "";
}

}  // namespace coach
