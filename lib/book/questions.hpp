// The questions that a lesson asks before it runs: lessons/<name>/questions.md.
//
//   ## How long does it take?
//
//   Three tasks of 3 s each. More Markdown, if the title does not say it all.
//
//   Computed: elapsed of section 1
//
//   - **3 s**: all three wait at the same time.
//   - 9 s (section 3): there each task is awaited before the next one exists.
//   - 0 s (wrong_nobody_waits.cpp): there main ends at once.
//
// The answer is computed: the query (question_query.hpp) is asked of the tape that
// "Computed:" names, and must give the right option's value. A wrong option names a
// program that behaves like that: the same query, asked of that program's tape, must give
// the wrong option's value. check_questions() sees to it.
//
// An option's value is its text, without marks. Where the text is a sentence, the
// value stands behind it, in brackets:
//
//   - **They all wait at the same time** [at_once]: create_task does not wait.
//
// Programs that can be named:
//
//   section 2                              of the lesson itself
//   wrong_in_pairs.cpp                     an answer to its exercise
//   wrong_in_pairs.cpp, section 2          if that shows several sections
//   lesson 02, section 1                   another lesson
#pragma once

#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <book/question_query.hpp>
#include <timeline/tape.hpp>

namespace book {

/// A run that a question is about, or that shows an option to be wrong.
struct Target {
    std::string lesson;       ///< "02", another lesson; empty: the question's own
    std::string answer;       ///< "wrong_in_pairs"; empty: the lesson's program
    std::size_t section = 1;  ///< counted from 1

    /// As it is written in questions.md.
    [[nodiscard]] std::string text() const;
    friend bool operator==(const Target&, const Target&) = default;
};

struct Option {
    std::size_t line = 0;  ///< in questions.md
    std::string text;      ///< Markdown
    std::string value;     ///< what the query has to give
    bool is_right = false;
    Target target;    ///< the program that behaves like that; of the right one, the question's
    std::string why;  ///< Markdown; of the right one it may be empty
};

struct Question {
    std::size_t line = 0;
    std::string title;  ///< Markdown, one line
    std::string text;   ///< Markdown; may be empty
    Query query;
    Target target;                ///< whose tape gives the answer: a section of the lesson
    std::vector<Option> options;  ///< one is right, two or more in all
};

struct Questions {
    std::string file;  ///< as errors name it
    std::vector<Question> questions;
};

/// What is wrong with a questions.md, in one sentence: "questions.md:12: ...".
class QuestionError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Reads the text of a questions.md. Throws QuestionError.
Questions parse_questions(std::string file, std::string_view text);

/// Reads <folder>/questions.md. Throws QuestionError, including when the file cannot be read,
/// or names an answer that is not in the folder.
Questions read_questions(const std::filesystem::path& folder);

/// The tapes of a program, one for each of its sections: the lesson's, or of the
/// answer that the target names. What it throws is reported as a mistake.
using TapesOf = std::function<std::vector<timeline::Tape>(const Target&)>;

/// Asks the tapes. One sentence, with file and line, for each option whose value is not what
/// its tape gives; nothing if all agree. `root` is the folder that the tapes' places are
/// relative to.
std::vector<std::string> check_questions(const Questions&, const TapesOf&,
                                         const std::filesystem::path& root);

}  // namespace book
