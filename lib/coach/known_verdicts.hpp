// The verdict on a file holds for every file with the same content. So a class of 360 submissions
// of which 40 differ takes 40 attempts; and each verdict is written down at once, so that a grading
// that is stopped, however that happens, can continue from there.
//
//   KnownVerdicts known(toolkit);
//   const std::string key = known.key(exercise, text, seed);
//   if (std::optional<Verdict> verdict = known.find(key)) ...
//   known.add(key, verdict);
//
// Each is a file of its own in the user's cache folder, so any number of programs may share them. A
// new build of the toolkit starts with none; those of a toolkit that was not used for a month are
// removed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <coach/attempt.hpp>
#include <coach/toolkit.hpp>

namespace coach {

class KnownVerdicts {
public:
    explicit KnownVerdicts(const Toolkit&);

    static std::string key(const Exercise&, std::string_view text, std::uint64_t seed);
    std::optional<Verdict> find(const std::string& key) const;
    /// Verdicts that depend on how busy the machine was, such as "out of time", are not written
    /// down.
    void add(const std::string& key, const Verdict&);

    /// The seed with which this class was graded last.
    std::optional<std::uint64_t> seed_of(const std::filesystem::path& submissions) const;
    void set_seed(const std::filesystem::path& submissions, std::uint64_t seed);

    /// Why nothing can be written down; empty if it can.
    const std::string& trouble() const { return trouble_; }

private:
    std::filesystem::path class_file(const std::filesystem::path& submissions) const;
    void write(const std::filesystem::path&, const std::string& text);

    std::filesystem::path folder_;  // this toolkit's
    std::string trouble_;
};

}  // namespace coach
