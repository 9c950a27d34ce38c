// The files that a grading writes: from the first result on they exist, and contain what is known
// so far.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include <coach/gradebook.hpp>
#include <timeline/file.hpp>

namespace coach {

class ResultFiles {
public:
    using Writer = std::function<std::string(const Gradebook&)>;

    /// Nothing if the path is empty; "-" is the standard output. Mistake if another has the same
    /// path, std::system_error if it cannot be written: that must not come out only when the class
    /// has been graded.
    void add(const std::filesystem::path&, Writer);

    /// Something more is known. Writes at most once a second, because the report of a large class
    /// is large.
    void update(const Gradebook&);
    /// Everything is known, or nothing more will be.
    void finish(const Gradebook&);

    /// The names of the files that have one.
    std::vector<std::filesystem::path> names() const;
    bool use_standard_output() const;

private:
    struct File {
        std::filesystem::path path;
        Writer text;
        // For what cannot be replaced again and again, such as a pipe.
        std::unique_ptr<timeline::OutputFile> once;
    };

    std::vector<File> files_;
    std::chrono::steady_clock::time_point next_{};
};

}  // namespace coach
