// The coach as a student meets it: a workshop, the commands that act once, and what they say when
// the user gets something wrong.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "places.hpp"
#include "process.hpp"

namespace {

namespace fs = std::filesystem;

const std::string coach = NINE_BIN_DIR "/coach";
const fs::path lesson = NINE_SOURCE_DIR "/lessons/02_create_then_await";

void write(const fs::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
}

// A workshop of its own for a test case.
struct Classroom {
    fs::path folder;

    explicit Classroom(const std::string& name) : folder(scratch("coach_" + name)) {
        const Outcome made = run_program({coach, "init", folder.string()});
        REQUIRE_MESSAGE(made.status == 0, made.err);
    }
    Outcome run(std::vector<std::string> args) const {
        args.insert(args.begin(), coach);
        args.insert(args.end(), {"--workshop", folder.string()});
        return run_program(args);
    }
    fs::path file() const { return folder / "02_create_then_await" / "exercise.cpp"; }
    void write_exercise(const std::string& text) const { write(file(), text); }
    void solve() const { write_exercise(read_file(lesson / "solution.cpp")); }
};

void is_one_clear_line(const Outcome& run, const std::string& part) {
    CHECK(run.status == 2);
    CHECK(count_lines(run.err) == 1);
    CHECK(run.err.starts_with("coach: "));
    CHECK_MESSAGE(contains(run.err, part), run.err);
}

}  // namespace

TEST_CASE("init makes a folder with every exercise, its hints and what an editor needs") {
    const Classroom room("init");
    CHECK(fs::exists(room.file()));
    CHECK(read_file(room.file()) == read_file(lesson / "exercise.cpp"));
    CHECK(fs::exists(room.folder / "02_create_then_await" / "hints.md"));
    CHECK_FALSE(fs::exists(room.folder / "02_create_then_await" / "solution.cpp"));
    CHECK(fs::exists(room.folder / "README.md"));
    const auto commands = nlohmann::json::parse(read_file(room.folder / "compile_commands.json"));
    CHECK(commands.size() >= 1);
    for (const auto& entry : commands) {
        CHECK(fs::exists(entry["file"].get<std::string>()));
        CHECK(fs::exists(entry["directory"].get<std::string>()));
    }
}

TEST_CASE("an editor's command compiles the exercise by itself") {
    const Classroom room("editor");
    const auto commands = nlohmann::json::parse(read_file(room.folder / "compile_commands.json"));
    for (const auto& entry : commands) {
        if (!contains(entry["file"].get<std::string>(), "02_")) continue;
        const std::string command = entry["command"].get<std::string>() + " -fsyntax-only";
        const Outcome run =
            run_shell("cd '" + entry["directory"].get<std::string>() + "' && " + command);
        CHECK_MESSAGE(run.status == 0, run.err);
    }
}

TEST_CASE("init again adds what is missing and changes nothing that exists") {
    const Classroom room("again");
    room.write_exercise("// mine\n");
    fs::remove_all(room.folder / "01_await_in_loop");
    CHECK(run_program({coach, "init", room.folder.string()}).status == 0);
    CHECK(read_file(room.file()) == "// mine\n");
    CHECK(fs::exists(room.folder / "01_await_in_loop" / "exercise.cpp"));
}

