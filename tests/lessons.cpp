#include "lessons.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

std::vector<std::string> lessons_with(const std::string& file) {
    const char* only = std::getenv("LESSON");
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(NINE_SOURCE_DIR "/lessons")) {
        const std::string name = entry.path().filename();
        if (std::filesystem::exists(entry.path() / file) && (!only || name == only))
            names.push_back(name);
    }
    std::ranges::sort(names);
    return names;
}
