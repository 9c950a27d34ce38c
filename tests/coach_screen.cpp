// The screen finds what no exercise needs, in a text and in a plug-in, and does not object to
// honest programs.
#include <doctest/doctest.h>

#include <coach/elf.hpp>
#include <coach/screen.hpp>
#include <coach/source_screen.hpp>

#include <filesystem>
#include <string>
#include <vector>

#include "coach_attempts.hpp"

using coach::foreign_text;
using coach::What;

namespace {

const std::filesystem::path checks = std::string(NINE_BIN_DIR) + "/../checks";

}  // namespace

TEST_CASE("what is found in a text is reported with its line") {
    CHECK(foreign_text("int x;\n\n  asm(\"nop\");") == "Line 3: asm. No exercise needs assembler.");
    CHECK(foreign_text("__attribute__((used)) int x;") ==
          "Line 1: __attribute__. Write [[maybe_unused]], or leave it out.");
    CHECK(foreign_text("#include \"helper.hpp\"") ==
          "Line 1: #include \"helper.hpp\". An exercise is one file.");
    CHECK(foreign_text("#include </etc/passwd>").starts_with("Line 1: #include </etc/passwd>."));
    CHECK(foreign_text("#include <doctest/doctest.h>") ==
          "Line 1: #include <doctest/doctest.h>. Only a check may include that.");
    CHECK(foreign_text("#include \"check/check.hpp\"") ==
          "Line 1: #include \"check/check.hpp\". Only a check may include that.");
    CHECK(foreign_text("#include <check/bar.hpp>") == "");
    CHECK(foreign_text("[[gnu::used]] int x;").starts_with("Line 1: [[gnu::...]]."));
    CHECK(foreign_text("[[using clang: weak]] int x;").starts_with("Line 1: [[clang::...]]."));
    CHECK(foreign_text("#pragma weak x").starts_with("Line 1: #pragma weak."));
    CHECK(foreign_text("#line 7 \"check.cpp\"").starts_with("Line 1: #line."));
    CHECK(foreign_text("# 7 \"check.cpp\"").starts_with("Line 1: # 7."));
    CHECK(foreign_text("#embed \"x\"").starts_with("Line 1: #embed."));
}

TEST_CASE("splices, digraphs and comments hide nothing") {
    CHECK(foreign_text("as\\\nm(\"\");").starts_with("Line 1: asm."));
    CHECK(foreign_text("as\\ \t\nm(\"\");").starts_with("Line 1: asm."));
    CHECK(foreign_text("%:pragma pack(1)").starts_with("Line 1: #pragma pack."));
    CHECK(foreign_text("  /* x */ # /* y */ pragma pack(1)").starts_with("Line 1: #pragma pack."));
    CHECK(foreign_text("<:<:gnu::used:>:> int x;").starts_with("Line 1: [[gnu::...]]."));
    CHECK(foreign_text("#define x(a, b) a %:%: b").starts_with("Line 1: ##."));
    CHECK(foreign_text("/* a\n*/ asm(\"\");").starts_with("Line 2: asm."));
    CHECK(foreign_text("auto x = 1'000; asm(\"\"); auto y = 'y';").starts_with("Line 1: asm."));
    CHECK(foreign_text("auto x = R\"a()\")a\"; asm(\"\");").starts_with("Line 1: asm."));
}

