// lib/book: what a questions.md contains, and how a tape answers.
#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include <aio/aio.hpp>
#include <book/first_lines.hpp>
#include <book/questions.hpp>
#include <lesson/lesson.hpp>
#include <lesson/observer.hpp>
#include <timeline/tape_view.hpp>

#include "process.hpp"

using namespace std::chrono_literals;

namespace {

const std::string computed = "Computed: elapsed of section 1\n\n";

book::Questions parse(const std::string& text) { return book::parse_questions("q.md", text); }

// The objection to a text.
std::string complaint(const std::string& text) {
    try {
        parse(text);
    } catch (const book::QuestionError& error) {
        return error.what();
    }
    return "none";
}

std::string complaint_about_query(const std::string& query) {
    return complaint("## Q?\n\nComputed: " + query +
                     " of section 1\n\n- **a**\n- b (section 2): c\n");
}

aio::Coroutine<> delay(std::chrono::seconds d) { co_await aio::sleep(d); }

timeline::Tape tape_of(aio::Coroutine<> main) {
    timeline::TapeRecorder recorder;
    aio::run(std::move(main), {.clock = aio::Clock::simulated,
                               .observer = &recorder,
                               .on_report = [](const aio::Report&) {}});
    return timeline::program_view(recorder.tape());
}

aio::Coroutine<> two_side_by_side() {
    auto slow = aio::create_task(delay(3s), "slow");
    auto quick = aio::create_task(delay(1s), "quick");
    co_await slow;
    co_await quick;
}

aio::Coroutine<> one_is_dropped() {
    aio::create_task(delay(9s), "dropped");
    auto never = delay(1s);
    co_await aio::sleep(1s);
}

std::string answer(const std::string& query, const timeline::Tape& tape) {
    return book::value_of(book::parse_query(query), tape, NINE_SOURCE_DIR);
}

std::string no_answer(const std::string& query, const timeline::Tape& tape) {
    try {
        answer(query, tape);
    } catch (const book::QueryError& error) {
        return error.what();
    }
    return "there is one";
}

}  // namespace

TEST_CASE("a question has a title, a text, a query and its options") {
    const auto all = parse(
        "# Heading\n\n## How `long`?\n\nSome text,\nin two lines.\n\n"
        "Computed: ready queue after main waits #2 of section 3\n\n"
        "- **delay 1**: it is\n  alone.\n"
        "- A sentence (in part). [nobody] (wrong_in_pairs.cpp, section 2): why (not).\n"
        "- `f(x);` (lesson 02, section 1): other.\n");
    REQUIRE(all.questions.size() == 1);
    const book::Question& question = all.questions.front();
    CHECK(question.line == 3);
    CHECK(question.title == "How `long`?");
    CHECK(question.text == "Some text,\nin two lines.");
    CHECK(question.query.what == book::Query::What::ready_queue);
    CHECK(question.query.event->count == 2);
    CHECK(question.target == book::Target{"", "", 3});
    REQUIRE(question.options.size() == 3);
    const book::Option& right = question.options[0];
    CHECK(right.is_right);
    CHECK(right.text == "delay 1");
    CHECK(right.value == "delay 1");
    CHECK(right.why == "it is alone.");
    CHECK(right.target == question.target);
    const book::Option& sentence = question.options[1];
    CHECK(!sentence.is_right);
    CHECK(sentence.text == "A sentence (in part).");
    CHECK(sentence.value == "nobody");
    CHECK(sentence.target == book::Target{"", "wrong_in_pairs", 2});
    CHECK(sentence.why == "why (not).");
    CHECK(question.options[2].value == "f(x);");
    CHECK(question.options[2].target == book::Target{"02", "", 1});
    CHECK(question.options[2].line == 13);
}

