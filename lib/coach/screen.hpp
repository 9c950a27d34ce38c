// Finds what no exercise needs in a plug-in: functions of the system or the toolkit that a
// student's program has no business using, and names that are not its own.
//
// A screen is not a security boundary: what passes it still runs in a process without rights
// (check/host/confine.hpp), and is not asked whether its facts hold. It makes cheating laborious,
// and reports it in a sentence.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include <coach/elf.hpp>

namespace coach {

/// What is wrong with it: "02.cpp uses files (std::ofstream). No exercise needs any: ...".
/// Empty if nothing is. `of_the_host`: the plain C names that the program which loads it
/// has or uses.
std::string foreign_code(const ElfFile& plugin, const std::set<std::string>& of_the_host,
                         const std::string& file);

/// The names for `of_the_host`.
std::set<std::string> plain_names(const std::filesystem::path& program);

/// "check" for _ZN5check4thatEb..., "std" for _ZNSt6vector..., "aio::http" for what is
/// nested there; empty for what is in no namespace, or is not a C++ name.
std::string namespace_of(std::string_view mangled);

}  // namespace coach
