// `coach watch` as a student uses it: in a terminal, on a fresh workshop, from the shipped
// exercises to the last solution, with mistakes on the way.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "places.hpp"
#include "process.hpp"
#include "tmux.hpp"

namespace {

namespace fs = std::filesystem;

/// CI must have tmux. Elsewhere the test is reported to ctest as skipped, with the reason.
const bool can_watch = [] {
    const std::string reason = no_tmux();
    if (reason.empty() || (std::getenv("CI") && !no_pseudo_terminals())) return true;
    std::fprintf(stderr, "coach_watch is skipped: %s\n", reason.c_str());
    std::exit(77);
}();

const std::string coach = NINE_BIN_DIR "/coach";

void write(const fs::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
}

/// The folders of the lessons that have an exercise, in their order.
std::vector<fs::path> lessons() {
    std::vector<fs::path> all;
    for (const auto& entry : fs::directory_iterator(NINE_SOURCE_DIR "/lessons"))
        if (fs::exists(entry.path() / "check.cpp")) all.push_back(entry.path());
    std::ranges::sort(all);
    return all;
}

/// What follows "Fails at: " in a file: the name of a fact.
std::string fact_in(const fs::path& file) {
    const std::string text = read_file(file);
    for (const std::string mark : {"ails at: "}) {
        const auto at = text.find(mark);
        if (at == text.npos) break;
        std::string fact = text.substr(at + mark.size(), text.find('\n', at) - at - mark.size());
        fact.erase(fact.find_last_not_of(" \r") + 1);
        return fact;
    }
    throw std::runtime_error(file.string() + " does not say what it fails at");
}

/// The first misconception of a lesson; empty if there is none.
fs::path wrong_answer(const fs::path& lesson) {
    std::vector<fs::path> all;
    for (const auto& entry : fs::directory_iterator(lesson))
        if (entry.path().filename().string().starts_with("wrong_")) all.push_back(entry.path());
    return all.empty() ? fs::path() : *std::ranges::min_element(all);
}

struct Student {
    fs::path folder;

    explicit Student(const std::string& name) : folder(scratch("watch_" + name)) {
        const Outcome made = run_program({coach, "init", folder.string()});
        REQUIRE_MESSAGE(made.status == 0, made.err);
    }
    fs::path file(const fs::path& lesson) const {
        return folder / lesson.filename() / "exercise.cpp";
    }
    fs::path file() const { return file(lessons().front()); }