TEST_CASE("what is wrong with a questions.md is reported in one sentence, with its line") {
    CHECK(complaint("") == "q.md:1: there is no question: one begins with `## `");
    CHECK(complaint("## Q?\n\ntext\n") ==
          "q.md:1: the question has no line `Computed: QUERY of section 1`");
    CHECK(complaint("## Q?\n\n" + computed + "- 3 s (section 1): a\n- 9 s (section 2): b\n") ==
          "q.md:1: the question has no right option: `- **text**`");
    CHECK(complaint("## Q?\n\n" + computed + "- **3 s**\n- **9 s**\n") ==
          "q.md:1: the question has 2 right options");
    CHECK(complaint("## Q?\n\n" + computed + "- **3 s**\n") ==
          "q.md:1: the question needs two options or more");
    CHECK(complaint("## Q?\n\n" + computed + "- **3 s**\n- 3 s (section 2): a\n") ==
          "q.md:6: `3 s` is an option already");
    const std::string no_target =
        ": a wrong option names a program that behaves like that: write `- text (wrong_name.cpp): "
        "why`, or `(section 2)`";
    CHECK(complaint("## Q?\n\n" + computed + "- **3 s**\n- 9 s: why\n") == "q.md:6" + no_target);
    CHECK(complaint("## Q?\n\n" + computed + "- **3 s**\n- 9 s (section 0): why\n") ==
          "q.md:6" + no_target);
    CHECK(complaint("## Q?\n\n" + computed + "- **3 s**\n- 9 s (solution.cpp): why\n") ==
          "q.md:6" + no_target);
    CHECK(complaint("## Q?\n\n" + computed + "- **3 s\n- 9 s (section 2): why\n") ==
          "q.md:5: write the right option as `- **text** [value]: why`");
    CHECK(complaint("## Q?\n\n" + computed + "and so on\n") ==
          "q.md:5: after `Computed:` only options may follow, as `- ...`");
    CHECK(complaint("## Q?\n\nComputed: elapsed\n") ==
          "q.md:3: write `Computed: QUERY of section 1`");
    CHECK(complaint("## Q?\n\n" + computed + computed) ==
          "q.md:5: the question has a second `Computed:`");
    CHECK(complaint(std::string((1 << 20) + 1, '\n')) == "q.md:1: the file is larger than 1 MiB");
    const std::string words(5000, 'x');
    CHECK(complaint("## Q?\n\n" + words + "\n") == "q.md:3: the line is too long");
    CHECK(complaint("## Q?\n\n" + computed + "- **" + words.substr(2000) + "\n  " +
                    words.substr(2000) + "**\n") == "q.md:5: the option is too long");
}

TEST_CASE("any questions.md is either read or refused") {
    const std::string sound = read_file(lesson_folder("02_create_then_await") + "/questions.md");
    const std::string bytes = "\n #-*`[]()\"x0:.\r\xff";
    std::mt19937_64 random(2);
    std::size_t refused = 0;
    for (int i = 0; i < 1000; ++i) {
        std::string text = sound;
        for (int change = 0; change < 1 + i % 4; ++change) {
            const std::size_t at = random() % text.size();
            const std::size_t length = random() % 5;
            text.replace(at, length, std::string(random() % 3, bytes[random() % bytes.size()]));
        }
        if (complaint(text) != "none") ++refused;  // anything but a QuestionError ends the test
    }
    CHECK(refused > 100);
    CHECK(refused < 1000);
}

TEST_CASE("invalid queries are distinguished from valid ones") {
    CHECK(complaint_about_query("elapsed") == "none");
    CHECK(complaint_about_query("next line after \"delay 1\" says \"awake\" #2") == "none");
    CHECK(contains(complaint_about_query("colour"), "q.md:3: `colour` is not a query; known are"));
    CHECK(contains(complaint_about_query("elapsedly"), "is not a query"));
    CHECK(complaint_about_query("elapsed \"x\"") ==
          "q.md:3: `\"x\"` cannot stand behind `elapsed`");
    CHECK(complaint_about_query("notes main") ==
          "q.md:3: `main` cannot stand behind `notes`; write it in quotes");
    CHECK(contains(complaint_about_query("fate of"), "write `main`, `task 1` or a name in quotes"));
    CHECK(contains(complaint_about_query("time of main sings"), "`main sings` is not an event"));
    CHECK(contains(complaint_about_query("time of main says"), "is not an event"));
    CHECK(contains(complaint_about_query("time of task 0 waits"), "is not an event"));
}

TEST_CASE("the error names a file that cannot be read, or that names a missing answer") {
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / "questions_read_test";
    std::filesystem::create_directories(folder);
    const auto complaint_in_folder = [&] {
        try {
            book::read_questions(folder);
        } catch (const book::QuestionError& error) {
            return std::string(error.what());
        }
        return std::string("none");
    };
    std::filesystem::remove(folder / "questions.md");
    CHECK(complaint_in_folder() == "questions_read_test/questions.md: cannot be read");
    std::ofstream(folder / "questions.md")
        << "## Q?\n\n" + computed + "- **3 s**\n- 9 s (wrong_x.cpp): y\n";
    CHECK(complaint_in_folder() ==
          "questions_read_test/questions.md:6: there is no wrong_x.cpp in this folder");
    std::filesystem::remove_all(folder);
}

