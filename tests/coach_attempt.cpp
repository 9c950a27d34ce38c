// The outcome of an attempt, whatever the student's file does: each kind of verdict from a file
// that deserves it.
#include <doctest/doctest.h>

#include <aio/aio.hpp>
#include <coach/attempt.hpp>
#include <coach/crash.hpp>
#include <coach/toolkit.hpp>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>

#include "places.hpp"

using namespace std::chrono_literals;
using coach::What;

namespace {

const coach::Toolkit& toolkit() {
    static const coach::Toolkit found = coach::Toolkit::find();
    return found;
}
const coach::Exercise& exercise() { return toolkit().exercise("02"); }

// Exercise 02 with this body of all_delays.
std::string with_body(const std::string& body) {
    return "#include <cstdio>\n#include <cstdlib>\n#include <vector>\n#include <aio/aio.hpp>\n"
           "aio::Coroutine<> delay(aio::duration d) { co_await aio::sleep(d); }\n"
           "aio::Coroutine<> all_delays(std::vector<aio::duration> delays) {\n" +
           body + "\nco_return;\n}\n";
}

coach::AttemptOptions of(const std::string& text, const std::string& name) {
    const std::filesystem::path folder = scratch("attempt_" + name);
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "exercise.cpp") << text;
    return {.source = folder / "exercise.cpp", .scratch = folder / "build"};
}

coach::Verdict attempt(const std::string& text, const std::string& name,
                       const coach::Exercise& what = exercise()) {
    return aio::run(coach::attempt(toolkit(), what, of(text, name)));
}

bool says(const coach::Verdict& verdict, const std::string& part) {
    for (const coach::Fact& fact : verdict.facts)
        for (const std::string& sentence : fact.says)
            if (sentence.find(part) != sentence.npos) return true;
    return verdict.text.find(part) != verdict.text.npos;
}

}  // namespace

TEST_CASE("the exercise as shipped fails, and every fact is checked") {
    const coach::Verdict verdict = aio::run(coach::attempt(
        toolkit(), exercise(),
        {.source = exercise().folder / "exercise.cpp", .scratch = scratch("attempt_shipped")}));
    CHECK(verdict.what == What::failed);
    REQUIRE(verdict.first_failure() != nullptr);
    CHECK_FALSE(verdict.first_failure()->says.empty());
    CHECK_FALSE(verdict.first_failure()->picture.empty());
    for (const coach::Fact& fact : verdict.facts) CHECK(fact.looked_at);
    CHECK(verdict.compile_seconds > 0);
}

TEST_CASE("the solution passes") {
    const coach::Verdict verdict = aio::run(coach::attempt(
        toolkit(), exercise(),
        {.source = exercise().folder / "solution.cpp", .scratch = scratch("attempt_solution")}));
    CHECK(verdict.what == What::passed);
    CHECK(verdict.held() == verdict.facts.size());
    CHECK(verdict.first_failure() == nullptr);
}

TEST_CASE("a compiler's message is shown in full, errors before warnings") {
    const coach::Verdict verdict = attempt(with_body("int unused_number; retrun 3;"), "error");
    CHECK(verdict.what == What::not_compiled);
    const auto error = verdict.text.find("error:"), warning = verdict.text.find("warning:");
    REQUIRE(error != std::string::npos);
    CHECK(verdict.text.find("exercise.cpp:7:") != std::string::npos);
    CHECK((warning == std::string::npos || error < warning));
}

// Otherwise it would run on into the code after it.
TEST_CASE("a function without co_await, co_return or co_yield does not compile") {
    const coach::Verdict verdict = attempt(
        "#include <aio/aio.hpp>\n#include <vector>\n"
        "aio::Coroutine<> all_delays(std::vector<aio::duration> delays) {\n"
        "    for (auto d : delays) aio::create_task(aio::sleep(d));\n}\n",
        "no_coroutine");
    CHECK(verdict.what == What::not_compiled);
    CHECK_MESSAGE(verdict.text.find("return-type]") != std::string::npos, verdict.text);
}

