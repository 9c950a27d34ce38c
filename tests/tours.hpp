// The guided tours of the library's rooms, and what they name: each name is looked up in
// the sources (tour.cpp), and each file in the handout (handout.cpp).
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <regex>
#include <set>
#include <string>
#include <vector>

struct Tour {
    std::string room;                 ///< the tour is lib/<room>/README.md
    std::vector<std::string> beside;  ///< other rooms that it passes through
    std::set<std::string> not_ours;   ///< words of the language, and of the tour's own example
};

inline const std::vector<Tour> tours{
    {"aio", {}, {"co_await", "catch", "delay(3s)"}},
    {"http", {"aio"}, {"co_await", "fetch", "shop.test", "make lesson N=05"}},
    {"coach", {"process", "check", "terminal", "aio"}, {"exercise.cpp"}},
};

inline std::filesystem::path lib() { return std::filesystem::path(NINE_SOURCE_DIR) / "lib"; }

struct TourText {
    std::string prose;   ///< what is outside ``` fences
    std::string fenced;  ///< and inside
};

inline TourText text_of(const Tour& tour) {
    TourText parts;
    std::ifstream in(lib() / tour.room / "README.md");
    bool inside = false;
    for (std::string line; std::getline(in, line);) {
        if (line.substr(std::min(line.find_first_not_of(' '), line.size())).starts_with("```"))
            inside = !inside;
        else
            (inside ? parts.fenced : parts.prose) += line + "\n";
    }
    return parts;
}

/// All distinct matches of a regular expression's first group.
inline std::set<std::string> all_of(const std::string& text, const char* pattern) {
    const std::regex regex(pattern);
    std::set<std::string> found;
    for (auto it = std::sregex_iterator(text.begin(), text.end(), regex);
         it != std::sregex_iterator(); ++it)
        found.insert((*it)[1].str());
    return found;
}

/// What is between backticks.
inline std::set<std::string> names_in(const Tour& tour) {
    std::set<std::string> names = all_of(text_of(tour).prose, "`([^`]+)`");
    for (const std::string& word : tour.not_ours) names.erase(word);
    return names;
}

inline bool is_file_name(const std::string& name) {
    return std::regex_match(name, std::regex("[A-Za-z_0-9/]+\\.(hpp|cpp|md)"));
}

/// The files that it names or links to, as it spells them.
inline std::set<std::string> files_in(const Tour& tour) {
    std::set<std::string> files = all_of(text_of(tour).prose, R"(\]\(([^)]+)\))");
    for (const std::string& name : names_in(tour))
        if (is_file_name(name)) files.insert(name);
    return files;
}

/// Where such a file is: in the tour's room, or else in lib. Nothing if it is in neither.
inline std::optional<std::filesystem::path> place_of(const std::string& file, const Tour& tour) {
    for (const auto& folder : {lib() / tour.room, lib()})
        if (std::filesystem::exists(folder / file)) return (folder / file).lexically_normal();
    return std::nullopt;
}
