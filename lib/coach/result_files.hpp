// The files that a grading writes: from the first result on they are there, and hold
// what is known by then.
#pragma once

#include <chrono>
#include <filesystem>
#include <vector>

#include <coach/gradebook.hpp>

namespace coach {

class ResultFiles {
public:
    /// std::system_error if one cannot be written: whoever waits for a class to be graded
    /// must not learn of it in the end.
    ResultFiles(const std::filesystem::path& csv, const std::filesystem::path& junit);

    /// Something more is known. Written at most once a second, as a report of a large
    /// class is large.
    void update(const Gradebook&);
    /// All is known, or nothing more will be.
    void finish(const Gradebook&);

    /// Their names, as far as there are any.
    std::vector<std::filesystem::path> names() const;

private:
    struct File {
        std::filesystem::path path;
        std::string (*text)(const Gradebook&);
        bool can_be_replaced;  // else, as for a pipe, it is written once, in the end
    };
    void add(const std::filesystem::path&, std::string (*text)(const Gradebook&));

    std::vector<File> files_;
    std::chrono::steady_clock::time_point next_{};
};

}  // namespace coach
