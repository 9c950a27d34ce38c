#include <coach/files.hpp>

#include <coach/mistake.hpp>
#include <process/descriptor.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>

namespace coach {
namespace {

FileText trouble_of(int error) {
    if (error == ENOENT || error == ENOTDIR) return {.trouble = "is not there", .is_missing = true};
    return {.trouble = fmt::format("cannot be read: {}", std::strerror(error))};
}

std::string sized(std::size_t bytes) {
    return bytes % (1 << 20) == 0 ? fmt::format("{} MiB", bytes >> 20)
                                  : fmt::format("{} KiB", bytes >> 10);
}

}  // namespace

bool is_inside(const std::filesystem::path& path, const std::filesystem::path& folder) {
    return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first ==
           folder.end();
}

FileText read_file(const std::filesystem::path& path, std::size_t most) {
    const process::Descriptor file(
        open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat status{};
    if (!file || fstat(file.get(), &status) != 0) return trouble_of(errno);
    if (!S_ISREG(status.st_mode)) return {.trouble = "is not a file"};
    FileText all;
    std::array<char, 65536> block;
    for (;;) {
        const ssize_t n = read(file.get(), block.data(), block.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return trouble_of(errno);
        if (n == 0) return all;
        all.text.append(block.data(), static_cast<std::size_t>(n));
        if (all.text.size() > most) return {.trouble = "is larger than " + sized(most)};
    }
}

std::optional<std::string> text_if_there(const std::filesystem::path& path) {
    FileText file = read_file(path);
    if (file.is_missing) return std::nullopt;
    if (!file.trouble.empty()) throw Mistake(fmt::format("{} {}.", path.string(), file.trouble));
    return std::move(file.text);
}

std::string text_of(const std::filesystem::path& path) {
    std::optional<std::string> text = text_if_there(path);
    if (!text) throw Mistake(fmt::format("{} is not there.", path.string()));
    return std::move(*text);
}

}  // namespace coach
