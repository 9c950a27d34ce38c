// What came of a file is the same for every file with the same content. So a class of
// 360 submissions of which 40 differ is 40 attempts; and what is known is written down
// at once, so that a grading which is stopped, however that happens, goes on where it
// was.
//
//   KnownVerdicts known(toolkit, submissions_folder);
//   const std::string key = known.key(exercise, text, seed);
//   if (const Verdict* verdict = known.find(key)) ...
//   known.add(key, verdict);
//
// It is kept in the user's cache folder, for one class and one toolkit: another build of
// the toolkit knows nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <coach/attempt.hpp>
#include <coach/toolkit.hpp>
#include <process/descriptor.hpp>

namespace coach {

class KnownVerdicts {
public:
    /// `afresh`: forgets what was known.
    KnownVerdicts(const Toolkit&, const std::filesystem::path& submissions, bool afresh);

    /// The seed of the last grading that nothing but its end was missing of; none if it
    /// is not known.
    std::optional<std::uint64_t> seed() const { return seed_; }

    static std::string key(const Exercise&, std::string_view text, std::uint64_t seed);
    const Verdict* find(const std::string& key) const;
    /// A pass or a failure is written down; what depends on how busy the machine was is
    /// only known until the end of this program.
    void add(const std::string& key, const Verdict&);

    /// Why nothing can be written down; empty if it can.
    const std::string& trouble() const { return trouble_; }

private:
    void open_file(const std::filesystem::path&, const std::string& toolkit, bool afresh);

    std::map<std::string, Verdict> verdicts_;
    std::optional<std::uint64_t> seed_;
    process::Descriptor file_;
    std::string trouble_;
};

}  // namespace coach
