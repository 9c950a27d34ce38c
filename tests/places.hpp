// What a test needs from the machine: a folder to write to, a terminal of its own.
#pragma once

#include <cerrno>  // program_invocation_short_name
#include <cstdlib>
#include <filesystem>
#include <string>

#include <fcntl.h>
#include <unistd.h>

/// A folder for files that a test makes; it exists, and has no `name`.
inline std::filesystem::path scratch(const std::string& name) {
    // Tests run side by side, each a program of its own.
    const auto folder = std::filesystem::path(NINE_BIN_DIR).parent_path() / "scratch" /
                        program_invocation_short_name;
    std::filesystem::create_directories(folder);
    std::filesystem::remove_all(folder / name);
    return folder / name;
}

/// A minimal root, such as a chroot without /dev/pts, has no pseudo-terminals.
/// Cases that draw on one are then skipped, and doctest's summary counts them.
inline bool no_pseudo_terminals() {
    const int master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0) return true;
    const bool opens = grantpt(master) == 0 && unlockpt(master) == 0 &&
                       ptsname(master) != nullptr && access(ptsname(master), R_OK | W_OK) == 0;
    close(master);
    return !opens;
}
