// A folder of its own for what one attempt builds, so that simultaneous attempts share nothing.
// Removed when it ends, however that happens: even by kill -9.
#pragma once

#include <filesystem>
#include <vector>

namespace coach {

class Scratch {
public:
    /// Made in the first of these folders (each created if missing) where files can be made and
    /// programs run; otherwise in the one for temporary files. Mistake if there is none.
    explicit Scratch(const std::vector<std::filesystem::path>& places = {});
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    const std::filesystem::path& folder() const { return folder_; }

private:
    std::filesystem::path folder_;
};

}  // namespace coach