TEST_CASE("check says which facts hold; list, solution and explain know what has passed") {
    const Classroom room("course");
    const Outcome shipped = room.run({"check", "02", "--seed", "1"});
    CHECK(shipped.status == 1);
    CHECK(contains(shipped.out, "all tasks are created before the first await"));
    CHECK(contains(shipped.out, "exercise.cpp:"));
    CHECK(contains(shipped.out, "`./coach hint 02`"));
    is_one_clear_line(room.run({"solution", "02"}), "not passed");
    is_one_clear_line(room.run({"explain", "02"}), "not passed");
    CHECK(room.run({"solution", "02", "--force"}).out == read_file(lesson / "solution.cpp"));

    room.solve();
    const Outcome solved = room.run({"check", "2"});
    CHECK(solved.status == 0);
    const std::string list = room.run({"list"}).out;
    CHECK(contains(list, "1 of "));
    CHECK(contains(list, "\n  ✓ 02_create_then_await "));
    CHECK(contains(list, "  fast track  needs 01\n"));
    CHECK(contains(list, "              needs 01 02\n"));  // beside the fast track
    CHECK(room.run({"solution", "02_create_then_await"}).status == 0);
    const Outcome explained = room.run({"explain", "02"});
    CHECK(explained.status == 0);
    CHECK(contains(explained.out, "As it was"));
    CHECK(contains(explained.out, "total 9.000 s"));
    CHECK(contains(explained.out, "As you made it"));
    CHECK(contains(explained.out, "total 3.000 s"));
}

// Each tape's title and number, from its file.
std::vector<std::pair<std::string, int>> tapes_in(const fs::path& file) {
    std::vector<std::pair<std::string, int>> heads;
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);) {
        const auto json = nlohmann::json::parse(line);
        if (json.contains("tape")) heads.emplace_back(json["title"], json["number"]);
    }
    return heads;
}

TEST_CASE("check --tape records each fact's runs, run --tape the example's") {
    const Classroom room("tape");
    const fs::path file = room.folder / "check.tape";
    CHECK(room.run({"check", "02", "--seed", "1", "--tape", file.string()}).status == 1);
    const auto checked = tapes_in(file);
    REQUIRE(checked.size() > 5);
    CHECK(checked.front() == std::pair(std::string("every delay is a task of its own"), 1));
    CHECK(checked.back().first == "it works for one delay, and for eight");
    CHECK(checked.back().second == static_cast<int>(checked.size()));
    CHECK(contains(read_file(file), "exercise.cpp"));
    CHECK_FALSE(contains(read_file(file), "\"library\""));

    CHECK(room.run({"run", "02", "--clock", "virtual", "--tape", file.string()}).status == 0);
    CHECK(tapes_in(file) == std::vector{std::pair(std::string("three delays of 3 s"), 1)});

    is_one_clear_line(room.run({"check", "02", "--tape", "/nowhere/at/all"}), "/nowhere/at/all");
}

TEST_CASE("sanitizers that find nothing say so") {
    if (NINE_SANITIZED) return;  // the first look is a close one there
    const Classroom room("clean");
    CHECK_FALSE(contains(room.run({"check", "02"}).out, "clean"));
    room.solve();
    CHECK(contains(room.run({"check", "02"}).out, "The sanitizers find nothing: clean.\n"));
}

TEST_CASE("coach --version names the toolkit's version") {
    const Outcome run = run_program({coach, "--version"});
    CHECK(run.status == 0);
    CHECK(run.out.starts_with("coach, Nine to Three "));
}

TEST_CASE("run --help of an exercise lists a lesson's flags") {
    const Classroom room("flags");
    const Outcome run = room.run({"run", "02", "--help"});
    CHECK(run.status == 0);
    CHECK(contains(run.out, "--tape FILE"));
}

TEST_CASE("--words, before or after the command, describes what is otherwise drawn") {
    const Classroom room("words");
    room.solve();
    for (const std::vector<std::string>& args :
         std::vector<std::vector<std::string>>{{"--words", "check", "02"},
                                               {"check", "02", "--words"},
                                               {"--words", "run", "02", "--clock", "virtual"},
                                               {"run", "02", "--clock", "virtual", "--words"},
                                               {"list", "--words"},
                                               {"explain", "02", "--words"}}) {
        const Outcome run = room.run(args);
        CAPTURE(run.out);
        CHECK(run.status == 0);
        for (const char* drawn : {"✓", "░", "│", "█", "→"}) CHECK_FALSE(contains(run.out, drawn));
        CHECK(contains(run.out, args == std::vector<std::string>{"list", "--words"}
                                    ? "03_gather: open, on the fast track, needs 01 and 02\n"
                                    : "delay 2: started at 0 s; waited from 0 s to "));
    }
    is_one_clear_line(room.run({"--words", "chek"}), "there is no command \"chek\"");
}

