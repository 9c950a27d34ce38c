// `coach grade`: the table, the files, the exit status, and what students hand in
// by mistake. tests/coach_cheats.cpp has what they hand in on purpose.
#include <doctest/doctest.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <coach/gradebook.hpp>
#include <terminal/width.hpp>

#include "coach_class.hpp"

namespace {

namespace fs = std::filesystem;

const std::string exercise = "02_create_then_await";

std::string text_of(const std::string& file) {
    return read_file(lesson_folder(exercise) + "/" + file);
}

bool has_line(const std::string& text, const std::string& begin, const std::string& end = {}) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(begin) && line.ends_with(end)) return true;
    return false;
}

// What a parser that is not ours finds in a report.
Outcome parse(const fs::path& junit) {
    return run_program({"python3", "-c", R"(
import sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
assert root.tag == "testsuites"
for suite in root.findall("testsuite"):
    cases = suite.findall("testcase")
    assert int(suite.get("tests")) == len(cases)
    assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
    assert int(suite.get("errors")) == len(suite.findall("testcase/error"))
    assert all(float(case.get("time")) >= 0 for case in cases)
    bad = [fault for case in cases for fault in case]
    print(suite.get("name"), "none" if not bad else "all" if len(bad) == len(cases) else "some", ascii(bad[0].get("message")) if bad else "-",
          ascii(suite.find("system-out").text), sep="|")
)",
                        junit.string()});
}

// A class that makes every ordinary mistake, graded once.
struct Everyone {
    Class students{"coach_grade"};
    Graded graded;

    Everyone() {
        const std::string solution = text_of("solution.cpp"), shipped = text_of("exercise.cpp");
        students.hand_in("ada", exercise + "/exercise.cpp", solution);
        students.hand_in("ada", exercise + "/hints.md", "");
        students.hand_in("ada", "diary.txt", "");
        students.hand_in("boole", exercise + ".cpp", shipped);
        students.hand_in("curry", "02.cpp", "#include <aio/aio.hpp>\nint x = \"a\";\n");
        students.hand_in("deeper", "my work/" + exercise + "/exercise.cpp", solution);
        students.hand_in("empty", "2.cpp", "");
        students.hand_in("forgetful", "02.cpp", "#include <aio/aio.hpp>\n");
        students.hand_in("giant", "02.cpp", std::string(2 << 20, '/'));
        students.hand_in("junk", "02.cpp",
                         std::string("\x7f"
                                     "ELF\0\0\xff\xfe",
                                     8));
        fs::create_directories(students.submissions() / "nothing");
        fs::create_directories(students.submissions() / "outside");
        fs::create_symlink(lesson_folder(exercise) + "/solution.cpp",
                           students.submissions() / "outside" / "02.cpp");
        students.hand_in("pipe", "diary.txt", "");
        run_program({"mkfifo", (students.submissions() / "pipe" / "02.cpp").string()});
        fs::create_directories(students.submissions() / "dangling");
        fs::create_symlink("nowhere", students.submissions() / "dangling" / "02.cpp");
        students.hand_in(
            "=1+1", "02.cpp",
            "#include <cstdio>\n" + shipped +
                "const int said = std::puts(\"<&]]>\\x01\\x1b[31m \\xff \\\"x\\\"\");\n");
        students.hand_in("a b; touch ran $(touch ran) `touch ran` 'q' \"r\"", "02.cpp", solution);
        students.hand_in("new\nline", "02.cpp", solution);
        students.hand_in("émile 李", "02.cpp", solution);
        students.hand_in("not utf-8 \xff", "02.cpp", solution);
        std::ofstream(students.submissions() / "names.txt") << "ada\n";
        graded = students.grade({"--seed", "7"});
    }
};

const Everyone& everyone() {
    static const Everyone all;
    return all;
}

