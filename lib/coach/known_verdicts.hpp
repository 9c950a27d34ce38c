// What came of a file is the same for every file with the same content. So a class of
// 360 submissions of which 40 differ is 40 attempts; and what is known is written down
// at once, so that a grading which is stopped, however that happens, goes on where it
// was.
//
//   KnownVerdicts known(toolkit);
//   const std::string key = known.key(exercise, text, seed);
//   if (std::optional<Verdict> verdict = known.find(key)) ...
//   known.add(key, verdict);
//
// Each is a file of its own in the user's cache folder, so any number of programs may share
// them. Another build of the toolkit knows nothing; what a toolkit knew that was not used for
// a month is removed.
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
    /// What depends on how busy the machine was is not written down: that it was out of time.
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