// Read after it was freed, the number is usually still there.
TEST_CASE("a program that passes by luck is told so, and has not passed") {
    if (NINE_SANITIZED) return;  // the first look is a close one there
    const Classroom room("luck");
    room.write_exercise(
        read_file(lesson / "solution.cpp") +
        "const int luck = [] { int* volatile p = new int(1); delete p; return *p; }();\n");
    const Outcome run = room.run({"check", "02"});
    CHECK(run.status == 1);
    CHECK(contains(run.out, "all 5 facts hold"));
    CHECK(contains(run.out, "by luck"));
    CHECK_MESSAGE(contains(run.out, "after freeing it, at exercise.cpp:"), run.out);
    CHECK(contains(room.run({"list"}).out, "0 of "));
}

TEST_CASE("a seed gives the same delays again") {
    const Classroom room("seed");
    CHECK(room.run({"check", "02", "--seed", "5"}).out ==
          room.run({"check", "02", "--seed", "5"}).out);
    CHECK(room.run({"check", "02", "--seed", "5"}).out !=
          room.run({"check", "02", "--seed", "6"}).out);
}

TEST_CASE("run shows the exercise with its timeline, and takes a lesson's flags") {
    const Classroom room("run");
    const Outcome run = room.run({"run", "02", "--clock", "virtual"});
    CHECK(run.status == 0);
    CHECK(contains(run.out, "total 9.000 s, at most 1 task at once"));
    room.write_exercise("int main( {\n");
    CHECK(room.run({"run", "02"}).status == 1);
}

TEST_CASE("hint gives one more each time, and all of them in the end") {
    const Classroom room("hint");
    const std::vector<std::string> texts{room.run({"hint", "02"}).out, room.run({"hint", "02"}).out,
                                         room.run({"hint", "02"}).out,
                                         room.run({"hint", "02"}).out};
    CHECK(contains(texts[0], "1 of 3"));
    CHECK(contains(texts[1], "2 of 3"));
    CHECK(contains(texts[2], "3 of 3"));
    CHECK(contains(texts[3], "A nudge"));
    CHECK(contains(texts[3], "Nearly the answer"));
}

TEST_CASE("reset restores the exercise and keeps what was there") {
    const Classroom room("reset");
    room.write_exercise("// my work of hours\n");
    const Outcome run = room.run({"reset", "02"});
    CHECK(run.status == 0);
    CHECK(read_file(room.file()) == read_file(lesson / "exercise.cpp"));
    int backups = 0;
    for (const auto& entry : fs::recursive_directory_iterator(room.folder / ".coach" / "backup"))
        if (entry.is_regular_file()) {
            ++backups;
            CHECK(read_file(entry.path()) == "// my work of hours\n");
        }
    CHECK(backups == 1);
    CHECK(room.run({"reset", "02"}).status == 0);  // nothing to keep
}

TEST_CASE("reset changes nothing that it cannot read") {
    const Classroom room("reset_unreadable");
    fs::remove(room.file());
    SUBCASE("a folder") { fs::create_directory(room.file()); }
    SUBCASE("a pipe without a writer") { run_program({"mkfifo", room.file().string()}); }
    SUBCASE("a link in a circle") { fs::create_symlink("exercise.cpp", room.file()); }
    const auto before = fs::symlink_status(room.file()).type();
    is_one_clear_line(room.run({"reset", "02"}), room.file().string());
    CHECK(fs::symlink_status(room.file()).type() == before);
    CHECK_FALSE(fs::exists(room.folder / ".coach" / "backup"));
}

