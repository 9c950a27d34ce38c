#include <coach/hard_links.hpp>

#include <terminal/width.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include <sys/stat.h>

namespace coach {
namespace {

namespace fs = std::filesystem;

fs::file_time_type time_of_folder(const fs::path& file) {
    std::error_code ignored;
    return fs::last_write_time(file.parent_path(), ignored);
}

}  // namespace

void HardLinks::add(const fs::path& file, const std::string& student) {
    struct stat status{};
    if (lstat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode) || status.st_nlink < 2)
        return;
    Names& names = files_[{status.st_dev, status.st_ino}];
    names.links = status.st_nlink;
    names.known.push_back({file, student});
}

std::string HardLinks::trouble_with(const fs::path& file, const fs::path& common) const {
    for (const auto& [inode, names] : files_) {
        const auto self = std::ranges::find(names.known, file, &Name::file);
        if (self == names.known.end()) continue;
        if (names.known.size() < names.links)
            return "a hard link, another name of a file that is elsewhere, too";
        const Name* owner = original(names);
        if (owner && owner->student == self->student) return {};
        const auto other = std::ranges::find_if(
            names.known, [&](const Name& one) { return one.student != self->student; });
        const fs::path& shown = owner ? owner->file : other->file;
        return fmt::format("a hard link, the same file as {}",
                           terminal::clean(shown.lexically_relative(common).string(), true));
    }
    return {};
}

// Null if that cannot be determined.
const HardLinks::Name* HardLinks::original(const Names& names) {
    const auto oldest = std::ranges::min_element(
        names.known, {}, [](const Name& one) { return time_of_folder(one.file); });
    const bool is_unique = std::ranges::all_of(names.known, [&](const Name& one) {
        return one.student == oldest->student ||
               time_of_folder(one.file) > time_of_folder(oldest->file);
    });
    return is_unique ? &*oldest : nullptr;
}

}  // namespace coach
