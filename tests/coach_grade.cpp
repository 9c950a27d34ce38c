// `coach grade`: the table, the files, the exit status, and what students hand in by mistake.
// tests/coach_cheats.cpp has what they hand in on purpose, coach_merge.cpp the merging of many
// gradings.
#include <doctest/doctest.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
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

// What an independent parser finds in a report.
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
    assert int(suite.get("skipped")) == len(suite.findall("testcase/skipped"))
    assert all(float(case.get("time")) >= 0 for case in cases)
    bad = [fault for case in cases for fault in case]
    print(suite.get("name"), "none" if not bad else "all" if len(bad) == len(cases) else "some", ascii(bad[0].get("message")) if bad else "-",
          ascii(suite.find("system-out").text), sep="|")
)",
                        junit.string()});
}

// A class that makes all the usual mistakes, graded once.
struct Everyone {
    Class students{"coach_grade"};
    Graded graded;

    std::string json() const { return students.folder() / "grades.json"; }
    std::string wide() const { return students.folder() / "wide.csv"; }

    Everyone() {
        const std::string solution = text_of("solution.cpp"), shipped = text_of("exercise.cpp");
        students.hand_in("ada", exercise + "/exercise.cpp", solution);
        students.hand_in("ada", "02 (1).cpp", shipped);
        students.hand_in("browser", "02 (1).cpp", solution);
        students.hand_in("far", "work/final version/Exercise02 - Copy.CPP", solution);
        students.hand_in("Ada Lovelace_4711_assignsubmission_file_", "exercise02.cpp", solution);
        students.hand_in("Ada Lovelace_4712_assignsubmission_file_",
                         "w/" + exercise + "/exercise.cpp", solution);
        std::ofstream(students.submissions() / "Emmy_4713_assignsubmission_file_02.cpp")
            << solution;
        students.hand_in("caf\xe9", "02.cpp", solution);
        students.hand_in("caf\xe8", "02.cpp", solution);
        students.hand_in("loud", "02.cpp",
                         "#include <stdexcept>\n#include <string>\n" +
                             shipped.substr(0, shipped.find("aio::Coroutine<> all_delays")) +
                             "aio::Coroutine<> all_delays(std::vector<aio::duration>) {\n"
                             "    throw std::runtime_error(std::string(200000, 'x'));\n"
                             "    co_return;\n}\n");
        students.hand_in("original", "02.cpp", solution);
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
        students.hand_in("shares", "diary.txt", "");  // later than the original
        fs::create_hard_link(students.submissions() / "original" / "02.cpp",
                             students.submissions() / "shares" / "02.cpp");
        students.hand_in("=1+1", "-2.txt", "");
        graded = students.grade({"--seed", "7", "--json", json(), "--wide", wide()});
    }
};

const Everyone& everyone() {
    static const Everyone all;
    return all;
}

// Three exercises, and three students with invented verdicts.
coach::Gradebook book() {
    const std::vector<std::string> facts{"it begins", "it waits", "it ends"};
    coach::Gradebook book{.seed = 7, .version = "1.0"};
    for (const char* name : {"01_first_one", "02_second_one", "03_third_one"})
        book.columns.push_back({.name = name, .facts = facts, .points = 3});
    const auto entry = [&](coach::What what, std::size_t held) {
        coach::Verdict verdict{.what = what, .text = "Why it stopped."};
        for (const std::string& fact : facts)
            verdict.facts.push_back(
                {.name = fact, .looked_at = true, .holds = verdict.facts.size() < held});
        return coach::Gradebook::Entry{.file = "x.cpp", .verdict = verdict};
    };
    using enum coach::What;
    book.rows = {
        {.student = "ada", .entries = {entry(passed, 3), entry(passed, 3), entry(passed, 3)}},
        {.student = "boole", .entries = {entry(passed, 3), entry(failed, 1), {}}},
        {.student = "curry",
         .entries = {entry(failed, 1), entry(crashed, 2), entry(ended_early, 3)}}};
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
    wide.unused = {
        {"a/very/long/path/that/has/no/blank/in/it/at/all/and/goes/on/and/on.txt", "no exercise"}};
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
    CHECK(coach::points(made_up.rows[2].entries[2]) == 2);
    CHECK(coach::points(made_up.rows[0].entries[0]) == 3);
    CHECK(coach::percent(2, 3) == 66.6);
    CHECK(coach::percent(999, 1000) < 100);
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
    CHECK(verdict("boole") == "failed: none");
    CHECK(verdict("curry") == "not_compiled: none");
    CHECK(verdict("deeper") == "passed: all");
    CHECK(verdict("empty") == "unreadable: none");
    CHECK(verdict("forgetful") == "not_complete: none");
    CHECK(verdict("giant") == "unreadable: none");
    CHECK(verdict("junk") == "unreadable: none");
    CHECK(verdict("nothing") == "not_handed_in: none");
    CHECK(verdict("outside") == "not_handed_in: none");
    CHECK(verdict("pipe") == "unreadable: none");
    CHECK(verdict("dangling") == "not_handed_in: none");
    CHECK(graded.run.status == 1);

    CHECK(graded.of("boole").fact == "all tasks are created before the first await");
    CHECK(contains(graded.of("boole").sentence, "exercise.cpp:"));
    CHECK(contains(graded.of("curry").sentence, "exercise.cpp:2:"));
    CHECK(contains(graded.of("empty").sentence, "2.cpp is empty"));
    CHECK(contains(graded.of("forgetful").sentence, "all_delays"));
    CHECK(contains(graded.of("giant").sentence, "is larger than"));
    CHECK(contains(graded.of("junk").sentence, "is not a text"));
    CHECK(contains(graded.of("pipe").sentence, "is not a file"));
}