// Root can read everything; so these run as another user, where that is possible.
TEST_CASE("an unreadable file is not taken for an empty one") {
    const Classroom room("unreadable");
    const std::string somebody = "setpriv --reuid=65534 --regid=65534 --clear-groups ";
    // In a home that is closed to others, nobody else can use this build.
    if (run_shell(somebody + "ls '" + NINE_BIN_DIR + "/../checks'").status != 0) return;
    const std::string folder = room.folder.string();
    REQUIRE(run_shell("chown -R 65534 '" + folder + "'").status == 0);
    const auto run = [&](const std::string& command) {
        return run_shell(somebody + coach + " " + command + " --workshop '" + folder + "'");
    };
    room.write_exercise("// my work of hours\n");
    fs::permissions(room.file(), fs::perms::owner_write);
    is_one_clear_line(run("reset 02"), "exercise.cpp cannot be read: Permission denied");
    CHECK(read_file(room.file()) == "// my work of hours\n");
    is_one_clear_line(run("check 02"), "cannot be read: Permission denied");

    // This may be all the progress of a term.
    const fs::path progress = room.folder / ".coach" / "progress.json";
    fs::permissions(progress, fs::perms::owner_write);
    is_one_clear_line(run("list"), "progress.json cannot be read: Permission denied");
}

TEST_CASE("simultaneous progress is all remembered") {
    const Classroom room("remembers");
    const std::string hint = coach + " hint --workshop '" + room.folder.string() + "' ";
    run_shell(hint + "01 & " + hint + "02 & " + hint + "02 & " + hint + "03 & wait");
    const auto progress =
        nlohmann::json::parse(read_file(room.folder / ".coach" / "progress.json"));
    CHECK(progress["01_await_in_loop"]["hints"] == 1);
    CHECK(progress["02_create_then_await"]["hints"] == 2);
    CHECK(progress["03_gather"]["hints"] == 1);
}

TEST_CASE("simultaneous checks share no files, and leave none behind") {
    const Classroom room("six");
    const Outcome run = run_shell("for i in 1 2 3 4 5 6; do ( " + coach + " check 02 --workshop '" +
                                  room.folder.string() + "' > '" + room.folder.string() +
                                  "'/out$i; echo $? ) & done; wait");
    CHECK(run.out == "1\n1\n1\n1\n1\n1\n");
    for (const char* i : {"1", "2", "3", "4", "5", "6"})
        CHECK(contains(read_file(room.folder / (std::string("out") + i)), "2 of 5 facts hold"));
    CHECK(fs::is_empty(room.folder / ".coach" / "build"));
}

// A teacher may check a student's file, too. (coach_behind_the_screen.cpp: nor could it read or
// write anything if it ran.)
TEST_CASE("a file under check can write nothing, and read nothing of yours") {
    const Classroom room("confined");
    const std::string secret = room.folder / "secret", written = room.folder / "written";
    write(secret, "secret");
    room.write_exercise(read_file(lesson / "solution.cpp") + R"(
#include <fstream>
#include <iostream>
const bool tried = [] {
    std::cout << "reads: " << std::ifstream("SECRET").is_open() << '\n';
    std::cout << "writes: " << std::ofstream("WRITTEN").is_open() << '\n';
    return true;
}();
)");
    std::string text = read_file(room.file());
    text.replace(text.find("SECRET"), 6, secret);
    text.replace(text.find("WRITTEN"), 7, written);
    room.write_exercise(text);
    const Outcome run = room.run({"check", "02"});
    CHECK(run.status == 1);
    CHECK(contains(run.out, "uses files (std::"));
    CHECK_FALSE(contains(run.out, "reads:"));
    CHECK_FALSE(fs::exists(written));
    room.write_exercise("#include \"" + secret + "\"\n");
    // A line may end anywhere in the sentence, because the path may be long.
    std::string told = room.run({"check", "02"}).out;
    std::erase_if(told, [](char c) { return c == ' ' || c == '\n'; });
    CHECK(contains(told, "Line1:#include\"" + secret));
}

