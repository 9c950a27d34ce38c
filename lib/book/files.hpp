// Reading what the book is made from, and putting the finished one in its place.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace book {

/// The text of a file. Throws BookError if it cannot be read, or is not valid UTF-8.
std::string text_of(const std::filesystem::path&);

/// Like text_of, but empty if there is no such file.
std::string text_if_there(const std::filesystem::path&);

/// A folder for temporary files, which is removed with this object.
class ScratchFolder {
public:
    /// Makes it next to this path, so that what is in it can be renamed to that.
    explicit ScratchFolder(const std::filesystem::path& beside);
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// Writes the files, by name, to a new folder, which replaces `folder` when all of them are
/// written. If it throws BookError, `folder` is as it was.
void replace_folder(const std::filesystem::path& folder,
                    const std::map<std::string, std::string>& files);

}  // namespace book