TEST_CASE("a missing function is named as it is written in C++") {
    const coach::Verdict verdict = attempt("int nothing_here = 0;\n", "incomplete");
    CHECK(verdict.what == What::not_complete);
    CHECK_MESSAGE(says(verdict, "all_delays(std::vector<aio::duration>)"), verdict.text);
}

// The check of each exercise gives its limits; these are tighter.
TEST_CASE("a loop that never ends is stopped, even in simulated time") {
    coach::Exercise hasty = exercise();
    hasty.limits.time = 500ms;
    const coach::Verdict verdict =
        attempt(with_body("while (true) co_await aio::sleep(aio::duration(1));"), "endless", hasty);
    CHECK(verdict.what == What::out_of_time);
    CHECK(says(verdict, "never ends"));
    if (!NINE_SANITIZED) CHECK(says(verdict, "0.5 s"));
}

TEST_CASE("a flood of output is stopped") {
    coach::Exercise quiet = exercise();
    quiet.limits.output = 10'000;
    const coach::Verdict verdict =
        attempt(with_body("for (;;) std::puts(\"flood\");"), "flood", quiet);
    CHECK(verdict.what == What::flooded);
    CHECK(verdict.output.size() <= 10'000);
}

TEST_CASE("a program that fills all memory is told how much there is") {
    if (NINE_SANITIZED) return;  // the sanitizers map far more than they use
    coach::Exercise narrow = exercise();
    narrow.limits.memory = std::size_t{300} << 20;
    const coach::Verdict verdict =
        attempt(with_body("for (;;) new char[1 << 20];"), "memory", narrow);
    CHECK(verdict.what == What::failed);
    CHECK(says(verdict, "300 MiB"));
}

TEST_CASE("every exercise has limits of its own, which come from its check") {
    CHECK(toolkit().exercise("02").limits.time == 2s);
    CHECK(toolkit().exercise("02").limits.output == 64 * 1024);
    CHECK(toolkit().exercise("05").limits.time == 5s);
}

TEST_CASE("the report of a deadlock says who waits where") {
    const coach::Verdict verdict =
        attempt(with_body("aio::Event never;\nco_await never.wait();"), "deadlock");
    CHECK(verdict.what == What::failed);
    CHECK(says(verdict, "exercise.cpp:8"));
}

TEST_CASE("exit() is not a way to pass") {
    CHECK(attempt(with_body("std::exit(0);"), "exit").what == What::ended_early);
    CHECK(attempt(with_body("std::_Exit(0);"), "_exit").what == What::forbidden);
}

TEST_CASE("a crash is explained by what led to it, and where") {
    const coach::Verdict freed = attempt(
        with_body("int* p = new int(1);\ndelete p;\nstd::printf(\"%d\", *p); std::abort();"),
        "freed");
    CHECK(freed.what == What::crashed);
    CHECK_MESSAGE(says(freed, "after freeing it, at exercise.cpp:9"), freed.text);
    CHECK_MESSAGE(says(freed, "freed at exercise.cpp:8"), freed.text);

    const coach::Verdict null = attempt(with_body("int* volatile p = nullptr;\n*p = 1;"), "null");
    CHECK(null.what == What::crashed);
    CHECK_MESSAGE(says(null, "exercise.cpp:8"), null.text);
    CHECK_MESSAGE(says(null, "null pointer"), null.text);

    const coach::Verdict beyond = attempt(
        with_body("std::vector<aio::Task<>> tasks;\nco_await tasks[delays.size()];"), "beyond");
    CHECK(beyond.what == What::crashed);
    CHECK_MESSAGE(says(beyond, "exercise.cpp:8"), beyond.text);
}

// Freed memory keeps its content for a while, so all facts hold.
TEST_CASE("where the sanitizers judge, what they find is why the fact fails, with its line") {
    const coach::Exercise& lifetimes = toolkit().exercise("09");
    REQUIRE(lifetimes.limits.sanitized);
    const coach::Verdict verdict = aio::run(coach::attempt(
        toolkit(), lifetimes,
        {.source = lifetimes.folder / "exercise.cpp", .scratch = scratch("attempt_lifetimes")}));
    CHECK(verdict.what == What::failed);
    REQUIRE(verdict.first_failure() != nullptr);
    CHECK(verdict.first_failure() == &verdict.facts.front());
    CHECK_MESSAGE(
        says(verdict, "a local variable of a function that had returned, at exercise.cpp:"),
        verdict.text);
}

TEST_CASE("a crash in a function that was inlined has no line that the file does not have") {
    const std::string printed =
        "#include <fmt/core.h>\n" + with_body(
                                        "auto* text = new std::string(99, '-');\n"
                                        "const std::string& gone = *text;\ndelete text;\n"
                                        "fmt::print(\"{}\", gone);");
    coach::AttemptOptions options = of(printed, "printed");
    options.closely = true;
    const coach::Verdict verdict = aio::run(coach::attempt(toolkit(), exercise(), options));
    CHECK(verdict.what == What::crashed);
    CHECK_MESSAGE(says(verdict, "freed at exercise.cpp:10"), verdict.text);
    for (const coach::Fact& fact : verdict.facts)
        for (const std::string& line : fact.says)
            CHECK_FALSE(std::regex_search(line, std::regex("exercise.cpp:[0-9]{3}")));
}

TEST_CASE("a program that passes by luck does not pass a closer look") {
    const std::string lucky = with_body(
        "std::vector<aio::Task<>> tasks;\n"
        "for (auto d : delays) tasks.push_back(aio::create_task(delay(d)));\n"
        "for (auto& task : tasks) co_await task;\n"
        "int* p = new int(1);\ndelete p;\nif (*p == 0) std::puts(\"\");");
    coach::AttemptOptions options = of(lucky, "lucky");
    CHECK(aio::run(coach::attempt(toolkit(), exercise(), options)).what ==
          (NINE_SANITIZED ? What::crashed : What::passed));
    options.closely = true;
    const coach::Verdict closely = aio::run(coach::attempt(toolkit(), exercise(), options));
    CHECK(closely.what == What::crashed);
    CHECK_MESSAGE(says(closely, "after freeing it, at exercise.cpp:12"), closely.text);
}

TEST_CASE("a solution passes a closer look, too") {
    for (const coach::Exercise& one : toolkit().exercises()) {
        CAPTURE(one.name);
        const coach::Verdict verdict =
            aio::run(coach::attempt(toolkit(), one,
                                    {.source = one.folder / "solution.cpp",
                                     .scratch = scratch("attempt_closely_" + one.name),
                                     .closely = true}));
        CHECK_MESSAGE(verdict.what == What::passed, verdict.text, verdict.output);
    }
}

TEST_CASE("a submission may include only the toolkit's and the system's headers") {
    coach::AttemptOptions options =
        of("#include \"" + (exercise().folder / "solution.cpp").string() + "\"\n", "include");
    const coach::Verdict verdict = aio::run(coach::attempt(toolkit(), exercise(), options));
    CHECK(verdict.what == What::forbidden);
    CHECK(says(verdict, "solution.cpp"));
    CHECK(verdict.facts.size() > 1);  // known all the same, for the points
}

TEST_CASE("cancelled, it leaves no compiler behind") {
    const auto begin = std::chrono::steady_clock::now();
    CHECK_THROWS_AS(
        aio::run(aio::wait_for(
            coach::attempt(toolkit(), exercise(), of(with_body(""), "cancelled")), 20ms)),
        aio::TimeoutError);
    CHECK(std::chrono::steady_clock::now() - begin < 10s);
}
