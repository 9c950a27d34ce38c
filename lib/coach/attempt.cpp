#include <coach/attempt.hpp>

#include <coach/crash.hpp>
#include <coach/mistake.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <regex>
#include <sstream>

namespace coach {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::uintmax_t largest_source = 1 << 20;

// A toolkit that was built for `make sanitize`: every exercise is, too.
constexpr bool always_sanitized = NINE_ALWAYS_SANITIZED;
constexpr int cannot_load = 3, cannot_report = 5;  // check_exercise's exit statuses

// Empty if the file can be given to a compiler; else what is wrong with it.
std::string trouble_with(const fs::path& source) {
    std::error_code error;
    const fs::file_status status = fs::status(source, error);
    if (!fs::exists(status)) return "is not there";
    if (!fs::is_regular_file(status)) return "is not a file";
    const std::uintmax_t size = fs::file_size(source, error);
    if (size == 0) return "is empty";
    if (size > largest_source) return fmt::format("is larger than {} MiB", largest_source >> 20);
    std::ifstream stream(source, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream) return "cannot be read";
    // Any text has a zero byte nowhere, and this includes all of UTF-8.
    if (text.view().find('\0') != text.view().npos) return "is not a text: it contains zero bytes";
    return {};
}

std::string without_colour(const std::string& text) {
    static const std::regex escape("\x1b\\[[0-9;]*[mK]");
    return std::regex_replace(text, escape, "");
}

// A compiler's messages, each with the lines that belong to it; errors first. What
// comes before the first message ("In file included from") belongs to that.
std::string errors_first(const std::string& output) {
    static const std::regex head(R"(^\S.*:\d+:\d+: (fatal error|error|warning): )");
    std::string errors, others, block;
    bool has_head = false, is_error = false;
    const auto put = [&] { (is_error ? errors : others) += std::exchange(block, {}); };
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);) {
        const std::string plain = without_colour(line);
        std::smatch match;
        const bool is_head = std::regex_search(plain, match, head);
        const bool is_lead = plain.starts_with("In file included from");
        if (has_head && (is_head || is_lead)) {
            put();
            has_head = false;
        }
        if (is_head) {
            has_head = true;
            is_error = match[1] != "warning";
        }
        block += line + "\n";
    }
    put();
    return errors + others;
}

// A word that a program cannot guess.
std::string secret() {
    std::random_device random;
    return fmt::format("{:08x}{:08x}{:08x}{:08x} ", random(), random(), random(), random());
}

// "a.so: b.cpp \ c.hpp ...", as compilers write it with -MD.
std::vector<std::string> prerequisites(const fs::path& rule) {
    std::ifstream stream(rule);
    std::vector<std::string> files;
    std::string file;
    for (char c; stream.get(c);) {
        if (c == '\\') {
            stream.get(c);
            if (c != '\n') file += c;  // "\ " is a blank in a name
        } else if (c == ' ' || c == '\n' || c == '\t') {
            if (!file.empty()) files.push_back(std::exchange(file, {}));
        } else {
            file += c;
        }
    }
    if (!file.empty()) files.push_back(file);
    if (!files.empty()) files.erase(files.begin());  // the target
    return files;
}

bool is_inside(const fs::path& file, const fs::path& folder) {
    const auto [end, ignored] = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
    return end == folder.end();
}

// The first file that is neither the source, nor the library's, nor the system's;
// empty if there is none.
std::string foreign_include(const Toolkit& toolkit, const fs::path& source, const fs::path& rule,
                            const fs::path& folder) {
    const fs::path own = fs::weakly_canonical(source);
    const fs::path lib = fs::weakly_canonical(toolkit.source() / "lib");
    const fs::path headers = fs::weakly_canonical(toolkit.build() / "lessons/CMakeFiles");
    const fs::path all = fs::weakly_canonical(toolkit.source());
    for (const std::string& name : prerequisites(rule)) {
        const fs::path file = fs::weakly_canonical(folder / name);
        // With these it could tamper with the check from inside.
        const bool the_checks = is_inside(file, lib / "check/host") || file == lib / "check/check.hpp" ||
                                file == lib / "check/evidence.hpp" || is_inside(file, lib / "coach") ||
                                file.parent_path().filename() == "doctest";
        const bool ours = file == own || is_inside(file, lib) || is_inside(file, headers);
        if (the_checks || (!ours && (is_inside(file, all) || !is_inside(file, "/usr")))) return name;
    }
    return {};
}