TEST_CASE("a workshop in git holds the student's own files, and nothing else") {
    const fs::path folder = scratch("coach_git");
    const std::string git = "git -C '" + folder.string() + "' ";
    if (run_shell("git init -q '" + folder.string() + "'").status != 0) return;
    REQUIRE(run_program({coach, "init", folder.string()}).status == 0);
    CHECK(run_program({coach, "check", "02", "--workshop", folder.string()}).status == 1);
    REQUIRE(run_shell(git + "add -A").status == 0);
    const std::string staged = run_shell(git + "diff --cached --name-only").out;
    CAPTURE(staged);
    CHECK(contains(staged, "02_create_then_await/exercise.cpp"));
    for (const char* ours : {".coach/", "compile_commands.json", "\ncoach\n"})
        CHECK_FALSE(contains("\n" + staged, ours));

    // A .gitignore of the student's own stays.
    write(folder / ".gitignore", "mine\n");
    CHECK(run_program({coach, "init", folder.string()}).status == 0);
    CHECK(read_file(folder / ".gitignore") == "mine\n");
}

TEST_CASE("list, hint and check go on where compile_commands.json cannot be written") {
    const Classroom room("no_commands");
    fs::remove(room.folder / "compile_commands.json");
    fs::create_directory(room.folder / "compile_commands.json");
    for (const auto& [command, status] : {std::pair{"list", 0}, {"hint", 0}, {"check", 1}}) {
        const Outcome run = room.run({command});
        CHECK(run.status == status);
        CHECK_FALSE(run.out.empty());
        CHECK(count_lines(run.err) == 1);
        CHECK_MESSAGE(contains(run.err, "compile_commands.json"), run.err);
    }
}

TEST_CASE("a workshop is found from any folder inside it") {
    const Classroom room("inside");
    CHECK(run_shell("cd '" + (room.folder / "02_create_then_await").string() + "' && " + coach +
                    " list")
              .status == 0);
}

TEST_CASE("bad input gets one clear line, status 2, and loses nothing") {
    const Classroom room("bad");
    is_one_clear_line(run_program({coach, "list", "--workshop", "/"}), "not in a workshop");
    is_one_clear_line(room.run({"check", "77"}), "no exercise \"77\"");
    is_one_clear_line(run_program({coach, "frobnicate"}), "no command \"frobnicate\"");
    is_one_clear_line(run_program({coach, "frobnicate"}), "coach --help");
    is_one_clear_line(run_program({coach}), "which command? As in `");
    is_one_clear_line(run_program({coach}), "coach --help");
    is_one_clear_line(run_program({coach, "grade", "x", "--jobs", "abc"}),
                      "--jobs: \"abc\" is not a whole number from 1 to 1024");
    is_one_clear_line(run_program({coach, "init", NINE_SOURCE_DIR "/lessons"}),
                      "inside the toolkit");
    is_one_clear_line(run_program({coach, "init", lesson / "lesson.cpp"}), "");
    is_one_clear_line(run_program({coach, "init", "/proc/nothing"}), "/proc/nothing");

    const fs::path other = scratch("coach_not_empty");
    fs::create_directories(other);
    write(other / "letter.txt", "Dear");
    is_one_clear_line(run_program({coach, "init", other.string()}), "not empty");
    CHECK(std::distance(fs::directory_iterator(other), fs::directory_iterator()) == 1);

    room.write_exercise("");
    is_one_clear_line(room.run({"check", "02"}), "is empty");
    room.write_exercise(
        std::string("\x7f"
                    "ELF\0\0\0",
                    7));
    is_one_clear_line(room.run({"check", "02"}), "not a text");
    fs::remove(room.file());
    is_one_clear_line(room.run({"check", "02"}), "`./coach reset 02`");
    CHECK(room.run({"reset", "02"}).status == 0);
    CHECK(read_file(room.file()) == read_file(lesson / "exercise.cpp"));

    for (const char* seed : {"-1", "99999999999999999999999", "1x", ""})
        is_one_clear_line(room.run({"check", "02", "--seed", seed}), "not a whole number");
}