// A simpler reader would miss what follows each of these.
TEST_CASE("line ends, spaces and strings of all kinds hide nothing") {
    CHECK(foreign_text("\xEF\xBB\xBF#pragma pack(1)").starts_with("Line 1: #pragma pack."));
    CHECK(foreign_text("int x;\r#pragma pack(1)\r").starts_with("Line 2: #pragma pack."));
    CHECK(foreign_text("// a comment\r#pragma pack(1)\r\n").starts_with("Line 2: #pragma pack."));
    CHECK(foreign_text("// no end\\\r\nasm\r\nasm(\"\");").starts_with("Line 3: asm."));
    CHECK(foreign_text("#prag\\\n\rma pack(1)").starts_with("Line 2: #pragma pack."));
    CHECK(foreign_text("as\\\f\v\nm(\"\");").starts_with("Line 1: asm."));
    CHECK(foreign_text("int x;\u00a0asm(\"\");").starts_with("Line 1: asm."));
    CHECK(foreign_text("\u2003#pragma pack(1)").starts_with("Line 1: #pragma pack."));
    // In a raw string a backslash joins nothing: this one ends where it seems to go on.
    CHECK(foreign_text("auto s = R\"( )\\\n\" )\"; asm(\"\"); auto t = \" )\";")
              .starts_with("Line 2: asm."));
    CHECK(
        foreign_text("#include <aio//../../x.hpp>").starts_with("Line 1: #include <aio//../../x"));
    CHECK(foreign_text("#define V gnu\n[[V::used]] int x;").starts_with("Line 2: [[V::...]]."));
    CHECK(foreign_text("[[deprecated(\"]\"), gnu::used]] int x;").starts_with("Line 1: [[gnu"));
}

TEST_CASE("look-alikes are left alone") {
    for (const char* text : {"// asm(\"nop\")",
                             "/* __attribute__ */",
                             "auto x = \"asm ## #pragma\";",
                             "auto x = R\"(asm\n#pragma pack)\";",
                             "int assembler, my_asm;",
                             "#pragma once",
                             "#pragma GCC diagnostic push",
                             "#pragma clang diagnostic pop",
                             "#pragma region tasks",
                             "#include <vector>\n#include \"aio/aio.hpp\"",
                             "#define SECONDS 3",
                             "[[maybe_unused]] int x;",
                             "[[nodiscard]] int f();",
                             "int a[3]; int b = a[a[0]];",
                             "auto x = '#'; auto y = '\"';",
                             "std::vector<int> gnu; gnu::value();",
                             "#if 0\n#endif",
                             "auto f = [](auto... x) { };",
                             "[[deprecated(\"use std::move\")]] int f();",
                             "#include <aio/aio.hpp> // and <x/../y>",
                             "auto x = R\"a(asm)\" asm)a\";",
                             "auto x = \"\u00a0asm\"; // \u2003asm",
                             "if (x) [[likely]] std::abort();",
                             "int caf\u00e9 = 1; \r\nint x;\r\n"})
        CHECK_MESSAGE(foreign_text(text) == "", text);
}

TEST_CASE("any bytes are accepted as a text, and nothing is read beyond its end") {
    for (const char* text :
         {"", "\\", "\"", "'", "R\"", "R\"(", "/*", "#", "#include", "#include <", "[[", "#define",
          "#pragma", "%:", "1'", "\\\n\\\n", "u8R\"x(", "[[gnu"})
        foreign_text(text);
    std::string all;
    for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
    foreign_text(all);
}

TEST_CASE("a name tells its namespace") {
    CHECK(coach::namespace_of("_ZN5check4thatEbRKNSt7__cxx1112basic_stringIcE") == "check");
    CHECK(coach::namespace_of("_ZN3aio4http7Session5closeEv") == "aio::http::Session");
    CHECK(coach::namespace_of("_ZNSt6vectorIiSaIiEE9push_backERKi") == "std");
    CHECK(coach::namespace_of("_ZNKSs4sizeEv") == "std");
    CHECK(coach::namespace_of("_ZTVN3aio6detail10FutureBaseE") == "aio::detail");
    CHECK(coach::namespace_of("_ZThn16_N3aio6detail8TaskBase3runEv") == "aio::detail::TaskBase");
    CHECK(coach::namespace_of("_Z10all_delaysSt6vector") == "");
    CHECK(coach::namespace_of("write") == "");
    CHECK(coach::namespace_of("_ZN999999999999check") == "");
}

