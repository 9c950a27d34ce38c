// A folder of its own for what one attempt builds, so that attempts at the same time
// have nothing in common. Gone at its end, however that comes: even by kill -9.
#pragma once

#include <filesystem>
#include <vector>

namespace coach {

class Scratch {
public:
    /// In the first of these folders, each made if it is not there, from which programs
    /// can be run and in which files can be made; else in that for temporary files.
    /// Mistake if there is none.
    explicit Scratch(const std::vector<std::filesystem::path>& places = {});
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    const std::filesystem::path& folder() const { return folder_; }

private:
    std::filesystem::path folder_;
};

}  // namespace coach
