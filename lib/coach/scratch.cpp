#include <coach/scratch.hpp>

#include <coach/mistake.hpp>
#include <process/descriptor.hpp>
#include <process/keeper.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace coach {
namespace {

namespace fs = std::filesystem;

// Empty if a file can be made and filled there, and a program loaded from there; otherwise the
// reason.
std::string trouble_in(const fs::path& folder) {
    struct statvfs system{};
    if (statvfs(folder.c_str(), &system) == 0 && (system.f_flag & ST_NOEXEC) != 0)
        return "nothing can be run from there: it is mounted noexec";
    const fs::path probe = folder / "can_write";
    const process::Descriptor file(
        open(probe.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    const bool written = file && write(file.get(), "x", 1) == 1;
    const std::string why = written ? "" : std::strerror(errno);
    unlink(probe.c_str());
    return why;
}

// Empty, and `made` is a new folder there; otherwise the reason.
std::string try_to_make(const fs::path& place, fs::path& made) {
    // Not its parents: a workshop that was moved away must not be made again.
    std::error_code error;
    fs::create_directory(place, error);
    if (error) return error.message();
    std::string name = fs::absolute(place / "run_XXXXXX");
    if (!mkdtemp(name.data())) return std::strerror(errno);
    made = name;
    std::string why = trouble_in(made);
    if (!why.empty()) fs::remove(made, error);
    return why;
}

}  // namespace

Scratch::Scratch(const std::vector<fs::path>& places) {
    const char* temporary = std::getenv("TMPDIR");
    std::vector<fs::path> all = places;
    all.push_back(temporary && *temporary ? temporary : "/tmp");
    std::string troubles;
    for (const fs::path& place : all) {
        const std::string why = try_to_make(place, folder_);
        if (why.empty()) {
            process::keep_folder(folder_);
            return;
        }
        troubles += fmt::format("{}cannot write to {}: {}", troubles.empty() ? "" : "; ",
                                place.string(), why);
    }
    throw Mistake(troubles +
                  ". Make room there, or set TMPDIR to a folder in which programs may be built.");
}

Scratch::~Scratch() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
    process::forget_folder(folder_);
}

}  // namespace coach
