// What an editor needs in a workshop: `.vscode/tasks.json` for the coach's commands, and which
// clangd to use, the program that explains C++ to most editors. Debian 12's is older than the
// exercises' compiler and would mark good ones red.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace coach {

/// "clangd version 19.1.7", "Debian clangd version 14.0.6": 19, 14.
std::optional<int> version_of_clangd(const std::string& told);

/// The first on the PATH that understands the exercises; empty if none does.
std::string fitting_clangd();

/// Writes the files that are missing; never changes an existing one.
void write_for_editors(const std::filesystem::path& workshop, const std::string& clangd);

}  // namespace coach
