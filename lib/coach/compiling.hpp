// What a compiler leaves behind: its messages, the list of what a file includes, and what its code
// needs from elsewhere.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <coach/toolkit.hpp>

namespace coach {

/// A compiler's messages, each with the lines that belong to it; errors first. What comes before
/// the first message ("In file included from") belongs to that message.
std::string errors_first(const std::string& output);

/// "a.so: b.cpp \ c.hpp ..." -> "b.cpp", "c.hpp": a rule for make, as compilers write it.
std::vector<std::string> prerequisites(const std::string& rule);

/// The first included file of `source` that is neither the library's nor the system's, or that
/// belongs to the checks; empty if there is none. `rule` is what the compiler wrote with -MD, in
/// `folder`.
std::string foreign_include(const Toolkit&, const std::filesystem::path& source,
                            const std::filesystem::path& rule, const std::filesystem::path& folder);

/// The file that, by the compiler's message, it may not read; empty if there is none.
std::string fenced_off(const std::string& output);

}  // namespace coach