// Three exercises, and three students whose verdicts are made up.
coach::Gradebook book() {
    static const std::vector<coach::Exercise> exercises = [] {
        std::vector<coach::Exercise> all(3);
        const char* const names[] = {"01_first_one", "02_second_one", "03_third_one"};
        for (std::size_t i = 0; i < all.size(); ++i) {
            all[i].name = names[i];
            all[i].facts = {"it begins", "it waits", "it ends"};
        }
        return all;
    }();
    coach::Gradebook book;
    for (const coach::Exercise& one : exercises) book.columns.push_back(&one);
    const auto verdict = [](coach::What what, std::size_t held) {
        coach::Verdict all{.what = what, .text = "Why it stopped."};
        for (const char* name : {"it begins", "it waits", "it ends"})
            all.facts.push_back(
                {.name = name, .looked_at = true, .holds = all.facts.size() < held});
        return all;
    };
    using enum coach::What;
    book.rows = {{"ada", {verdict(passed, 3), verdict(passed, 3), verdict(passed, 3)}},
                 {"boole", {verdict(passed, 3), verdict(failed, 1), std::nullopt}},
                 {"curry", {verdict(failed, 1), verdict(crashed, 2), verdict(ended_early, 3)}}};
    book.seed = 7;
    return book;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
}

Outcome grade(std::vector<std::string> args) {
    args.insert(args.begin(), {NINE_BIN_DIR "/coach", "grade"});
    return run_program(std::move(args));
}

// Whether a program runs with this in its arguments.
bool is_in_use(const std::string& path) {
    for (const auto& process : fs::directory_iterator("/proc")) {
        std::ifstream arguments(process.path() / "cmdline");
        std::ostringstream text;
        text << arguments.rdbuf();
        if (contains(text.str(), path)) return true;
    }
    return false;
}

// One clear line on stderr, nothing on stdout, exit status 2.
void check_refused(const Outcome& run, const std::string& why) {
    CAPTURE(run.err);
    CHECK(run.status == 2);
    CHECK(run.out.empty());
    CHECK(count_lines(run.err) == 1);
    CHECK(run.err.starts_with("coach: "));
    CHECK(contains(run.err, why));
}

}  // namespace

TEST_CASE("the table has a line for each student and a column for each exercise") {
    const coach::Style style{.width = 100, .unicode = true};
    const std::string text = joined(coach::table(book(), style));
    CAPTURE(text);
    CHECK(
        text.starts_with("student   01_first_one   02_second_one   03_third_one   points   passed\n"
                         "ada       3/3            3/3             3/3            9/9      3 of 3\n"
                         "boole     3/3            1/3             -              4/9      1 of 3\n"
                         "curry     1/3            2/3 X           2/3 E          5/9      0 of 3\n"
                         "\n"
                         "E ended early   X crashed   - not handed in\n"
                         "\n"
                         "Where they stop\n"
                         "  01  it waits: curry\n"
                         "  02  it waits: boole\n"
                         "\n"
                         "What went wrong\n"
                         "  02  curry: Why it stopped.\n"
                         "  03  curry: Why it stopped.\n"));
}

TEST_CASE("no line of the table is wider than the terminal") {
    coach::Gradebook wide = book();
    wide.rows[0].student = "somebody with a name that is longer than any terminal is wide, by far";
    wide.rows[1].student = "李李李李李李李李李李李李李李李李李李李李李李";
    wide.ignored = {
        "a/very/long/path/that/has/no/blank/in/it/at/all/and/goes/on/and/on/and/on.txt"};
    for (const int width : {20, 40, 60, 80, 120}) {
        const coach::Style style{.width = width, .colour = true, .unicode = true};
        for (const std::string& line : coach::table(wide, style)) {
            CAPTURE(width);
            CAPTURE(line);
            CHECK(terminal::columns_of(line) <= width);
        }
    }
    // Numbers instead of names, where names do not fit.
    CHECK(has_line(joined(coach::table(book(), {.width = 60})), "student   01    02      03"));
}

TEST_CASE("nobody has all points without passing") {
    const coach::Gradebook made_up = book();
    CHECK(coach::points(*made_up.rows[2].verdicts[2]) == 2);
    CHECK(coach::points(*made_up.rows[0].verdicts[0]) == 3);
    CHECK_FALSE(made_up.all_pass());
    CHECK(contains(coach::junit(made_up), "the program ends as it should"));
}

