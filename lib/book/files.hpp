// Reading what the book is made from, and putting the finished one in its place.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace book {

/// All that is in a file. Throws BookError if it cannot be read, or is not valid UTF-8.
std::string text_of(const std::filesystem::path&);

/// As text_of; empty if there is no such file.
std::string text_if_there(const std::filesystem::path&);

/// A folder for what is needed while the book is made; gone with this object.
class ScratchFolder {
public:
    /// `beside`: a path next to which it is made, so that a rename can end there.
    explicit ScratchFolder(const std::filesystem::path& beside);
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// Writes the files, by name, to a folder of their own, and only when all are written
/// puts that in the place of `folder`. Throws BookError; then `folder` is as it was.
void replace_folder(const std::filesystem::path& folder,
                    const std::map<std::string, std::string>& files);

}  // namespace book