TEST_CASE("a plug-in is read, and anything else is refused") {
    const coach::ElfFile plugin(checks / "shipped" / "02_create_then_await.so");
    CHECK(plugin.sections().size() > 10);
    CHECK(plugin.symbols().size() > 10);
    CHECK_FALSE(plugin.needed().empty());
    CHECK_FALSE(plugin.has_paths());
    CHECK_FALSE(plugin.changes_code());

    const std::string bytes = read_file((checks / "shipped" / "02_create_then_await.so").string());
    CHECK_THROWS_AS(coach::ElfFile::of(""), coach::ElfError);
    CHECK_THROWS_AS(coach::ElfFile::of("not a plug-in"), coach::ElfError);
    CHECK_THROWS_AS(coach::ElfFile::of(bytes.substr(0, bytes.size() / 2)), coach::ElfError);
    // Any byte of its head changed: it is read, or refused.
    for (std::size_t at = 0; at < 64; ++at)
        for (const char value : {'\0', '\x7f', '\xff'}) {
            std::string changed = bytes;
            changed[at] = value;
            try {
                coach::ElfFile::of(changed);
            } catch (const coach::ElfError&) {
            }
        }
}

TEST_CASE("everything shipped, the solutions and the wrong answers pass the screen") {
    const auto host = coach::plain_names(toolkit().host());
    CHECK(host.size() > 100);
    std::size_t count = 0;
    // Nobody hands in a check, or a program for the book, which may include the lesson.
    const std::set<std::string> ours{"check.cpp", "schedules.cpp", "what_if.cpp"};
    for (const coach::Exercise& exercise : toolkit().exercises()) {
        for (const auto& entry : std::filesystem::directory_iterator(exercise.folder))
            if (entry.path().extension() == ".cpp" &&
                !ours.contains(entry.path().filename().string()))
                CHECK_MESSAGE(foreign_text(read_file(entry.path().string())) == "",
                              entry.path().string());
        std::vector<std::filesystem::path> plugins{exercise.shipped};
        for (const auto& entry :
             std::filesystem::directory_iterator(checks / "answers" / exercise.name))
            if (entry.path().extension() == ".so") plugins.push_back(entry.path());
        for (const auto& plugin : plugins) {
            ++count;
            CHECK_MESSAGE(coach::foreign_code(coach::ElfFile(plugin), host, "02.cpp") == "",
                          plugin.string());
        }
    }
    CHECK(count > 60);
}

