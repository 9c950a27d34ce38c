// What `watch` shows, as lines that fit a window of any size.
//
//   [██░░░░░░░░] 1 of 6   02_create_then_await/exercise.cpp
//
//   02_create_then_await: 1 of 4 facts hold
//     ✓ every delay is a task of its own
//     ✗ all tasks are created before the first await
//   ...
//   h hint   n next   l list   t timeline   e explain   r run again   q quit
//
// In a low window the lower part is cut off, and says so: the head with the result, and the keys,
// are always there.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <coach/tell.hpp>

namespace coach {

enum class Page { verdict, hint, list, timeline, explanation };

struct Scene {
    const Exercise* exercise = nullptr;
    std::filesystem::path file;
    std::string file_text;          ///< as shown: "02_x/exercise.cpp"
    std::size_t done = 0, all = 0;  ///< exercises

    Page page = Page::verdict;
    const Verdict* verdict = nullptr;  ///< null: there is none yet
    std::string trouble;               ///< why there is none: the file is gone, no compiler
    std::string checked;               ///< "12:41:07, 0.5 s"

    bool is_checking = false;  ///< the verdict is for an earlier save
    std::size_t frame = 0;     ///< of the spinner that turns meanwhile
    std::string kept;          ///< keys that act when the check is over

    std::string hint;  ///< in Markdown
    std::size_t hint_number = 0, hints = 0;
    std::vector<std::string> list;
    std::string praise;  ///< after passing
    std::string notice;  ///< the answer to the last key
};

/// At most `height` lines, or all if that is 0.
std::vector<std::string> compose(const Scene&, const Style&, int height);

/// The line of keys, in the longest form that fits.
std::string key_line(const Style&);

}  // namespace coach
