// What several parts of the coach ask of files.
#pragma once

#include <filesystem>
#include <string>

namespace coach {

/// Whether the path lies in the folder, or is it. Both absolute, without "..".
bool is_inside(const std::filesystem::path&, const std::filesystem::path& folder);

/// All that is in a file; empty if it cannot be read.
std::string text_of(const std::filesystem::path&);

}  // namespace coach
