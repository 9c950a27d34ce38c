// `./coach run playground/mine.cpp`: a program of the student's own, built, run, drawn.
#include <doctest/doctest.h>

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

}  // namespace

TEST_CASE("a new workshop has a first program, which runs and is drawn") {
    const fs::path picture = workshop() / "mine.svg", tape = workshop() / "mine.tape";
    const Outcome run =
        run_own("mine.cpp", {"--clock", "virtual", "--svg", picture, "--tape", tape});
    CHECK(run.status == 0);
    CHECK(run.out.starts_with("my own program\n"));
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
