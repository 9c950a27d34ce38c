// The questions that a lesson asks before it runs: each answer in its questions.md is what the
// tapes show. Nothing here knows a lesson by name; CMake registers it once for each.
#include <doctest/doctest.h>

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <book/first_lines.hpp>
#include <book/questions.hpp>
#include <timeline/tape_file.hpp>

#include "lessons.hpp"
#include "process.hpp"

namespace fs = std::filesystem;

namespace {

// The folder of the lesson with this number.
std::string lesson_of_number(const std::string& number) {
    for (const auto& entry : fs::directory_iterator(NINE_SOURCE_DIR "/lessons"))
        if (entry.path().filename().string().starts_with(number + "_"))
            return entry.path().filename();
    throw std::runtime_error("there is no lesson " + number);
}

// Where a program writes its tapes, until they have been read.
class TapeFile {
public:
    TapeFile() = default;
    TapeFile(const TapeFile&) = delete;
    TapeFile& operator=(const TapeFile&) = delete;
    ~TapeFile() { fs::remove(path_); }

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::vector<timeline::Tape> read() const {
        auto tapes = timeline::read_tapes(read_file(path_));
        book::name_first_lines(tapes, NINE_SOURCE_DIR);
        return tapes;
    }

private:
    std::string path_ =
        fs::temp_directory_path() / ("questions-" + std::to_string(getpid()) + ".tape");
};

// Runs the program that the target names, each only once.
class Programs {
public:
    explicit Programs(std::string lesson) : lesson_(std::move(lesson)) {}

    std::vector<timeline::Tape> tapes_of(const book::Target& target) {
        const std::string lesson =
            target.lesson.empty() ? lesson_ : lesson_of_number(target.lesson);
        auto& tapes = tapes_[lesson + " " + target.answer];
        if (tapes.empty()) tapes = run(lesson, target.answer);
        return tapes;
    }

private:
    static std::vector<timeline::Tape> run(const std::string& lesson, const std::string& answer) {
        const TapeFile file;
        const std::string checks = NINE_BIN_DIR "/../checks/";
        std::vector<std::string> args{lesson_program(lesson)};
        if (!answer.empty())
            args = {checks + "check_exercise", checks + "answers/" + lesson + "/" + answer + ".so",
                    checks + lesson + ".so", "--show"};
        for (const char* flag : {"--clock", "virtual", "--tape"}) args.emplace_back(flag);
        args.push_back(file.path());
        const Outcome run = run_program(args);
        // An answer may end with an error: its tape goes up to there.
        if (run.status > (answer.empty() ? 0 : 1))
            throw std::runtime_error("it failed: " + run.err);
        return file.read();
    }

    std::string lesson_;
    std::map<std::string, std::vector<timeline::Tape>> tapes_;
};

std::vector<std::string> lessons() { return lessons_with("questions.md"); }

book::Questions questions_of(const std::string& lesson) {
    return book::read_questions(lesson_folder(lesson));
}

}  // namespace

TEST_CASE("every lesson asks at least three questions, of the right kinds") {
    for (const std::string& lesson : lessons_with("lesson.cpp")) {
        CAPTURE(lesson);
        const auto questions = questions_of(lesson).questions;
        CHECK(questions.size() >= 3);
        const auto count = [&](book::QuestionKind kind) {
            return std::ranges::count(questions, kind, [](const book::Question& question) {
                return book::kind_of(question.query);
            });
        };
        CHECK(count(book::QuestionKind::how_long) <= 1);
        CHECK(count(book::QuestionKind::order_or_line) >= 1);
        CHECK(count(book::QuestionKind::why) >= 1);
    }
}

TEST_CASE("each option of a question is what its program's tape shows") {
    for (const std::string& lesson : lessons()) {
        Programs programs(lesson);
        const auto mistakes = book::check_questions(
            questions_of(lesson),
            [&](const book::Target& target) { return programs.tapes_of(target); }, NINE_SOURCE_DIR);
        for (const std::string& mistake : mistakes) FAIL_CHECK(mistake);
    }
}

TEST_CASE("a question ends in a question mark, an explanation in a full stop, an option in none") {
    for (const std::string& lesson : lessons()) {
        for (const book::Question& question : questions_of(lesson).questions) {
            CAPTURE(lesson);
            CAPTURE(question.title);
            CHECK(question.title.ends_with('?'));
            for (const book::Option& option : question.options) {
                CAPTURE(option.text);
                CHECK(!option.text.ends_with('.'));
                CHECK(option.why.size() > 10);
                CHECK((option.why.ends_with('.') || option.why.ends_with('?')));
            }
        }
    }
}