    /// Watches, and then shows how that ended, and whether the terminal is as it was.
    std::string command(const std::string& arguments = {}) const {
        return "stty -g > modes; " + coach + " watch " + arguments +
               "; echo \"ended with $?\"; stty -g | cmp modes && echo modes restored; exec sleep "
               "600";
    }
};

/// Whether the whole screen is there, down to its last line, and not that of an earlier attempt.
bool is_drawn(const std::string& words) {
    return !contains(words, "checking") && contains(words, "q quit");
}

/// Whether the first fact that does not hold is this one.
bool fails_at(const std::string& words, const std::string& fact) {
    return is_drawn(words) && words.find("✗") != words.npos &&
           words.compare(words.find("✗"), 4 + fact.size(), "✗ " + fact) == 0;
}

/// Saves while the list is on the screen: the verdict that replaces it is a new one.
void save(Pane& pane, const fs::path& file, const std::string& text) {
    pane.type("l");
    REQUIRE_MESSAGE(pane.wait_for("→"), pane.seen);
    write(file, text);
}

void check_ended(Pane& pane, int status) {
    CHECK_MESSAGE(pane.wait_for("ended with " + std::to_string(status)), pane.seen);
    CHECK_MESSAGE(pane.wait_for("modes restored"), pane.seen);
    CHECK(pane.cursor_is_shown());
}

/// A file that compiles in any exercise, and whose check would never end.
std::string endless(const fs::path& file) {
    return read_file(file) +
           "\nstatic const int for_ever = [] {\n    for (volatile int i = 0;;) i = 1;\n"
           "    return 0;\n}();\n";
}

std::size_t columns(const std::string& line) {
    return static_cast<std::size_t>(std::ranges::count_if(
        line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

TEST_CASE("from the first exercise as shipped to the last one solved") {
    const Student student("all");
    const std::vector<fs::path> all = lessons();
    Pane pane(80, 24, student.folder, student.command());
    for (const fs::path& lesson : all) {
        const std::string name = lesson.filename().string();
        CAPTURE(name);
        const std::string shipped = fact_in(lesson / "check.cpp");
        CHECK_MESSAGE(pane.wait_until([&](const std::string& words) {
            return contains(words, name + "/exercise.cpp") && fails_at(words, shipped);
        }),
                      pane.seen);
        CHECK(pane.lines().size() <= 24);

        if (const fs::path wrong = wrong_answer(lesson); !wrong.empty()) {
            save(pane, student.file(lesson), read_file(wrong));
            const std::string fact = fact_in(wrong);
            CHECK_MESSAGE(
                pane.wait_until([&](const std::string& words) { return fails_at(words, fact); }),
                wrong.filename(), ": ", pane.seen);
        }

        const std::string solution = read_file(lesson / "solution.cpp");
        save(pane, student.file(lesson), solution + "int broken = no_such_name;\n");
        const std::string place =
            "It is at exercise.cpp:" + std::to_string(count_lines(solution) + 1) + ".";
        CHECK_MESSAGE(pane.wait_until([&](const std::string& words) {
            return is_drawn(words) && contains(words, "does not compile yet: 1 error. " + place);
        }),
                      pane.seen);
        CHECK(contains(pane.seen, "no_such_name"));

        save(pane, student.file(lesson), solution);
        CHECK_MESSAGE(pane.wait_until([](const std::string& words) {
            return is_drawn(words) && contains(words, "Well done!");
        }),
                      name, ": ", pane.seen);
        CHECK(contains(pane.seen, name + ": all "));
        CHECK(contains(pane.seen, lesson == all.back() ? "That was the last one" : "n goes on to"));
        pane.type("n");
    }
    check_ended(pane, 0);
    CHECK(contains(pane.words(), "All exercises are passed."));

    const std::string done = std::to_string(all.size()) + " of " + std::to_string(all.size());
    CHECK(contains(run_program({coach, "list", "--workshop", student.folder}).out, done));
    Pane again(80, 24, student.folder, student.command());
    CHECK_MESSAGE(again.wait_for("exercises are passed"), again.seen);
    check_ended(again, 0);
}

TEST_CASE("a program that passes by luck is told so a little later") {
    if (NINE_SANITIZED) return;  // the first look is a close one there
    const Student student("luck");
    Pane pane(80, 24, student.folder, student.command());
    REQUIRE_MESSAGE(pane.wait_until(is_drawn), pane.seen);
    const std::string solution = read_file(lessons().front() / "solution.cpp");
    save(pane, student.file(),
         solution +
             "const int luck = [] { int* volatile p = new int(1); delete p; return *p; }();\n");
    CHECK_MESSAGE(pane.wait_for("Well done!"), pane.seen);
    CHECK_MESSAGE(pane.wait_for("after freeing it"), pane.seen);
    CHECK(contains(pane.seen, "by luck"));
    CHECK(contains(pane.seen, "0 of "));
    save(pane, student.file(), solution);
    CHECK_MESSAGE(pane.wait_for("Well done! e explains it"), pane.seen);
    pane.type("q");
    check_ended(pane, 0);
    CHECK(contains(run_program({coach, "list", "--workshop", student.folder}).out, "1 of "));
}

TEST_CASE("in a window of 40 columns and 10 lines the head, the failure and the keys are there") {
    const Student student("small");
    const fs::path lesson = lessons().front();
    Pane pane(40, 10, student.folder, student.command());
    CHECK_MESSAGE(pane.wait_until([&](const std::string& words) {
        return fails_at(words, fact_in(lesson / "check.cpp"));
    }),
                  pane.seen);
    const auto lines = pane.lines();
    CHECK(lines.size() <= 10);
    for (const std::string& line : lines) CHECK(columns(line) <= 40);
    CHECK(contains(lines.back(), "h hint  n next"));
    CHECK(contains(pane.seen, lesson.filename().string()));

    save(pane, student.file(), read_file(lesson / "solution.cpp"));
    CHECK_MESSAGE(pane.wait_for("Well done!"), pane.seen);
    CHECK(pane.lines().size() <= 10);

    // The screen follows the window, and the picture is redrawn for it.
    pane.resize(80, 24);
    CHECK_MESSAGE(pane.wait_for("r run again"), pane.seen);
    pane.resize(30, 6);
    CHECK_MESSAGE(pane.wait_for("h n l t e r q"), pane.seen);
    CHECK(pane.lines().size() <= 6);
    pane.type("q");
    check_ended(pane, 0);
}

TEST_CASE("a key answers: hints one by one, the list, the timeline, and n asks again") {
    const Student student("keys");
    Pane pane(80, 24, student.folder, student.command());
    const std::string shipped = fact_in(lessons().front() / "check.cpp");
    const auto is_told = [&](const std::string& words) {
        return fails_at(words, shipped) && !contains(words, "Hint");
    };
    REQUIRE_MESSAGE(pane.wait_until(is_told), pane.seen);
    CHECK_FALSE(pane.cursor_is_shown());

    for (const char* hint : {"Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3", "Hint 1 of 3"}) {
        pane.type("h");
        CHECK_MESSAGE(pane.wait_for(hint), pane.seen);
    }
    pane.type("l");
    CHECK_MESSAGE(pane.wait_for("→ " + lessons().front().filename().string()), pane.seen);
    pane.type("t");
    CHECK_MESSAGE(pane.wait_until([](const std::string& words) {
        return !contains(words, "→") &&
               (contains(words, "total ") || contains(words, "There is no timeline"));
    }),
                  pane.seen);
    for (const char* key : {"?", "Up", "x", "Escape"}) {
        pane.type("l");
        CHECK_MESSAGE(pane.wait_for("→"), pane.seen);
        pane.type(key);
        CHECK_MESSAGE(pane.wait_until(is_told), key, ": ", pane.seen);
    }
    pane.type("e");
    CHECK_MESSAGE(pane.wait_for("is not passed yet. h gives a hint."), pane.seen);
    if (lessons().size() > 1) {
        pane.type("n");
        CHECK_MESSAGE(pane.wait_for("n again goes on anyway"), pane.seen);
        pane.type("n");
        CHECK_MESSAGE(pane.wait_for(lessons()[1].filename().string() + ": "), pane.seen);
    }
    pane.type("q");
    check_ended(pane, 0);
}

TEST_CASE("what is typed during a run is kept, in order; q acts at once") {
    const Student student("kept");
    Pane pane(80, 24, student.folder, student.command());
    const std::string shipped = fact_in(lessons().front() / "check.cpp");
    REQUIRE_MESSAGE(
        pane.wait_until([&](const std::string& words) { return fails_at(words, shipped); }),
        pane.seen);

    // Acting at once, `l` would show a list that the verdict then replaces.
    pane.type("r", "h", "l");
    CHECK_MESSAGE(pane.wait_until([](const std::string& words) {
        return contains(words, "→") && !contains(words, "checking");
    }),
                  pane.seen);
    pane.type("h");
    CHECK_MESSAGE(pane.wait_for("Hint 2 of 3"), pane.seen);

    write(student.file(), endless(student.file()));
    CHECK_MESSAGE(pane.wait_for("checking"), pane.seen);
    pane.type("l");
    CHECK_MESSAGE(pane.wait_for("kept until this is over: l"), pane.seen);
    pane.type("q");
    CHECK_MESSAGE(pane.wait_for("ended with 0"), pane.seen);
    CHECK_FALSE(contains(pane.seen, "did not end"));
    check_ended(pane, 0);
}

TEST_CASE("a file saved again while it is checked is checked again, and only that counts") {
    const Student student("again");
    const fs::path lesson = lessons().front();
    Pane pane(80, 24, student.folder, student.command());
    const std::string shipped = fact_in(lesson / "check.cpp");
    REQUIRE_MESSAGE(
        pane.wait_until([&](const std::string& words) { return fails_at(words, shipped); }),
        pane.seen);
    // Once it is compiled, its check runs, and goes on running.
    const auto is_compiled = [&] {
        std::error_code error;
        for (const auto& run : fs::directory_iterator(student.folder / ".coach/build", error))
            if (fs::exists(run.path() / "exercise.so", error)) return true;
        return false;
    };
    write(student.file(), endless(lesson / "exercise.cpp"));
    CHECK_MESSAGE(pane.wait_until([&](const std::string& words) {
        return contains(words, "checking") && is_compiled();
    }),
                  pane.seen);
    write(student.file(), read_file(lesson / "solution.cpp"));
    bool told_endless = false;
    CHECK_MESSAGE(pane.wait_until([&](const std::string& words) {
        told_endless = told_endless || contains(words, "did not end");
        return contains(words, "Well done!");
    }),
                  pane.seen);
    CHECK_FALSE(told_endless);

    // Many times within one compilation.
    for (int i = 0; i < 40; ++i) {
        write(student.file(), read_file(lesson / (i % 2 == 0 ? "solution.cpp" : "exercise.cpp")));
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    CHECK_MESSAGE(
        pane.wait_until([&](const std::string& words) { return fails_at(words, shipped); }),
        pane.seen);
    pane.type("q");
    check_ended(pane, 0);
}

TEST_CASE("every way in which an editor saves is noticed") {
    const Student student("save");
    const fs::path lesson = lessons().front();
    const std::string shipped = fact_in(lesson / "check.cpp");
    const std::string solution = read_file(lesson / "solution.cpp"),
                      exercise = read_file(lesson / "exercise.cpp");
    Pane pane(80, 24, student.folder, student.command());
    const auto failing = [&](const std::string& words) { return fails_at(words, shipped); };
    REQUIRE_MESSAGE(pane.wait_until(failing), pane.seen);

    // Another file in its place.
    write(student.folder / "beside", solution);
    fs::rename(student.folder / "beside", student.file());
    CHECK_MESSAGE(pane.wait_for("Well done!"), pane.seen);
    pane.type("e");
    CHECK_MESSAGE(pane.wait_until([](const std::string& words) {
        return !contains(words, "Well done!") && contains(words, "facts hold");
    }),
                  pane.seen);

    // Emptied first, and written a little later: an empty file is not reported, unless this program
    // itself was stopped in between.
    const auto emptied = std::chrono::steady_clock::now();
    write(student.file(), "");
    std::this_thread::sleep_for(std::chrono::milliseconds(40));
    write(student.file(), exercise);
    const bool in_time =
        std::chrono::steady_clock::now() - emptied < std::chrono::milliseconds(100);
    bool told_empty = false;
    CHECK_MESSAGE(pane.wait_until([&](const std::string& words) {
        told_empty = told_empty || contains(words, "is empty");
        return failing(words);
    }),
                  pane.seen);
    CHECK_FALSE((in_time && told_empty));

    // The old one moved away to a backup.
    fs::rename(student.file(), student.folder / "exercise.cpp~");
    write(student.file(), solution);
    CHECK_MESSAGE(pane.wait_for("Well done!"), pane.seen);

    SUBCASE("a file that stays empty is reported") {
        write(student.file(), "");
        CHECK_MESSAGE(pane.wait_for("is empty"), pane.seen);
    }
    SUBCASE("a file that has gone is waited for") {
        fs::rename(student.file(), student.folder / "away");
        CHECK_MESSAGE(pane.wait_for("is not there any more"), pane.seen);
        fs::rename(student.folder / "away", student.file());
        CHECK_MESSAGE(pane.wait_for("Well done!"), pane.seen);
    }
    SUBCASE("a file may go while it is checked, and then nothing says that it still is") {
        write(student.file(), endless(student.file()));
        CHECK_MESSAGE(pane.wait_for("checking"), pane.seen);
        fs::remove(student.file());
        CHECK_MESSAGE(pane.wait_until([](const std::string& words) {
            return is_drawn(words) && contains(words, "is not there any more");
        }),
                      pane.seen);
        CHECK(contains(pane.seen, "`./coach reset"));
        write(student.file(), solution);
        CHECK_MESSAGE(pane.wait_for("Well done!"), pane.seen);
    }
    SUBCASE("a workshop that has gone is waited for") {
        const fs::path away = student.folder.string() + "_away";
        fs::remove_all(away);
        fs::rename(student.folder, away);
        CHECK_MESSAGE(pane.wait_for("is not there any more"), pane.seen);
        pane.type("h");
        pane.type("l");
        CHECK_MESSAGE(pane.wait_for("→"), pane.seen);
        fs::rename(away, student.folder);
        CHECK_MESSAGE(pane.wait_for("Well done!"), pane.seen);
    }
    pane.type("q");
    check_ended(pane, 0);
}

TEST_CASE("the terminal is given back, however watch ends") {
    const Student student("ends");
    for (const auto& [how, status] :
         {std::pair{"C-c", 130}, std::pair{"INT", 130}, std::pair{"TERM", 143},
          std::pair{"HUP", 129}, std::pair{"QUIT", 131}}) {
        CAPTURE(how);
        // The process's number, which the shell writes before it becomes the coach.
        Pane pane(80, 24, student.folder,
                  "stty -g > modes; sh -c 'echo $$ > number; exec " + coach +
                      " watch'; echo \"ended with $?\"; "
                      "stty -g | cmp modes && echo modes restored; exec sleep 600");
        REQUIRE_MESSAGE(pane.wait_for("q quit"), pane.seen);
        if (std::string(how) == "C-c")
            pane.type(how);
        else
            run_shell(std::string("kill -") + how + " $(cat " +
                      (student.folder / "number").string() + ")");
        check_ended(pane, status);
    }
}

TEST_CASE("a terminal that cannot draw gets the same, line by line") {
    const Student student("dumb");
    // It scrolls, and does not make room like a terminal that can draw.
    Pane pane(80, 32, student.folder, student.command(), "dumb");
    CHECK_MESSAGE(pane.wait_until([&](const std::string& words) {
        return contains(words, fact_in(lessons().front() / "check.cpp")) &&
               contains(words, "q quit");
    }),
                  pane.seen);
    pane.type("h");
    CHECK_MESSAGE(pane.wait_for("Hint 1 of 3"), pane.seen);
    pane.type("q");
    check_ended(pane, 0);
}

TEST_CASE("where the locale is not UTF-8, every page is ASCII") {
    const Student student("ascii");
    Pane pane(60, 24, student.folder, "LC_ALL=C TERM=linux " + coach + " watch");
    const std::string shipped = fact_in(lessons().front() / "check.cpp");
    const auto check_screen = [&](const std::string& text, const std::string& or_else = {}) {
        CHECK_MESSAGE(pane.wait_until([&](const std::string& words) {
            return contains(words, text) || (!or_else.empty() && contains(words, or_else));
        }),
                      pane.seen);
        for (const std::string& line : pane.lines()) {
            CAPTURE(line);
            CHECK(std::ranges::all_of(line,
                                      [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
        }
    };
    check_screen("X " + shipped);
    pane.type("h");
    check_screen("Hint 1 of 3");
    pane.type("l");
    check_screen("> " + lessons().front().filename().string());
    pane.type("t");
    check_screen("total ", "There is no timeline");
    write(student.file(), endless(student.file()));
    check_screen("checking");
    write(student.file(), read_file(lessons().front() / "solution.cpp"));
    check_screen("Well done!");
    check_screen("total ");
    pane.type("q");
}

TEST_CASE("in words everything is printed below what was, and nothing is drawn or printed twice") {
    const Student student("words");
    const fs::path lesson = lessons().front();
    Pane pane(100, 60, student.folder, student.command("--words"));
    CHECK_MESSAGE(pane.wait_for("fails: " + fact_in(lesson / "check.cpp")), pane.seen);
    CHECK_MESSAGE(pane.wait_for("q quit"), pane.seen);
    CHECK(contains(pane.seen, "0 of " + std::to_string(lessons().size()) + " exercises done"));
    pane.type("n");
    CHECK_MESSAGE(pane.wait_for("n again goes on anyway"), pane.seen);
    // The answer alone: the verdict above it is still the only one.
    CHECK(pane.seen.find("fails: ") == pane.seen.rfind("fails: " + fact_in(lesson / "check.cpp")));
    write(student.file(), read_file(lesson / "solution.cpp"));
    CHECK_MESSAGE(pane.wait_for("Well done!"), pane.seen);
    CHECK_MESSAGE(pane.wait_until([](const std::string& words) {
        return contains(words, "delay 1: started at 0 s; waited from 0 s to");
    }),
                  pane.seen);
    if (!NINE_SANITIZED)
        CHECK_MESSAGE(pane.wait_for("The sanitizers find nothing: clean."), pane.seen);
    for (const char* drawn : {"✓", "░", "│", "█"}) CHECK_FALSE(contains(pane.seen, drawn));
    pane.type("q");
    check_ended(pane, 0);
}

TEST_CASE("without a terminal there is one clear line, and status 2") {
    const Student student("pipe");
    const Outcome watch = run_program({coach, "watch", "--workshop", student.folder});
    CHECK(watch.status == 2);
    CHECK(watch.out.empty());
    CHECK(count_lines(watch.err) == 1);
    CHECK(contains(watch.err, "coach check"));
}