TEST_CASE("every submission has its verdict") {
    const Graded& graded = everyone().graded;
    const auto verdict = [&](const std::string& student) {
        const Grade grade = graded.of(student);
        return grade.verdict + (grade.points == grade.of ? ": all"
                                : grade.points == "0"    ? ": none"
                                                         : ": some");
    };
    CHECK(verdict("ada") == "passed: all");
    CHECK(verdict("boole") == "failed: some");
    CHECK(verdict("curry") == "not_compiled: none");
    CHECK(verdict("deeper") == "passed: all");
    CHECK(verdict("empty") == "unreadable: none");
    CHECK(verdict("forgetful") == "not_complete: none");
    CHECK(verdict("giant") == "unreadable: none");
    CHECK(verdict("junk") == "unreadable: none");
    CHECK(verdict("nothing") == "not_handed_in: none");
    CHECK(verdict("outside") == "unreadable: none");
    CHECK(verdict("pipe") == "unreadable: none");
    CHECK(verdict("dangling") == "unreadable: none");
    CHECK(graded.run.status == 1);

    CHECK(graded.of("boole").fact == "all tasks are created before the first await");
    CHECK(contains(graded.of("boole").sentence, "exercise.cpp:"));
    CHECK(contains(graded.of("curry").sentence, "exercise.cpp:2:"));
    CHECK(contains(graded.of("empty").sentence, "2.cpp is empty"));
    CHECK(contains(graded.of("forgetful").sentence, "all_delays"));
    CHECK(contains(graded.of("giant").sentence, "is larger than"));
    CHECK(contains(graded.of("junk").sentence, "is not a text"));
    CHECK(contains(graded.of("outside").sentence, "leads out of"));
    CHECK(contains(graded.of("pipe").sentence, "is not a file"));
    CHECK(contains(graded.of("dangling").sentence, "is not there"));
}

TEST_CASE("names are only names") {
    const Graded& graded = everyone().graded;
    for (const char* name : {"a b; touch ran $(touch ran) `touch ran` 'q' \"r\"", "new\nline",
                             "émile 李", "not utf-8 \xEF\xBF\xBD"})
        CHECK(graded.of(name).verdict == "passed");
    CHECK_FALSE(fs::exists("ran"));
    for (const auto& entry : fs::recursive_directory_iterator(everyone().students.folder()))
        CHECK(entry.path().filename() != "ran");
    // What looks like a formula is text.
    CHECK(graded.of("'=1+1").verdict == "failed");
}

TEST_CASE("the terminal shows the same, and nothing is lost") {
    const std::string& out = everyone().graded.run.out;
    CAPTURE(out);
    CHECK(everyone().graded.run.err.empty());
    CHECK(contains(out, "16 submissions of 17 students, 1 exercise."));
    CHECK(contains(out, "--seed 7"));
    CHECK(has_line(out, "ada ", "1 of 1"));
    CHECK(has_line(out, "curry ", "0 of 1"));
    CHECK(has_line(out, "nothing ", "0 of 1"));
    CHECK(contains(out, "C does not compile"));
    CHECK(contains(out, "- not handed in"));
    CHECK(contains(out, "  02  curry: exercise.cpp:2:"));
    CHECK(contains(out, "  02  all tasks are created before the first await: "));
    CHECK(contains(out, "names.txt"));
    CHECK(contains(out, "ada/diary.txt"));
    CHECK_FALSE(contains(out, "hints.md"));
}

TEST_CASE("the JUnit report is well-formed, with a case for each fact") {
    const Outcome parsed = parse(everyone().students.folder() / "grades.xml");
    CAPTURE(parsed.err);
    REQUIRE(parsed.status == 0);
    CHECK(has_line(parsed.out, "ada " + exercise + "|none|-|None"));
    CHECK(has_line(parsed.out, "boole " + exercise + "|some|'At the first co_await"));
    CHECK(has_line(parsed.out, "curry " + exercise + "|all|\"exercise.cpp:2:"));
    // What it printed, without what XML cannot hold.
    CHECK(has_line(parsed.out, "=1+1 " + exercise + "|some|", "<&]]>\\ufffd \\ufffd \"x\"'"));
}

