#include <timeline/file.hpp>

#include <cerrno>
#include <random>
#include <system_error>
#include <utility>

#include <terminal/width.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace timeline {
namespace {

namespace fs = std::filesystem;

// In the same folder, so that it can be renamed; a name that nothing else has.
fs::path name_beside(const fs::path& path) {
    std::random_device random;
    return path.parent_path() /
           (".new-" + std::to_string(random()) + "-" + std::to_string(random()));
}

}  // namespace

OutputFile::OutputFile(fs::path path) : path_(std::move(path)) {
    std::error_code missing;
    if (fs::path target = fs::canonical(path_, missing); !missing) path_ = std::move(target);
    struct stat found{};
    const bool exists = stat(path_.c_str(), &found) == 0;
    if (!exists && !path_.has_filename()) fail(ENOENT);

    int file = -1;
    if (!exists || S_ISREG(found.st_mode)) {
        beside_ = name_beside(path_);
        file = open(beside_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file >= 0 && exists) fchmod(file, found.st_mode & 07777);
        if (file < 0) beside_.clear();
    }
    if (file < 0 && exists) file = open(path_.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOCTTY);
    if (file < 0) fail(errno);
    file_.reset(fdopen(file, "wb"));
}

OutputFile::~OutputFile() {
    if (!beside_.empty()) unlink(beside_.c_str());
}

void OutputFile::write(std::string_view bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) fail(errno);
}

void OutputFile::close() {
    if (std::fclose(file_.release()) != 0) fail(errno);
    if (beside_.empty()) return;
    if (std::rename(beside_.c_str(), path_.c_str()) != 0) fail(errno);
    beside_.clear();
}

void OutputFile::fail(int error) const {
    throw std::system_error(error, std::generic_category(),
                            "cannot write " + terminal::clean(path_.string(), true));
}

void write_file(const fs::path& path, std::string_view text) {
    OutputFile file(path);
    file.write(text);
    file.close();
}

}  // namespace timeline
