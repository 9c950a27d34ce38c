// Grades what students have handed in: `coach grade` without --merge.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <aio/coroutine.hpp>
#include <coach/grade.hpp>
#include <coach/grade_desk.hpp>
#include <coach/gradebook.hpp>
#include <coach/known_verdicts.hpp>
#include <coach/progress_line.hpp>
#include <coach/submissions.hpp>
#include <coach/trials.hpp>

namespace coach {

class Grading {
public:
    /// Mistake for a folder that is not a class, or results that cannot be written.
    Grading(const Toolkit&, const GradeOptions&);

    /// The exit status. Cancelled, it writes down what it knows by then.
    aio::Coroutine<int> run();

private:
    std::uint64_t seed() const;
    aio::Coroutine<> prepare();
    aio::Coroutine<> prove_confinement(const Exercise&) const;

    aio::Coroutine<> check_all();
    aio::Coroutine<> check_one(const Student&, const Exercise&, std::filesystem::path);
    Gradebook::Entry& entry_of(const Student&, const Exercise&);
    aio::Coroutine<> keep(std::exception_ptr);

    void say_what_comes();
    void say_what_came();

    const Toolkit& toolkit_;
    const GradeOptions& options_;
    GradeDesk desk_;
    Submissions submissions_;
    KnownVerdicts known_;
    Trials trials_;
    std::vector<const Exercise*> exercises_ = {};  // of each column
    Gradebook book_ = {};
    std::optional<ProgressLine> progress_ = {};
    const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace coach
