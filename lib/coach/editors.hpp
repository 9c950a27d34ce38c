// What an editor needs in a workshop: `.vscode/tasks.json` for the coach's commands, and
// for clangd, with which most editors understand C++, which one to use. Debian 12's is
// older than the compiler of the exercises and would mark good ones red.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace coach {

/// "clangd version 19.1.7", "Debian clangd version 14.0.6": 19, 14.
std::optional<int> version_of_clangd(const std::string& told);

/// The first that understands the exercises, of those on the PATH; empty if none does.
std::string fitting_clangd();

/// Writes what is not there yet; never what is.
void write_for_editors(const std::filesystem::path& workshop, const std::string& clangd);

}  // namespace coach
