// `./coach run playground/mine.cpp`: a program of the student's own, built, run, drawn.
#include <doctest/doctest.h>

#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "places.hpp"
#include "process.hpp"

namespace fs = std::filesystem;

namespace {

const std::string coach = NINE_BIN_DIR "/coach";

// A workshop of one's own, made once for all cases.
const fs::path& workshop() {
    static const fs::path folder = [] {
        const fs::path made = scratch("coach_own_program");
        REQUIRE(run_program({coach, "init", made.string()}).status == 0);
        return made;
    }();
    return folder;
}

Outcome run_own(const std::string& file, std::vector<std::string> flags = {}) {
    std::vector<std::string> args{coach, "run", (workshop() / "playground" / file).string()};
    args.insert(args.end(), flags.begin(), flags.end());
    return run_program(args);
}

void write(const std::string& file, const std::string& text) {
    std::ofstream(workshop() / "playground" / file) << text;
}

// What it writes to a terminal, to its end.
std::string seen_on_terminal(std::vector<std::string> args) {
    std::vector<std::string> variables{"TERM=xterm-256color"};  // the first one of a name counts
    for (const std::string& text : environment({"LANG=C.UTF-8"})) variables.push_back(text);
    const auto argv = pointers(args), envp = pointers(variables);
    int fd = -1;
    winsize size{24, 80, 0, 0};
    const pid_t child = forkpty(&fd, nullptr, nullptr, &size);
    REQUIRE(child >= 0);
    if (child == 0) {
        execve(argv[0], argv.data(), envp.data());
        _exit(127);
    }
    std::string seen;
    char bytes[4096];
    for (ssize_t n; (n = read(fd, bytes, sizeof bytes)) > 0;)
        seen.append(bytes, static_cast<std::size_t>(n));
    close(fd);
    waitpid(child, nullptr, 0);
    return seen;
}

}  // namespace

TEST_CASE("a new workshop has a first program, which runs and is drawn") {
    const fs::path picture = workshop() / "mine.svg", tape = workshop() / "mine.tape";
    const Outcome run =
        run_own("mine.cpp", {"--clock", "virtual", "--svg", picture, "--tape", tape});
    CHECK(run.status == 0);
    CHECK(run.out.starts_with("my own program\n"));
    CHECK(run.err.empty());
    CHECK(contains(run.out, "total 3.000 s, at most 2 tasks at once"));
    CHECK(contains(read_file(picture), "<svg"));
    CHECK(contains(read_file(tape), "breakfast"));
}

TEST_CASE("a program with only aio and http runs, too, with its own exit status") {
    write("plain.cpp", R"(
#include <cstdio>
#include <aio/aio.hpp>
#include <http/http.hpp>
aio::Coroutine<int> answer() {
    aio::http::Session session;
    co_await session.close();
    co_return 42;
}
int main() {
    std::puts("plain");
    return aio::run(answer());
}
)");
    const Outcome run = run_own("plain.cpp");
    CHECK(run.out == "plain\n");
    CHECK(run.status == 42);
}

TEST_CASE("a compiler's error is shown, with its line") {
    write("broken.cpp", "int main() {\n    return nothing;\n}\n");
    const Outcome run = run_own("broken.cpp");
    CHECK(run.status == 1);
    CHECK(contains(run.out, "broken.cpp does not compile yet"));
    CHECK(contains(run.out, "broken.cpp:2:"));
}

TEST_CASE("a missing file, and one without main, are each reported in one line") {
    const Outcome missing = run_own("gone.cpp");
    CHECK(missing.status != 0);
    CHECK(contains(missing.err, "gone.cpp is not there."));
    CHECK(count_lines(missing.err) == 1);
    write("no_main.cpp", "int answer() { return 42; }\n");
    const Outcome no_main = run_own("no_main.cpp");
    CHECK(no_main.status == 1);
    CHECK(contains(no_main.err, "has no main function"));
}

TEST_CASE("what its main throws is reported by the program itself") {
    write("throws.cpp",
          "#include <lesson/lesson.hpp>\n#include <stdexcept>\n"
          "aio::Coroutine<> fails() { throw std::runtime_error(\"burnt\"); co_return; }\n"
          "int main(int argc, char** argv) {\n"
          "    lesson::Program program(argc, argv, {.name = \"throws\"});\n"
          "    program.run(\"toast\", fails());\n    return program.done();\n}\n");
    const Outcome run = run_own("throws.cpp");
    CHECK(run.status == 1);
    CHECK(contains(run.err, "throws: the program failed: burnt"));
}

TEST_CASE("a crash is told in one line, with its place") {
    write("crash.cpp",
          "#include <aio/aio.hpp>\nstruct Pot { int water = 0; };\n"
          "aio::Coroutine<> fill(Pot* pot) {\n    co_await aio::sleep(std::chrono::seconds(0));\n"
          "    pot->water = 3;\n}\n"
          "int main() { aio::run(fill(nullptr)); }\n");
    const Outcome run = run_own("crash.cpp");
    CHECK(run.status != 0);
    CHECK_MESSAGE(contains(run.err, "crash.cpp:5"), run.err);
    if (NINE_SANITIZED) return;  // AddressSanitizer tells it
    CHECK(run.status == 128 + SIGSEGV);
    CHECK(count_lines(run.err) == 1);
    CHECK(run.err.starts_with("crash: the program crashed at crash.cpp:5 (a segmentation fault"));
}

TEST_CASE("an exception that leaves main is told in one line, too") {
    write("burnt.cpp",
          "#include <stdexcept>\n#include <aio/aio.hpp>\n"
          "aio::Coroutine<> toast() { throw std::runtime_error(\"burnt\"); co_return; }\n"
          "int main() { aio::run(toast()); }\n");
    const Outcome run = run_own("burnt.cpp");
    CHECK(run.status == 1);
    CHECK(run.err ==
          "burnt: the program failed with an exception that nobody caught (std::runtime_error): "
          "burnt\n");
}

TEST_CASE("a program whose main has no parameters is given no flags") {
    write("no_flags.cpp",
          "// not int main(void)\n#include <aio/aio.hpp>\nint main() {\n"
          "    aio::run(aio::sleep(std::chrono::seconds(1)));\n}\n");
    for (const std::string flag : {"--bogus", "--help"}) {
        const Outcome run = run_own("no_flags.cpp", {flag});
        CHECK(run.status == 2);
        CHECK(run.err.starts_with("coach: no_flags.cpp takes no flags and is not drawn"));
        CHECK(contains(run.err, "\n    #include <lesson/lesson.hpp>\n"));
        CHECK(contains(run.err, "\n        lesson::Program program("));
    }
}

TEST_CASE("--help without a file is the coach's, and names the program's own") {
    const Outcome run = run_program({coach, "run", "--help"});
    CHECK(run.status == 0);
    CHECK(contains(run.out, "Usage: coach run"));
    CHECK(contains(run.out, "`./coach run 02 --help` lists them"));
}

TEST_CASE("all flags after the file are the program's; a terminal is told that it is compiled" *
          doctest::skip(no_pseudo_terminals())) {
    write("flags.cpp",
          "#include <cstdio>\n// int main() { ... }\n"
          "int main(int argc, char** argv) {\n    std::puts(argc == 2 ? argv[1] : \"?\");\n}\n");
    const std::string file = workshop() / "playground" / "flags.cpp";
    const std::string seen = seen_on_terminal({coach, "run", file, "--help"});
    CHECK(seen == "compiling flags.cpp...\r\x1b[K--help\r\n");
}
