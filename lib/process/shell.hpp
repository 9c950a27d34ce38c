// Quoting for a shell.
#pragma once

#include <string>

namespace process {

/// The text as one word for a shell: as it is, or in quotes if it needs them.
std::string shell_word(const std::string& text);

/// A path as one word for a shell, which no command takes for an option: "./-x".
std::string shell_path(const std::string& path);

}  // namespace process