// Right or wrong, none of them tries to cheat.
TEST_CASE("what honest people write is not refused") {
    const std::string solution = R"(
    std::vector<aio::Task<>> tasks;
    for (aio::duration d : delays) tasks.push_back(aio::create_task(delay(d)));
    for (auto& task : tasks) co_await task;
)";
    const std::vector<std::pair<std::string, std::string>> all{
        {"#include <map>\n#include <set>\n#include <unordered_map>",
         "std::map<int, aio::Task<>> tasks; std::unordered_map<std::string, int> names;\n"
         "for (auto d : delays) tasks.emplace(int(tasks.size()), aio::create_task(delay(d)));\n"
         "names[\"a\"] = 1; for (auto& [n, task] : tasks) co_await task;"},
        {"#include <iostream>\n#include <iomanip>",
         "std::cout << std::setprecision(3) << 1.5 << std::endl;" + solution},
        {"#include <sstream>",
         "std::ostringstream text; text << delays.size(); "
         "lesson::say(text.str());" +
             solution},
        {"#include <ranges>\n#include <algorithm>\n#include <numeric>",
         "auto sorted = delays; std::ranges::sort(sorted); "
         "for (auto d : sorted | std::views::reverse) (void)d;" +
             solution},
        {"#include <random>",
         "std::mt19937 random(std::random_device{}());"
         "std::uniform_int_distribution<int> any(1, 6); (void)any(random);" +
             solution},
        {"#include <regex>",
         "if (std::regex_match(\"a1\", std::regex(\"[a-z][0-9]\"))) {}" + solution},
        {"#include <functional>\n#include <memory>",
         "auto all = std::make_shared<std::vector<aio::Task<>>>();"
         "std::function<void(aio::duration)> add = [&](auto d) {"
         " all->push_back(aio::create_task(delay(d))); };"
         "for (auto d : delays) add(d); for (auto& task : *all) co_await task;"},
        {"#include <chrono>\n#include <ctime>",
         "const auto now = std::chrono::system_clock::now(); const auto t = "
         "std::chrono::system_clock::to_time_t(now); std::printf(\"%s\", std::ctime(&t));" +
             solution},
        {"#include <cmath>",
         "volatile double x = std::sin(2.0) + std::pow(2.0, 0.5) + std::round(1.4); (void)x;" +
             solution},
        {"#include <optional>\n#include <variant>\n#include <tuple>\n#include <array>",
         "std::optional<int> x = 3; std::variant<int, std::string> y = \"a\"; (void)x; (void)y;" +
             solution},
        {"#include <thread>",
         "for (auto d : delays) std::this_thread::sleep_for(std::chrono::milliseconds(1)); "
         "(void)delays; co_await aio::sleep(1s);"},
        {"#include <thread>\n#include <mutex>",
         "std::mutex m; std::thread t([&] { std::lock_guard lock(m); }); t.join();" + solution},
        {"#include <stdexcept>",
         "try { throw std::runtime_error(\"x\"); } catch (const std::exception& e) "
         "{ std::puts(e.what()); }" +
             solution},
        {"static int count = 0;\nstruct Counter { Counter() { ++count; } } counter;", solution},
        {"#include <cassert>\n#include <clocale>\n#include <complex>",
         "assert(!delays.empty()); std::setlocale(LC_ALL, \"\"); const std::complex<double> z(1, "
         "2);\n"
         "std::printf(\"%g %g\\n\", std::abs(z), std::exp(z * z).real());" +
             solution},
        {"#include <fmt/format.h>\n#include <fmt/chrono.h>",
         "lesson::say(fmt::format(\"{} {:.2f}\", delays.size(), 1.5));" + solution},
        {"#include <string_view>\n#include <charconv>",
         "int n = 0; std::string_view s = \"12\"; "
         "std::from_chars(s.data(), s.data() + s.size(), n); (void)n;" +
             solution},
        {"#include <coroutine>\n#include <utility>",
         "co_await aio::task_group([&](aio::TaskGroup& group) -> "
         "aio::Coroutine<> { for (auto d : delays) group.create_task(delay(d)); co_return; });"},
        {"",
         "std::vector<aio::Coroutine<>> all; for (auto d : delays) all.push_back(delay(d)); "
         "co_await aio::gather(all);"},
        {"#include <cstdint>\n#include <bitset>\n#include <deque>\n#include <list>",
         "std::deque<aio::Task<>> tasks; for (auto d : delays) "
         "tasks.push_back(aio::create_task(delay(d))); "
         "while (!tasks.empty()) { co_await tasks.front(); tasks.pop_front(); }"},
    };
    for (const auto& [before, body] : all) {
        CAPTURE(body);
        const coach::Verdict verdict = graded(program(before, body), "honest");
        CAPTURE(verdict.text);
        CHECK(verdict.what != What::forbidden);
        CHECK(verdict.what != What::not_compiled);
    }
}

TEST_CASE("an honest mistake is reported with what to do instead") {
    const auto text = [](const std::string& before, const std::string& body) {
        return graded(program(before, body), "mistake").text;
    };
    CHECK(contains(
        text("#include <latch>", "std::latch all(1); all.count_down(); all.wait();" + staircase),
        "A task waits with aio::Event, aio::Semaphore or aio::Barrier"));
    CHECK(contains(text("", "std::ofstream(\"log\") << 1;" + staircase),
                   "uses files (std::ofstream). No exercise needs any: print with lesson::say."));
    CHECK(contains(
        text("#include <filesystem>", "if (std::filesystem::exists(\"x\")) {}" + staircase),
        "uses files (std::filesystem)"));
}