std::vector<std::string> strings(const Json& line, const char* key) {
    std::vector<std::string> all;
    if (const auto found = line.find(key); found != line.end() && found->is_array())
        for (const auto& one : *found)
            if (one.is_string()) all.push_back(one);
    return all;
}

// Reads what check_exercise has reported. Lines that do not begin with the word
// are not its.
class Report {
public:
    Report(const std::string& text, const std::string& word, Verdict& verdict) {
        std::istringstream stream(text);
        for (std::string line; std::getline(stream, line);) {
            const Json json = line.starts_with(word)
                                  ? Json::parse(line.substr(word.size()), nullptr, false)
                                  : Json();
            if (json.is_object())
                take(json, verdict);
            else
                in_order_ = false;
        }
    }

    bool has_begun() const { return has_begun_; }
    /// Somebody else wrote to it.
    bool is_spoiled() const { return !in_order_; }
    /// All facts were looked at, each once, and nothing else was said.
    bool is_complete(const Verdict& verdict) const {
        return in_order_ && has_ended_ &&
               std::ranges::all_of(verdict.facts, [](const Fact& fact) { return fact.looked_at; });
    }

private:
    void take(const Json& line, Verdict& verdict) {
        if (has_ended_) in_order_ = false;
        if (line.contains("facts")) {
            has_begun_ = true;
            const std::vector<std::string> names = strings(line, "facts");
            if (verdict.facts.empty())
                for (const std::string& name : names) verdict.facts.push_back({.name = name});
            in_order_ = in_order_ && std::ranges::equal(names, verdict.facts, {}, {}, &Fact::name);
        } else if (line.contains("fact")) {
            const auto fact = std::ranges::find(verdict.facts, line.value("fact", ""), &Fact::name);
            if (fact == verdict.facts.end() || fact->looked_at) {
                in_order_ = false;
                return;
            }
            fact->looked_at = true;
            fact->holds = line.value("holds", false);
            fact->says = strings(line, "says");
            fact->notes = strings(line, "notes");
            fact->picture = strings(line, "picture");
            fact->seconds = line.value("seconds", 0.0);
        } else if (line.contains("ends")) {
            has_ended_ = true;
        }
    }

    bool has_begun_ = false, has_ended_ = false, in_order_ = true;
};

std::string seconds(std::chrono::milliseconds time) {
    return fmt::format("{:g} s", std::chrono::duration<double>(time).count());
}

class Attempt {
public:
    Attempt(const Toolkit& toolkit, const Exercise& exercise, AttemptOptions options)
        : toolkit_(toolkit), exercise_(exercise), options_(std::move(options)) {}

    aio::Coroutine<Verdict> run() {
        if (options_.confined && options_.facts.empty())
            options_.facts = co_await facts_of(toolkit_, exercise_);
        for (const std::string& name : options_.facts) verdict_.facts.push_back({.name = name});
        const std::string trouble = trouble_with(options_.source);
        if (!trouble.empty()) {
            end(What::unreadable, fmt::format("{} {}.", name(), trouble));
        } else {
            fs::create_directories(options_.scratch);
            const bool compiled = co_await compiles(Build::quick);
            if (compiled && options_.only_compile) verdict_.what = What::passed;
            if (compiled && !options_.only_compile) co_await check();
        }
        co_return std::move(verdict_);
    }

private:
    std::string name() const { return options_.source.filename().string(); }
    fs::path plugin(Build kind) const {
        return kind == Build::quick ? plugin_in(options_.scratch)
                                    : options_.scratch / "exercise_sanitized.so";
    }
    void end(What what, std::string text) {
        verdict_.what = what;
        verdict_.text = std::move(text);
    }