TEST_CASE("a link to somebody else's file does not count as handed in, and the teacher is told") {
    const Graded& graded = everyone().graded;
    for (const char* student : {"outside", "dangling"}) {
        CHECK(graded.of(student).points == "0");
        CHECK(graded.of(student).sentence == "02.cpp is a link.");
        CHECK(contains(graded.junit, std::string(student) + "/02.cpp: a link"));
    }
    CHECK(graded.of("original").verdict == "passed");
    CHECK(graded.of("shares").verdict == "not_handed_in");
    CHECK(graded.of("shares").sentence ==
          "02.cpp is a hard link, the same file as original/02.cpp.");
    CHECK(contains(graded.run.out, "shares: 02.cpp is a hard link"));
    CHECK(contains(graded.run.out, "Not used (a link): dangling/02.cpp, outside/02.cpp."));
}

TEST_CASE("files are found as browsers, Moodle and zip archives name them") {
    const Graded& graded = everyone().graded;
    CHECK(graded.of("ada").file == exercise + "/exercise.cpp");
    CHECK(graded.of("browser").file == "02 (1).cpp");
    CHECK(graded.of("far").file == "work/final version/Exercise02 - Copy.CPP");
    for (const char* student : {"browser", "far", "Ada Lovelace", "Emmy"})
        CHECK(graded.of(student).verdict == "passed");
    CHECK(graded.of("Ada Lovelace").id == "4711");
    CHECK(graded.of("Emmy").id == "4713");
}

TEST_CASE("no two students have the same name") {
    const Graded& graded = everyone().graded;
    CHECK(graded.of("Ada Lovelace (4712)").file == "w/" + exercise + "/exercise.cpp");
    CHECK(graded.of("caf\\xE8").verdict == "passed");
    CHECK(graded.of("caf\\xE9").verdict == "passed");
    std::set<std::string> names;
    for (const auto& row : read_csv(graded.csv))
        if (row.at(4) != "not_used") CHECK(names.insert(row.at(0)).second);
}

TEST_CASE("unused files are listed in every output") {
    const std::string json = read_file(everyone().json()), wide = read_file(everyone().wide());
    const Graded& graded = everyone().graded;
    for (const std::string& text : {graded.run.out, graded.csv, graded.junit, json, wide})
        for (const char* file : {"diary.txt", "names.txt", "02 (1).cpp"})
            CHECK(contains(text, file));
    CHECK(contains(graded.csv, "02_create_then_await/exercise.cpp counts"));
}

TEST_CASE("long texts are cut, and say so") {
    const Grade grade = everyone().graded.of("loud");
    CHECK(grade.verdict != "passed");
    for (const auto& row : read_csv(everyone().graded.csv))
        for (const std::string& field : row) CHECK(field.size() < 32000);  // a cell of Excel
    CHECK(everyone().graded.junit.size() < 2000000);
}

