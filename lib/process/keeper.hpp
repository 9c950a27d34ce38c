// Cleans up after this program, however it ends: even kill -9 leaves no compiler and no folder
// behind. That takes another process, so the first call starts a small one, the keeper, which waits
// for this one's end and does what is still to be done.
#pragma once

#include <filesystem>

#include <sys/types.h>

namespace process {

/// Until it is forgotten: when this program ends, the process group is killed.
void keep_group(pid_t group);
void forget_group(pid_t group);

/// Until it is forgotten: when this program ends, the folder is removed, with all in it.
void keep_folder(const std::filesystem::path&);
void forget_folder(const std::filesystem::path&);

}  // namespace process