TEST_CASE("the same seed gives the same report") {
    const Class students("coach_grade_seed");
    students.hand_in("wrong", "02.cpp", text_of("wrong_waits_three_seconds.cpp"));
    const auto sentences = [&](const char* seed) {
        const std::string junit = students.grade({"--seed", seed, "--jobs", "1"}).junit;
        const auto begin = junit.find("Delays of ");
        return junit.substr(begin, junit.find(" took ", begin) - begin);
    };
    const std::string first = sentences("11");
    CHECK(first.starts_with("Delays of "));
    CHECK(first == sentences("11"));
    CHECK(first != sentences("12"));
}

TEST_CASE("a class in which all pass ends with status 0") {
    const Class students("coach_grade_pass");
    students.hand_in("ada", "02.cpp", text_of("solution.cpp"));
    students.hand_in("nobody", "diary.txt", "");
    const Graded graded = students.grade();
    CHECK(graded.run.status == 0);
    CHECK(has_line(graded.run.out, "1 of 1 submission passed."));
}

TEST_CASE("what is no class is refused, before anything is done") {
    const fs::path folder = scratch("coach_grade_bad");
    fs::create_directories(folder / "empty");
    fs::create_directories(folder / "no exercises/ada");
    fs::create_directories(folder / "class/ada");
    fs::create_directories(folder / "a folder");
    std::ofstream(folder / "no exercises/ada/diary.txt") << "x";
    std::ofstream(folder / "a file") << "x";
    std::ofstream(folder / "class/ada/02.cpp") << "x";
    fs::create_directories(folder / "only files");
    std::ofstream(folder / "only files/02.cpp") << "x";

    check_refused(grade({folder / "missing"}), "there is no folder");
    check_refused(grade({folder / "a file"}), "is a file");
    check_refused(grade({folder / "empty"}), "is empty");
    check_refused(grade({folder / "only files"}), "has no folders");
    check_refused(grade({folder / "no exercises"}), "no exercise was found");
    const std::string students = folder / "class";
    check_refused(grade({students, "--csv", folder / "a folder"}), "cannot write");
    check_refused(grade({students, "--junit", folder / "missing/grades.xml"}), "cannot write");
    check_refused(grade({students, "--csv", folder / "x", "--junit", folder / "x"}),
                  "the same file");
    check_refused(grade({students, "--jobs", "0"}), "");
    check_refused(grade({students, "--seed", "seven"}), "");
    check_refused(grade({}), "");
    CHECK_FALSE(fs::exists(folder / "x"));
}

TEST_CASE("Ctrl-C stops everything: no program, no folder, no half a report is left") {
    const Class students("coach_grade_interrupt");
    const std::string endless =
        text_of("exercise.cpp") +
        "#include <unistd.h>\nconst bool stuck = [] { for (;;) pause(); return true; }();\n";
    for (const char* name : {"ada", "boole", "curry"}) students.hand_in(name, "02.cpp", endless);
    const fs::path temporary = students.folder() / "tmp";
    fs::create_directories(temporary);
    const fs::path csv = students.folder() / "grades.csv", before = students.folder() / "older.csv";
    std::ofstream(before) << "as it was";

    std::fflush(nullptr);
    const pid_t coach = fork();
    REQUIRE(coach >= 0);
    if (coach == 0) {
        setenv("TMPDIR", temporary.c_str(), 1);
        if (!freopen("/dev/null", "w", stdout)) _exit(9);
        execl(NINE_BIN_DIR "/coach", "coach", "grade", students.submissions().c_str(), "--csv",
              csv.c_str(), "--junit", before.c_str(), nullptr);
        _exit(9);
    }
    // A plug-in that is there is soon being checked.
    const auto running = [&] {
        for (const auto& entry : fs::recursive_directory_iterator(
                 temporary, fs::directory_options::skip_permission_denied))
            if (entry.path().extension() == ".so") return true;
        return false;
    };
    for (int i = 0; i < 1500 && !running(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    kill(coach, SIGINT);
    int status = 0;
    waitpid(coach, &status, 0);
    CHECK(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == SIGINT);
    CHECK(fs::is_empty(temporary));
    CHECK_FALSE(fs::exists(csv));
    CHECK(read_file(before) == "as it was");
    CHECK_FALSE(is_in_use(temporary.string()));
}