    aio::Coroutine<bool> compiles(Build kind) {
        const fs::path rule = options_.scratch / "exercise.d";
        ShellCommand shell =
            toolkit_.plugin(exercise_, fs::absolute(options_.source), fs::absolute(plugin(kind)),
                            fs::absolute(rule), kind);
        if (options_.colour) shell.command += " -fdiagnostics-color=always";
        // Named first: g++ 14 crashes on a braced list in a co_await (as in GCC bug PR 103871).
        // TMPDIR: a compiler that is stopped leaves its temporary files behind.
        Command command{.args = {"/usr/bin/env", "TMPDIR=" + fs::absolute(options_.scratch).string(),
                                 "/bin/sh", "-c", "exec " + shell.command},
                        .folder = shell.folder,
                        .limits = options_.compile_limits};
        const Outcome compiler = co_await run_program(std::move(command));
        verdict_.compile_seconds += compiler.took.count();
        if (compiler.end == End::out_of_time)
            end(What::not_compiled, fmt::format("The compiler was stopped after {}.\n",
                                                seconds(options_.compile_limits.time)));
        else if (!compiler.succeeded())
            end(What::not_compiled, compiler.output.empty()
                                        ? "The compiler was stopped: it would have used too much.\n"
                                        : errors_first(compiler.output));
        else
            end(What::failed, compiler.output);  // warnings
        if (!compiler.succeeded()) co_return false;
        if (!options_.confined) co_return true;

        const std::string foreign =
            foreign_include(toolkit_, options_.source, rule, shell.folder);
        if (!foreign.empty())
            end(What::forbidden, fmt::format("{} includes {}. An exercise may include the library's "
                                             "headers and the system's, and no others.",
                                             name(), foreign));
        co_return foreign.empty();
    }

    aio::Coroutine<Outcome> run_check(Build kind, const std::string& word) {
        Command command{.args = {toolkit_.host(kind).string(), fs::absolute(plugin(kind)).string(),
                                 exercise_.check.string(), "--report", "3", "--width",
                                 std::to_string(options_.width), "--seed",
                                 std::to_string(verdict_.seed)},
                        .folder = options_.scratch,
                        .input = word + "\n",
                        .reports = true,
                        .limits = options_.check_limits};
        if (options_.confined) command.args.push_back("--confine");
        if (always_sanitized) command.limits.memory = 0;  // it maps far more than it uses
        if (kind == Build::sanitized || always_sanitized)
            command.args.insert(command.args.begin(),
                                {"/usr/bin/env", "ASAN_OPTIONS=detect_leaks=0:handle_abort=1:"
                                                 "allow_addr2line=1:detect_stack_use_after_return=1",
                                 "UBSAN_OPTIONS=allow_addr2line=1"});
        co_return co_await run_program(std::move(command));
    }

    aio::Coroutine<> check() {
        verdict_.seed = options_.seed ? *options_.seed : std::random_device()();
        const std::string warnings = verdict_.text;
        const std::string word = secret();
        Outcome run = co_await run_check(Build::quick, word);
        verdict_.check_seconds = run.took.count();
        verdict_.output = run.output;

        const Report report(run.report, word, verdict_);
        const bool all_hold = std::ranges::all_of(verdict_.facts, &Fact::holds);
        if (run.end == End::not_started)
            throw Mistake(run.output + ": run `make build` in the toolkit's folder, and try again");
        if (run.end == End::out_of_time)
            end(What::out_of_time,
                fmt::format("It was stopped after {}, although time is simulated and sleeping takes "
                            "none. Is there a loop that never ends?",
                            seconds(options_.check_limits.time)));
        else if (run.end == End::flooded)
            end(What::flooded,
                fmt::format("It was stopped because it had printed more than {} KiB.",
                            options_.check_limits.output >> 10));
        else if (run.end == End::crashed)
            co_await explain(run.status);
        else if (std::string why = always_sanitized ? explain_crash(run.output, name()) : ""; !why.empty())
            end(What::crashed, std::move(why));
        else if (run.status == cannot_load && !report.has_begun())
            incomplete();
        else if (report.is_complete(verdict_) && run.status == (all_hold ? 0 : 1))
            end(all_hold ? What::passed : What::failed, warnings);
        else if (report.is_spoiled() || run.status == cannot_report)
            end(What::ended_early, "It wrote to the report of the check, or closed it: descriptor 3. "
                                   "That is the coach's.");
        else
            end(What::ended_early,
                fmt::format("It ended with status {} before all facts were looked at. Does it call "
                            "exit()?", run.status));
    }

