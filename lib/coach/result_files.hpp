// The files that a grading writes: from the first result on they are there, and hold
// what is known by then.
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

    /// Nothing if the path is empty; "-" is the standard output. Mistake if another has the
    /// same path, std::system_error if it cannot be written: whoever waits for a class to be
    /// graded must not learn of it in the end.
    void add(const std::filesystem::path&, Writer);

    /// Something more is known. Written at most once a second, as a report of a large
    /// class is large.
    void update(const Gradebook&);
    /// All is known, or nothing more will be.
    void finish(const Gradebook&);

    /// Their names, as far as there are any.
    std::vector<std::filesystem::path> names() const;
    bool use_standard_output() const;

private:
    struct File {
        std::filesystem::path path;
        Writer text;
        // Of what cannot be put in its place again and again, such as a pipe.
        std::unique_ptr<timeline::OutputFile> once;
    };

    std::vector<File> files_;
    std::chrono::steady_clock::time_point next_{};
};

}  // namespace coach
