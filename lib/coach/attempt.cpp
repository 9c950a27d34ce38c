#include <coach/attempt.hpp>

#include <check/protocol.hpp>
#include <coach/compiling.hpp>
#include <coach/crash.hpp>
#include <coach/files.hpp>
#include <coach/mistake.hpp>
#include <coach/report.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <regex>

namespace coach {
namespace {

namespace fs = std::filesystem;
namespace protocol = check::protocol;

// A toolkit that was built for `make sanitize`: every exercise is, too.
constexpr bool always_sanitized = NINE_ALWAYS_SANITIZED;

// Empty if the file can be given to a compiler; else what is wrong with it.
std::string trouble_with(const fs::path& source) {
    const FileText file = read_file(source, largest_source);
    if (!file.trouble.empty()) return file.trouble;
    if (file.text.empty()) return "is empty";
    // Any text has a zero byte nowhere, and this includes all of UTF-8.
    return file.text.find('\0') == file.text.npos ? "" : "is not a text: it contains zero bytes";
}

// A word that a program cannot guess.
std::string secret() {
    std::random_device random;
    return fmt::format("{:08x}{:08x}{:08x}{:08x} ", random(), random(), random(), random());
}

std::string seconds(std::chrono::milliseconds time) {
    return fmt::format("{:g} s", std::chrono::duration<double>(time).count());
}

class Attempt {
public:
    Attempt(const Toolkit& toolkit, const Exercise& exercise, AttemptOptions options)
        : toolkit_(toolkit),
          exercise_(exercise),
          options_(std::move(options)),
          kind_(options_.closely && can_look_closely(toolkit) ? Build::sanitized : Build::quick),
          limits_(exercise.limits),
          verdict_(Verdict::untouched(exercise)) {
        limits_.time *= options_.patience;
        if (always_sanitized) limits_.time *= 8;  // it takes longer, above all to fill memory
    }