TEST_CASE("the wide table has a line for each student, for a spreadsheet") {
    const auto rows = read_csv(read_file(everyone().wide()));
    REQUIRE(rows.size() > 3);
    CHECK(rows[0] == std::vector<std::string>{"\xEF\xBB\xBFstudent", "id", "email", exercise,
                                              "points", "of", "percent", "passed", "seed",
                                              "version", "not used"});
    for (const auto& row : rows) {
        REQUIRE(row.size() == rows[0].size());
        if (row[0] == "Ada Lovelace") CHECK(row[1] == "4711");
        if (row[0] == "Ada Lovelace") CHECK(row[6] == "100.0");
        if (row[0] == "nothing") CHECK(row[3].empty());
        if (row[0] == "nothing") CHECK(row[6] == "0.0");
        if (row[0] == "'=1+1") CHECK(row[10] == "'-2.txt (no exercise)");
    }
    CHECK(rows.back().back() == "names.txt (no exercise)");
}

TEST_CASE("names are only names") {
    const Graded& graded = everyone().graded;
    for (const char* name : {"a b; touch ran $(touch ran) `touch ran` 'q' \"r\"", "new\\x0Aline",
                             "émile 李", "not utf-8 \\xFF"})
        CHECK(graded.of(name).verdict == "passed");
    CHECK_FALSE(fs::exists("ran"));
    for (const auto& entry : fs::recursive_directory_iterator(everyone().students.folder()))
        CHECK(entry.path().filename() != "ran");
    // Anything that looks like a formula is text.
    CHECK(graded.of("'=1+1").verdict == "failed");
}

