// What several parts of the coach do with files.
#pragma once

#include <cstddef>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>

namespace coach {

/// Whether the path is in the folder, or is the folder. Both absolute, without "..".
bool is_inside(const std::filesystem::path&, const std::filesystem::path& folder);

/// The whole content of a file; or why there is none, in words that follow its name: "is not
/// there", "is not a file", "is larger than 1 MiB", "cannot be read: Permission denied".
struct FileText {
    std::string text = {}, trouble = {};
    bool is_missing = false;
};
/// Never waits, as reading a pipe would for somebody to write to it.
FileText read_file(const std::filesystem::path&,
                   std::size_t most = std::numeric_limits<std::size_t>::max());

/// The whole content of a file. Mistake if it cannot be read: it must not be taken for empty.
std::string text_of(const std::filesystem::path&);
/// The same; nothing if the file is not there.
std::optional<std::string> text_if_there(const std::filesystem::path&);

}  // namespace coach
