// The compiler's first line about a common mistake says in words what to do. Each file of
// tests/compile_errors is one mistake:
//
//   // says: how long? Write a duration
//   aio::Coroutine<> program() { co_await aio::sleep(3); }
//
// It is compiled with the compiler that compiled this, after what every program begins with
// (prelude.hpp), and the first line with an error or a warning is tested. `// says with GNU:` is
// for another compiler's text, `// fits:` for what must compile.
#include <unistd.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "process.hpp"

namespace fs = std::filesystem;

namespace {

const fs::path mistakes = NINE_SOURCE_DIR "/tests/compile_errors";

/// The prelude, compiled once: each mistake then takes a fraction of a second.
class Prelude {
public:
    Prelude() : folder_(fs::temp_directory_path() / ("aio_mistakes." + std::to_string(getpid()))) {
        fs::create_directories(folder_);
        fs::copy_file(mistakes / "prelude.hpp", folder_ / "prelude.hpp");
        const bool is_clang = std::string(NINE_COMPILER_ID) == "Clang";
        const std::string compiled = folder_ / (is_clang ? "prelude.hpp.pch" : "prelude.hpp.gch");
        auto command = options();
        command.insert(command.end(),
                       {"-x", "c++-header", folder_ / "prelude.hpp", "-o", compiled});
        const Outcome made = run_program(command);
        REQUIRE_MESSAGE(made.status == 0, made.err);
    }
    ~Prelude() { fs::remove_all(folder_); }
    Prelude(const Prelude&) = delete;
    Prelude& operator=(const Prelude&) = delete;

    /// The compiler's first line with an error or a warning.
    [[nodiscard]] std::string first_complaint(const fs::path& file) const {
        auto command = options();
        command.insert(command.end(),
                       {"-fsyntax-only", "-include", folder_ / "prelude.hpp", file.string()});
        std::istringstream lines(run_program(command).err);
        for (std::string line; std::getline(lines, line);)
            if (contains(line, "error:") || contains(line, "warning:")) return line;
        return "nothing";
    }

private:
    static std::vector<std::string> options() {
        return {
            NINE_COMPILER, "-std=c++20",          "-Wall", "-Wextra", "-fdiagnostics-color=never",
            "-I",          NINE_SOURCE_DIR "/lib"};
    }
    fs::path folder_;
};

/// What a file expects the compiler to say: after "// says:", or the same "with" this compiler.
std::string expectation(const fs::path& file, const std::string& what) {
    std::ifstream in(file);
    std::string found;
    for (std::string line; std::getline(in, line) && line.starts_with("//");) {
        if (line.starts_with("// " + what + ": ") && found.empty())
            found = line.substr(what.size() + 5);
        const std::string of_this = "// " + what + " with " NINE_COMPILER_ID ": ";
        if (line.starts_with(of_this)) found = line.substr(of_this.size());
    }
    return found;
}

std::vector<fs::path> all_mistakes() {
    std::vector<fs::path> all;
    for (const auto& entry : fs::directory_iterator(mistakes))
        if (entry.path().extension() == ".cpp") all.push_back(entry.path());
    std::sort(all.begin(), all.end());
    return all;
}

}  // namespace

TEST_CASE("the first line about a mistake says what to do") {
    const Prelude prelude;
    const auto all = all_mistakes();
    REQUIRE(all.size() > 20);
    for (const fs::path& file : all) {
        CAPTURE(file.filename().string());
        const std::string said = prelude.first_complaint(file);
        const std::string expected = expectation(file, "says");
        if (expected.empty()) {
            CHECK_MESSAGE(contains(expectation(file, "fits"), "it compiles"), "no expectation");
            CHECK_MESSAGE(said == "nothing", said);
        } else {
            CHECK_MESSAGE(contains(said, expected), said);
        }
    }
}

TEST_CASE("a compiler that would miscompile programs is refused, with the reason") {
    const Outcome found = run_shell("command -v g++-12");
    if (found.status != 0) {
        MESSAGE("there is no g++-12 here: not tried");
        return;
    }
    const Outcome outcome = run_shell(
        "echo '#include <aio/aio.hpp>' | g++-12 -std=c++20 -x c++ "
        "-fsyntax-only -I '" NINE_SOURCE_DIR "/lib' -");
    CHECK(outcome.status != 0);
    std::istringstream lines(outcome.err);
    std::string first;
    while (std::getline(lines, first) && !contains(first, "error:")) {
    }
    CHECK_MESSAGE(contains(first, "this g++ is too old: before 13 it silently miscompiles"), first);
    CHECK_MESSAGE(contains(first, "What to do: use g++ 13, clang++ 16, or newer."), first);
}