TEST_CASE("damaged progress is reported in one line, and its advice helps") {
    const Classroom room("damaged");
    const fs::path progress = room.folder / ".coach" / "progress.json";
    for (const char* text : {"{ damaged", "[]", "", R"({"02_create_then_await": 1})",
                             R"({"02_create_then_await": {"passed": "x"}})",
                             R"({"02_create_then_await": {"hints": []}})",
                             R"({"02_create_then_await": {"hints": -1}})"}) {
        CAPTURE(text);
        write(progress, text);
        is_one_clear_line(room.run({"list"}), "is damaged. Remove it and run `./coach init ");
    }
    room.write_exercise("// mine\n");
    SUBCASE("removed as told") { fs::remove(progress); }
    SUBCASE("with its folder") { fs::remove_all(room.folder / ".coach"); }
    is_one_clear_line(room.run({"list"}), "`./coach init " + room.folder.string());
    CHECK(run_program({coach, "init", room.folder.string()}).status == 0);
    CHECK(read_file(room.file()) == "// mine\n");
    CHECK(contains(room.run({"list"}).out, "0 of "));
}

TEST_CASE("an exercise may be given as a shell completes it") {
    const Classroom room("path");
    for (const std::string& spec :
         {std::string("02_create_then_await/"), std::string("02_create_then_await/exercise.cpp"),
          std::string("./02_create_then_await"), room.file().string()}) {
        CAPTURE(spec);
        CHECK(contains(room.run({"hint", spec}).out, "02_create_then_await, hint "));
    }
    is_one_clear_line(room.run({"hint", "07_nothing/"}), "no exercise \"07_nothing\"");
    CHECK(contains(run_shell("cd '" + room.file().parent_path().string() + "' && " + coach +
                             " hint exercise.cpp")
                       .out,
                   "02_create_then_await, hint "));
}

TEST_CASE("a failed write is reported; a reader that has gone is not") {
    const Classroom room("full");
    for (const char* command : {"list", "hint 02", "check 02", "solution 02 --force", "--help"}) {
        CAPTURE(command);
        const Outcome run =
            run_shell("cd '" + room.folder.string() + "' && ./coach " + command + " > /dev/full");
        is_one_clear_line(run, "cannot write to the standard output: No space left on device");
    }
    const Outcome closed =
        run_shell("cd '" + room.folder.string() + "' && ./coach explain 02 --force | true");
    CHECK(closed.status == 0);
    CHECK(closed.err.empty());
}

TEST_CASE("a workshop where nothing can be built is not the exercise's fault") {
    const Classroom room("unwritable");
    // A file where the folder should be, which stops even root. Then it is built elsewhere.
    write(room.folder / ".coach" / "build", "");
    CHECK(room.run({"check", "02"}).status == 1);
    CHECK(room.run({"run", "02", "--clock", "virtual"}).status == 0);
    const auto run_without_tmp = [&](const std::string& command) {
        return run_program({coach, command, "02", "--workshop", room.folder.string()},
                           environment({"TMPDIR=" + room.file().string()}));
    };
    is_one_clear_line(run_without_tmp("check"), "cannot write to ");
    is_one_clear_line(run_without_tmp("run"), "cannot write to ");
}

TEST_CASE("init says how to go there, in quotes where needed") {
    const fs::path folder = scratch("coach with space");
    const Outcome made = run_program({coach, "init", folder.string()});
    CHECK(made.status == 0);
    CHECK(contains(made.out, "coach with space'\n    ./coach watch"));
    CHECK(contains(read_file(folder / "README.md"), "./coach run 02 --speed 3"));
}

TEST_CASE("progress survives a damaged write: the file is replaced as a whole") {
    const Classroom room("whole");
    room.solve();
    CHECK(room.run({"check", "02"}).status == 0);
    CHECK(nlohmann::json::parse(read_file(
              room.folder / ".coach" / "progress.json"))["02_create_then_await"]["passed"] == true);
}
