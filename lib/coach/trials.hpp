// The attempts of a grading: each content is tried once, however many students have handed it in
// and however often the grading is started.
//
//   Trials trials(toolkit, {.seed = 7});
//   Verdict verdict = co_await trials.verdict(exercise, text);
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include <aio/semaphore.hpp>
#include <aio/task.hpp>
#include <coach/attempt.hpp>
#include <coach/known_verdicts.hpp>
#include <coach/scratch.hpp>

namespace coach {

struct TrialOptions {
    std::uint64_t seed = 0;  ///< of the delays: everybody gets the same
    int jobs = 1;            ///< attempts at once
    bool force = false;      ///< tries even what is known from an earlier time
    bool trust = false;      ///< goes on where a program cannot be confined
};

class Trials {
public:
    Trials(const Toolkit&, KnownVerdicts&, TrialOptions);

    /// For a file `exercise.cpp` with this text.
    aio::Coroutine<Verdict> verdict(const Exercise&, std::string text);

    /// How many attempts there were.
    std::size_t count() const { return count_; }
    std::uint64_t seed() const { return how_.seed; }
    /// Removes what was built. Nothing may be under way.
    void clear() { scratch_.reset(); }

private:
    aio::Coroutine<Verdict> find_out(std::string key, std::string text, const Exercise&);

    const Toolkit& toolkit_;
    KnownVerdicts& known_;
    TrialOptions how_;
    std::optional<Scratch> scratch_;
    std::map<std::string, aio::Task<Verdict>> under_way_;
    aio::Semaphore slots_;
    std::size_t count_ = 0;
};

}  // namespace coach
