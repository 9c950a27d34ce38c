#include <coach/found_files.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace coach {

namespace fs = std::filesystem;

void FoundFiles::add(const NamedExercise& is, int depth, const fs::path& file) {
    candidates_[is.exercise].push_back({is.sureness, depth, file});
}

void FoundFiles::leave(const fs::path& file, std::string why, const Exercise* exercise) {
    const std::string name = student_.shown(file);
    if (exercise) student_.troubles.emplace(exercise, fmt::format("{} is {}.", name, why));
    student_.unused.push_back({name, std::move(why)});
}

Student FoundFiles::settled(const HardLinks& links, const fs::path& common) && {
    for (auto& [exercise, files] : candidates_) settle(*exercise, files, links, common);
    return std::move(student_);
}

void FoundFiles::settle(const Exercise& exercise, std::vector<Candidate>& files,
                        const HardLinks& links, const fs::path& common) {
    std::erase_if(files, [&](const Candidate& one) {
        const std::string why = links.trouble_with(one.file, common);
        if (!why.empty()) leave(one.file, why, &exercise);
        return !why.empty();
    });
    if (files.empty()) return;
    std::ranges::sort(files, {}, [](const Candidate& one) {
        return std::tuple(one.sureness == Sureness::exact ? 0 : 1, one.depth, one.file);
    });
    for (std::size_t i = 1; i < files.size(); ++i)
        leave(files[i].file, fmt::format("{} counts", student_.shown(files[0].file)));
    student_.files.emplace(&exercise, files[0].file);
    student_.troubles.erase(&exercise);
}

}  // namespace coach