    // check_exercise has said why: "undefined: all_delays(...)", or what the loader says.
    void incomplete() {
        const std::string mark = "undefined: ";
        const auto at = verdict_.output.find(mark);
        if (at == std::string::npos) return end(What::not_complete, verdict_.output);
        const auto begin = at + mark.size();
        const std::string function =
            verdict_.output.substr(begin, verdict_.output.find('\n', begin) - begin);
        verdict_.output.clear();
        end(What::not_complete,
            fmt::format("Nothing defines {}. If the check calls it, {} must define it, with the name "
                        "and the parameters that it had as shipped.",
                        simpler(function), name()));
    }

    // As one writes it, not as the linker does.
    static std::string simpler(std::string type) {
        static const std::pair<std::regex, const char*> rules[] = {
            {std::regex(R"(std::chrono::duration<long, std::ratio<1l, 1000000000l> ?>)"), "aio::duration"},
            {std::regex(R"(std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> ?>)"),
             "std::string"},
            {std::regex(R"(, std::allocator<[^<>]*> ?)"), ""},
            {std::regex(R"(aio::Coroutine<void>)"), "aio::Coroutine<>"},
        };
        for (const auto& [pattern, text] : rules) type = std::regex_replace(type, pattern, text);
        return type;
    }

    // Once more, slowly, under the sanitizers: they see what led to it.
    aio::Coroutine<> explain(int signal) {
        std::string why;
        bool looks_closer =
            !always_sanitized && !options_.confined && fs::exists(toolkit_.host(Build::sanitized));
        if (looks_closer) looks_closer = co_await compiles(Build::sanitized);
        if (looks_closer) {
            const Outcome again = co_await run_check(Build::sanitized, secret());
            why = explain_crash(again.output, name());
        }
        if (why.empty()) why = fmt::format("It ended by {}.", signal_name(signal));
        end(What::crashed, why);
    }

    const Toolkit& toolkit_;
    const Exercise& exercise_;
    AttemptOptions options_;
    Verdict verdict_;
};

}  // namespace

std::size_t Verdict::held() const {
    return static_cast<std::size_t>(std::ranges::count_if(facts, &Fact::holds));
}

const Fact* Verdict::first_failure() const {
    const auto fact = std::ranges::find(facts, false, &Fact::holds);
    return fact == facts.end() ? nullptr : &*fact;
}

fs::path plugin_in(const fs::path& scratch) { return scratch / "exercise.so"; }

aio::Coroutine<Verdict> attempt(const Toolkit& toolkit, const Exercise& exercise,
                                AttemptOptions options) {
    Attempt all(toolkit, exercise, std::move(options));
    co_return co_await all.run();
}

aio::Coroutine<std::vector<std::string>> facts_of(const Toolkit& toolkit, const Exercise& exercise) {
    Command command{.args = {toolkit.host().string(), exercise.shipped.string(),
                             exercise.check.string(), "--report", "3"},
                    .input = "\n",
                    .reports = true};
    const Outcome run = co_await run_program(std::move(command));
    const Json first = Json::parse(run.report.substr(0, run.report.find('\n')), nullptr, false);
    std::vector<std::string> names = first.is_object() ? strings(first, "facts") : std::vector<std::string>();
    if (names.empty())
        throw Mistake(fmt::format("the check of {} does not run ({}): run `make build` in the "
                                  "toolkit's folder, and try again",
                                  exercise.name, run.output.substr(0, run.output.find('\n'))));
    co_return names;
}

}  // namespace coach