TEST_CASE("a tape answers queries") {
    const timeline::Tape tape = tape_of(two_side_by_side());
    CHECK(answer("elapsed", tape) == "3 s");
    CHECK(answer("time of \"quick\" ends", tape) == "1 s");
    CHECK(answer("order of starts", tape) == "slow, quick");
    CHECK(answer("order of ends", tape) == "quick, slow");
    CHECK(answer("notes", tape) == "nothing");
    CHECK(answer("ready queue after main is created", tape) == "main");
    CHECK(answer("ready queue after main waits", tape) == "slow, quick");
    CHECK(answer("ready queue after task 1 waits", tape) == "quick");
    CHECK(answer("ready queue after task 2 waits", tape) == "nobody");
    CHECK(answer("next task after main waits", tape) == "slow");
    CHECK(answer("ready queue after task 1 begins", tape) == "quick");
    CHECK(answer("time of task 1 goes on", tape) == "3 s");
    CHECK(answer("next task after \"quick\" ends", tape) == "slow");
    CHECK(answer("next line after main waits", tape) ==
          "aio::Coroutine<> delay(std::chrono::seconds d) { co_await aio::sleep(d); }");
    CHECK(answer("longest wait of main", tape) == "co_await slow;");
    CHECK(answer("fate of task 2", tape) == "finished");
    CHECK(answer("number of tasks", tape) == "2");
    CHECK(answer("number of tasks at once", tape) == "2");
    CHECK(answer("number of connections", tape) == "0");
    CHECK(answer("number of coroutines never awaited", tape) == "0");
    CHECK(answer("reason", tape) == "at_once");
}

TEST_CASE("tasks left at the end, and coroutines never awaited, are found") {
    const timeline::Tape tape = tape_of(one_is_dropped());
    CHECK(answer("fate of \"dropped\"", tape) == "left");
    CHECK(answer("fate of main", tape) == "finished");
    CHECK(answer("number of coroutines never awaited", tape) == "1");
    CHECK(answer("reason", tape) == "cut_off");
}

TEST_CASE("a tape without the event has no answer") {
    const timeline::Tape tape = tape_of(two_side_by_side());
    CHECK(no_answer("fate of \"nobody\"", tape) == "there is no task `nobody` in \"\"");
    CHECK(no_answer("fate of task 3", tape) == "there is no task 3 in \"\"");
    CHECK(no_answer("time of task 1 waits #2", tape) == "that happens less often in \"\"");
    CHECK(no_answer("time of main is cancelled", tape) == "that does not happen in \"\"");
    CHECK(no_answer("next line after main ends", tape) == "no line runs after that in \"\"");
}

TEST_CASE("an option that its tape does not show is a mistake, and so is a missing section") {
    const auto all =
        parse("## Q?\n\n" + computed + "- **2 s**\n- 9 s (wrong_a.cpp): a\n- 1 s (section 2): b\n");
    const auto mistakes = book::check_questions(
        all,
        [](const book::Target& target) {
            if (!target.answer.empty()) throw std::runtime_error("it does not compile");
            return std::vector{tape_of(two_side_by_side())};
        },
        NINE_SOURCE_DIR);
    CHECK(mistakes ==
          std::vector<std::string>{"q.md:5: `elapsed` of (section 1) is `3 s`, not `2 s`",
                                   "q.md:6: `elapsed` of (wrong_a.cpp): it does not compile",
                                   "q.md:7: (section 2) is not there: it has 1 sections"});
}

TEST_CASE("the first line of a statement is where its outermost bracket was opened") {
    const std::vector<std::string> lines{
        "aio::Coroutine<> delay(int number,",                  // 1
        "                       bool broken = false) {",       // 2
        "    co_await aio::task_group(",                       // 3
        "        [](aio::TaskGroup& group) {",                 // 4
        "            lesson::say(\"a ) in quotes\");  // :)",  // 5
        "        });",                                         // 6
        "    co_await aio::sleep(3s);",                        // 7
        "}",                                                   // 8
    };
    const std::vector<std::uint32_t> first{1, 1, 3, 4, 5, 3, 7, 1};
    for (std::uint32_t line = 1; line <= lines.size(); ++line)
        CHECK_MESSAGE(book::first_line(lines, line) == first[line - 1], line);
    CHECK(book::first_line(lines, 0) == 0);
    CHECK(book::first_line(lines, 9) == 9);
}