    aio::Coroutine<Verdict> run() {
        const std::string trouble = trouble_with(options_.source);
        if (!trouble.empty()) {
            end(What::unreadable, fmt::format("{} {}.", name(), trouble));
        } else {
            fs::create_directories(options_.scratch);
            const bool compiled = co_await compiles(kind_);
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
        ShellCommand shell = toolkit_.plugin(exercise_, fs::absolute(options_.source),
                                             fs::absolute(plugin(kind)), fs::absolute(rule), kind);
        if (options_.colour) shell.command += " -fdiagnostics-color=always";
        // Named first: g++ 14 crashes on a braced list in a co_await (as in GCC bug PR 103871).
        // TMPDIR: a compiler that is stopped leaves its temporary files behind.
        process::Command command{
            .args = {"/usr/bin/env", "TMPDIR=" + fs::absolute(options_.scratch).string(), "/bin/sh",
                     "-c", "exec " + shell.command},
            .folder = shell.folder,
            .limits = options_.compile_limits};
        if (options_.confined) {
            command.readable = system_files();
            const fs::path build = toolkit_.build() / "lessons";
            command.readable.insert(command.readable.end(),
                                    {toolkit_.source() / "lib", build, options_.source});
            command.writable = {options_.scratch, "/dev/null"};
        }
        const process::ProgramResult compiler = co_await process::run_program(std::move(command));
        verdict_.compile_seconds += compiler.took.count();
        if (compiler.end == process::End::out_of_time)
            end(What::not_compiled, fmt::format("The compiler was stopped after {}.\n",
                                                seconds(options_.compile_limits.time)));
        else if (!compiler.succeeded())
            end(What::not_compiled, compiler.output.empty()
                                        ? "The compiler was stopped: it would have used too much.\n"
                                        : errors_first(compiler.output));
        else if (kind == kind_)
            verdict_.warnings = compiler.output;
        if (options_.confined && includes_too_much(compiler, rule, shell.folder)) co_return false;
        if (!compiler.succeeded()) co_return false;
        if (!options_.confined) co_return true;
        co_return co_await wants_only_the_library();
    }

    bool includes_too_much(const process::ProgramResult& compiler, const fs::path& rule,
                           const fs::path& folder) {
        const std::string foreign = compiler.succeeded()
                                        ? foreign_include(toolkit_, options_.source, rule, folder)
                                        : fenced_off(compiler.output);
        if (!foreign.empty())
            end(What::forbidden,
                fmt::format("{} includes {}. An exercise may include the library's "
                            "headers and the system's, and no others.",
                            name(), foreign));
        return !foreign.empty();
    }

    aio::Coroutine<bool> wants_only_the_library() {
        process::Command command{.args = {"nm", "--dynamic", "--undefined-only",
                                          fs::absolute(plugin(Build::quick)).string()}};
        const process::ProgramResult symbols = co_await process::run_program(std::move(command));
        if (!symbols.succeeded()) throw Mistake(symbols.output + ": install the package binutils");
        const std::string foreign = foreign_function(symbols.output);
        if (!foreign.empty())
            end(What::forbidden,
                fmt::format("{} uses {}. No exercise needs that.", name(), foreign));
        co_return foreign.empty();
    }

    // What every program needs of the system, whatever it does.
    static std::vector<fs::path> system_files() {
        return {"/usr",
                "/lib",
                "/lib64",
                "/bin",
                "/etc/ld.so.cache",
                "/proc",
                "/dev/urandom",
                "/sys/devices/system/cpu"};
    }

    aio::Coroutine<process::ProgramResult> run_check(Build kind, const std::string& word) {
        process::Command command{
            .args = {toolkit_.host(kind).string(), fs::absolute(plugin(kind)).string(),
                     exercise_.check.string(), "--report",
                     std::to_string(protocol::report_descriptor), "--width",
                     std::to_string(options_.width), "--seed", std::to_string(verdict_.seed)},
            .folder = options_.scratch,
            .input = word + "\n",
            .reports = true,
            .limits = {.time = limits_.time, .output = limits_.output, .memory = limits_.memory}};
        if (options_.confined) {
            command.args.push_back("--confine");
            command.readable = system_files();
            command.readable.insert(command.readable.end(),
                                    {toolkit_.host(kind), exercise_.check, plugin(kind)});
            command.writable = {"/dev/null"};
        }
        if (kind == Build::sanitized || always_sanitized) {
            command.limits.memory = 0;  // it maps far more than it uses
            if (kind == Build::sanitized)
                command.limits.time *= 10;  // to find the lines takes long
            std::string asan =
                "ASAN_OPTIONS=detect_leaks=0:handle_abort=1:"
                "detect_stack_use_after_return=1:" NINE_FINDS_LINES;
            // In place of the limited address space, of which it reserves terabytes. It
            // starts a thread for this, which might end any wait for all the loop knows:
            // no deadlock is seen then.
            if (options_.confined)
                asan += fmt::format(":hard_rss_limit_mb={}", limits_.memory >> 20);
            command.args.insert(command.args.begin(),
                                {"/usr/bin/env", asan, "UBSAN_OPTIONS=" NINE_FINDS_LINES});
        }
        co_return co_await process::run_program(std::move(command));
    }

    aio::Coroutine<> check() {
        verdict_.seed = options_.seed ? *options_.seed : std::random_device()();
        const std::string word = secret();
        const process::ProgramResult run = co_await run_check(kind_, word);
        verdict_.check_seconds = run.took.count();
        verdict_.output = run.output;

        const Report report(run.report, word, verdict_);
        const bool all_hold = std::ranges::all_of(verdict_.facts, &Fact::holds);
        if (run.end == process::End::not_started)
            throw Mistake(run.output + ": run `make build` in the toolkit's folder, and try again");
        if (run.end == process::End::out_of_time)
            end(What::out_of_time,
                fmt::format(
                    "It was stopped after {}, although time is simulated and sleeping takes "
                    "none. Is there a loop that never ends, or a std::this_thread::sleep_for, "
                    "which stops everything?",
                    seconds(limits_.time)));
        else if (run.end == process::End::flooded)
            end(What::flooded,
                fmt::format("It was stopped because it had printed more than {} KiB.",
                            limits_.output >> 10));
        else if (run.end == process::End::exited && report.is_complete(verdict_) &&
                 run.status == (all_hold ? protocol::all_hold : protocol::some_fail))
            end(all_hold ? What::passed : What::failed, "");
        else if (std::string why = explanation(run); !why.empty())
            end(What::crashed, std::move(why));
        else if (run.end == process::End::crashed)
            co_await explain(run.status);
        else if (run.status == protocol::cannot_load && !report.has_begun())
            incomplete();
        else if (report.is_spoiled() || run.status == protocol::cannot_report)
            end(What::ended_early,
                "It wrote to the report of the check, or closed it: descriptor 3. "
                "That is the coach's.");
        else
            end(What::ended_early,
                fmt::format("It ended with status {} before all facts were looked at. Does it call "
                            "exit()?",
                            run.status));
    }

    // check_exercise has said why: "undefined: all_delays(...)", or what the loader says.
    void incomplete() {
        const auto at = verdict_.output.find(protocol::undefined);
        if (at == std::string::npos) return end(What::not_complete, verdict_.output);
        const auto begin = at + protocol::undefined.size();
        const std::string function =
            verdict_.output.substr(begin, verdict_.output.find('\n', begin) - begin);
        verdict_.output.clear();
        end(What::not_complete,
            fmt::format(
                "Nothing defines {}. If the check calls it, {} must define it, with the name "
                "and the parameters that it had as shipped.",
                simpler(function), name()));
    }

    // As one writes it, not as the linker does.
    static std::string simpler(std::string type) {
        static const std::pair<std::regex, const char*> rules[] = {
            {std::regex(R"(std::chrono::duration<long, std::ratio<1l, 1000000000l> ?>)"),
             "aio::duration"},
            {std::regex(
                 R"(std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> ?>)"),
             "std::string"},
            {std::regex(R"(, std::allocator<[^<>]*> ?)"), ""},
            {std::regex(R"(aio::Coroutine<void>)"), "aio::Coroutine<>"},
        };
        for (const auto& [pattern, text] : rules) type = std::regex_replace(type, pattern, text);
        return type;
    }

    // What a sanitizer said of it, if it ran under one.
    std::string explanation(const process::ProgramResult& run) const {
        if (kind_ != Build::sanitized && !always_sanitized) return {};
        return explain_crash(run.output, name());
    }

    // Once more, slowly, under the sanitizers: they see what led to it.
    aio::Coroutine<> explain(int signal) {
        std::string why;
        bool looks_closer =
            kind_ == Build::quick && !options_.confined && can_look_closely(toolkit_);
        if (looks_closer) looks_closer = co_await compiles(Build::sanitized);
        if (looks_closer) {
            const process::ProgramResult again = co_await run_check(Build::sanitized, secret());
            why = explain_crash(again.output, name());
        }
        if (why.empty()) why = fmt::format("It ended by {}.", signal_name(signal));
        end(What::crashed, why);
    }

    const Toolkit& toolkit_;
    const Exercise& exercise_;
    AttemptOptions options_;
    Build kind_;
    check::ExerciseLimits limits_;
    Verdict verdict_;
};

}  // namespace

Verdict Verdict::untouched(const Exercise& exercise) {
    Verdict verdict;
    for (const std::string& fact : exercise.facts) verdict.facts.push_back({.name = fact});
    return verdict;
}

std::size_t Verdict::held() const {
    return static_cast<std::size_t>(std::ranges::count_if(facts, &Fact::holds));
}

const Fact* Verdict::first_failure() const {
    const auto fact = std::ranges::find(facts, false, &Fact::holds);
    return fact == facts.end() ? nullptr : &*fact;
}

bool can_look_closely(const Toolkit& toolkit) {
    return !always_sanitized && fs::exists(toolkit.host(Build::sanitized));
}

fs::path plugin_in(const fs::path& scratch) { return scratch / "exercise.so"; }

aio::Coroutine<Verdict> attempt(const Toolkit& toolkit, const Exercise& exercise,
                                AttemptOptions options) {
    Attempt all(toolkit, exercise, std::move(options));
    co_return co_await all.run();
}

}  // namespace coach