TEST_CASE("the terminal shows the same, and nothing is lost") {
    const std::string& out = everyone().graded.run.out;
    CAPTURE(out);
    CHECK(everyone().graded.run.err.empty());
    CHECK(contains(out, "23 submissions of 27 students, 1 exercise."));
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
    // Python quotes what the compiler says in the way that needs no backslash.
    const std::string curry = "curry " + exercise + "|all|";
    CHECK((has_line(parsed.out, curry + "\"exercise.cpp:2:") ||
           has_line(parsed.out, curry + "'exercise.cpp:2:")));
    // What it printed, without characters that XML does not allow.
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

TEST_CASE("the exit status is 0 if everybody passes everything, and --help says so") {
    const Class students("coach_grade_pass");
    students.hand_in("ada", "02.cpp", text_of("solution.cpp"));
    const Graded graded = students.grade();
    CHECK(graded.run.status == 0);
    CHECK(has_line(graded.run.out, "1 of 1 submission passed."));

    students.hand_in("nobody", "diary.txt", "");
    CHECK(students.grade().run.status == 1);
    CHECK(students.grade({"--exit-zero"}).run.status == 0);
    CHECK(students.grade({"--student", "ada"}).run.status == 0);
    check_refused(students.grade({"--student", "boole"}).run, "no student with \"boole\"");
    check_refused(students.grade({"--exercise", "77"}).run, "77");
    const Graded other = students.grade({"--exercise", "03", "--exit-zero"});
    CHECK(contains(other.csv, "ada,03_gather,0,"));
    CHECK_FALSE(contains(other.csv, exercise));

    const std::string help = students.run({"--help"}).out;
    for (const char* part : {"Exit status: 0 if", "1 if not", "2 if", "--exit-zero", "SIGTERM"})
        CHECK(contains(help, part));
}

TEST_CASE("equal files are checked once, and verdicts are known the next time") {
    const Class students("coach_grade_known");
    for (const char* name : {"ada", "boole", "curry"})
        students.hand_in(name, "02.cpp", text_of("solution.cpp"));
    students.hand_in("dirac", "02.cpp", text_of("wrong_nobody_waits.cpp"));
    const Graded first = students.grade();
    CHECK(contains(first.run.out, "Checked anew: 2."));
    const Graded second = students.grade();
    CHECK(contains(second.run.out, "Checked anew: 0."));
    CHECK(second.csv == first.csv);
    students.hand_in("dirac", "02.cpp", text_of("wrong_waits_three_seconds.cpp"));
    CHECK(contains(students.grade().run.out, "Checked anew: 1."));
    const Graded forced = students.grade({"--force"});
    CHECK(contains(forced.run.out, "Checked anew: 2."));
    CHECK(forced.of("ada").verdict == "passed");
}

TEST_CASE("a folder that is not a class is refused before anything is done") {
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

// `coach grade` in the background, with a folder for temporary files of its own.
class Running {
public:
    Running(const Class& students, std::vector<std::string> args)
        : temporary_(students.folder() / "tmp") {
        fs::create_directories(temporary_);
        args.insert(args.begin(), {NINE_BIN_DIR "/coach", "grade", students.submissions()});
        std::vector<std::string> variables = students.surroundings();
        variables.push_back("TMPDIR=" + temporary_.string());
        std::vector<char*> words = pointers(args), surroundings = pointers(variables);
        std::fflush(nullptr);
        coach_ = fork();
        REQUIRE(coach_ >= 0);
        if (coach_ != 0) return;
        if (!freopen("/dev/null", "w", stdout)) _exit(9);
        execve(words[0], words.data(), surroundings.data());
        _exit(9);
    }

    bool is_checking() const {
        for (const auto& entry : fs::recursive_directory_iterator(
                 temporary_, fs::directory_options::skip_permission_denied))
            if (entry.path().extension() == ".so") return true;
        return false;
    }
    template <class Condition>
    void wait_for(Condition condition) const {
        for (int i = 0; i < 3000 && !condition(); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    int end_by(int signal) const {
        kill(coach_, signal);
        int status = 0;
        waitpid(coach_, &status, 0);
        return WIFSIGNALED(status) ? WTERMSIG(status) : -1;
    }
    // Whether it has left nothing behind: no program, no folder. After kill -9 another process
    // cleans up, a moment later.
    bool has_left_nothing() const {
        wait_for([&] { return fs::is_empty(temporary_) && !is_in_use(temporary_.string()); });
        return fs::is_empty(temporary_) && !is_in_use(temporary_.string());
    }

private:
    fs::path temporary_;
    pid_t coach_ = -1;
};

TEST_CASE("Ctrl-C stops everything: no program, no folder, no half-written report is left") {
    const Class students("coach_grade_interrupt");
    const std::string endless =
        text_of("exercise.cpp") +
        "#include <unistd.h>\nconst bool stuck = [] { for (;;) pause(); return true; }();\n";
    for (const char* name : {"ada", "boole", "curry"})
        students.hand_in(name, "02.cpp", endless + "// " + name);
    const fs::path csv = students.folder() / "grades.csv", before = students.folder() / "older.csv";
    std::ofstream(before) << "as it was";

    const Running coach(students, {"--csv", csv, "--junit", before});
    coach.wait_for([&] { return coach.is_checking(); });
    CHECK(coach.end_by(SIGINT) == SIGINT);
    CHECK(coach.has_left_nothing());
    CHECK_FALSE(fs::exists(csv));
    CHECK(read_file(before) == "as it was");
}

TEST_CASE("however it is stopped, it has written what it knew, and continues from there") {
    const std::string endless =
        text_of("exercise.cpp") +
        "#include <unistd.h>\nconst bool stuck = [] { for (;;) pause(); return true; }();\n";
    for (const int signal : {SIGTERM, SIGKILL}) {
        CAPTURE(signal);
        const Class students("coach_grade_stopped");
        students.hand_in("ada", "02.cpp", text_of("solution.cpp"));
        students.hand_in("zuse", "02.cpp", endless);
        const std::string csv = students.folder() / "grades.csv";
        const Running coach(students, {"--csv", csv, "--jobs", "1"});
        coach.wait_for([&] { return fs::exists(csv) && coach.is_checking(); });
        CHECK(coach.end_by(signal) == signal);
        CHECK(coach.has_left_nothing());
        const std::string seed = read_csv(read_file(csv)).at(1).at(5);
        CHECK(contains(read_file(csv), "ada," + exercise));
        CHECK(contains(read_file(csv), "not_checked"));

        students.hand_in("zuse", "02.cpp", text_of("wrong_nobody_waits.cpp"));
        const Graded rest = students.grade();
        CHECK(contains(rest.run.out, "Checked anew: 1."));
        CHECK(read_csv(rest.csv).at(1).at(5) == seed);
        CHECK(rest.of("ada").verdict == "passed");
        CHECK(rest.of("zuse").verdict == "failed");
    }
}
