// What was found in one student's folder; and which file counts where several may be an exercise.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <coach/exercise_names.hpp>
#include <coach/hard_links.hpp>
#include <coach/submissions.hpp>

namespace coach {

class FoundFiles {
public:
    explicit FoundFiles(Student student) : student_(std::move(student)) {}

    const Student& student() const { return student_; }

    /// How many files and folders were looked at, with one more.
    std::size_t count_one() { return ++count_; }

    /// A file that may be the exercise; `depth`: how many folders down it lies.
    void add(const NamedExercise&, int depth, const std::filesystem::path& file);

    /// One that does not count: `why` is said behind "is". `exercise`: which it would have been.
    void leave(const std::filesystem::path& file, std::string why,
               const Exercise* exercise = nullptr);

    /// Once all are found: of each exercise the surest file counts; of these, the one that lies
    /// highest. Why the others do not is told. `common`: as for HardLinks.
    Student settled(const HardLinks&, const std::filesystem::path& common) &&;

private:
    struct Candidate {
        Sureness sureness;
        int depth;
        std::filesystem::path file;
    };
    void settle(const Exercise&, std::vector<Candidate>&, const HardLinks&,
                const std::filesystem::path& common);

    Student student_;
    std::map<const Exercise*, std::vector<Candidate>> candidates_ = {};
    std::size_t count_ = 0;
};

}  // namespace coach
