#include <coach/attempt.hpp>

#include <check/protocol.hpp>
#include <coach/build_plugin.hpp>
#include <coach/crash.hpp>
#include <coach/files.hpp>
#include <coach/mistake.hpp>
#include <coach/report.hpp>
#include <coach/scratch.hpp>
#include <coach/shortened.hpp>
#include <coach/symbolize.hpp>
#include <process/fence.hpp>

#include <aio/aio.hpp>
#include <fmt/format.h>
#include <timeline/tape_recorder.hpp>

#include <algorithm>
#include <optional>
#include <random>
#include <regex>
#include <system_error>

namespace coach {
namespace {

namespace fs = std::filesystem;
namespace protocol = check::protocol;

// In a toolkit that was built for `make sanitize` every exercise is sanitized, too.
constexpr bool always_sanitized = NINE_ALWAYS_SANITIZED;

// What the compiler may use: usually it takes half a second and 300 MB, but on a busy machine a
// regular expression may take two minutes. What the program may use is up to its exercise.
constexpr process::ProgramLimits compiler_limits{
    .time = std::chrono::minutes(3), .memory = std::size_t{4} << 30, .file = 64 << 20};

// Empty if the file can be given to a compiler; else what is wrong with it.
std::string trouble_with(const fs::path& source) {
    const FileText file = read_file(source, largest_source);
    if (!file.trouble.empty()) return file.trouble;
    if (file.text.empty()) return "is empty";
    // No text contains a zero byte, in UTF-8 or any other encoding.
    return file.text.find('\0') == file.text.npos ? "" : "is not a text: it contains zero bytes";
}

// For the judge: it runs none of the student's code, but reads what that has handed over. It first
// waits for the compiler and the runner, so its processor time is limited.
constexpr std::chrono::seconds judging_time(60);
constexpr process::ProgramLimits judge_limits{
    .time = std::chrono::minutes(20), .memory = std::size_t{4} << 30, .cpu = judging_time};

// No exercise needs more than this at once.
constexpr std::size_t most_threads = 64;

std::string seconds(std::chrono::milliseconds time) {
    return fmt::format("{:g} s", std::chrono::duration<double>(time).count());
}

class Attempt {
public:
    Attempt(const Toolkit& toolkit, const Exercise& exercise, AttemptOptions options)
        : toolkit_(toolkit),
          exercise_(exercise),
          options_(std::move(options)),
          // An exercise that the sanitizers judge is built with them anyway, and faster.
          kind_(options_.closely && !exercise.limits.sanitized && can_look_closely(toolkit)
                    ? Build::sanitized
                    : Build::quick),
          limits_(exercise.limits),
          verdict_(Verdict::untouched(exercise)) {
        limits_.time *= options_.patience;
        if (always_sanitized) limits_.time *= 8;  // it takes longer, most of all to fill memory
    }

    aio::Coroutine<Verdict> run() {
        if (const std::string trouble = trouble_with(options_.source); !trouble.empty()) {
            end(What::unreadable, fmt::format("{} {}.", name(), trouble));
            co_return std::move(verdict_);
        }
        toolkit_.require_unchanged();
        std::vector<fs::path> places;
        if (!options_.scratch.empty()) places.push_back(options_.scratch);
        scratch_.emplace(places);
        co_await (options_.only_compile ? only_compile() : compile_and_check());
        co_return std::move(verdict_);
    }

private:
    std::string name() const { return options_.source.filename().string(); }
    void end(What what, std::string text) {
        verdict_.what = what;
        verdict_.text = std::move(text);
        // A program that does not play by the rules has shown nothing.
        if (what == What::forbidden) verdict_.facts = Verdict::untouched(exercise_).facts;
    }

    aio::Coroutine<Plugin> compiles(Build kind) {
        PluginOptions how{.source = options_.source,
                          .folder = scratch_->folder(),
                          .kind = kind,
                          .colour = options_.colour,
                          .screened = options_.screened,
                          .limits = compiler_limits};
        Plugin plugin = co_await build_plugin(toolkit_, exercise_, std::move(how));
        verdict_.compile_seconds += plugin.seconds;
        if (plugin.kind == Plugin::not_compiled) end(What::not_compiled, plugin.text);
        if (plugin.kind == Plugin::forbidden) end(What::forbidden, plugin.text);
        if (plugin.kind == Plugin::built && kind == kind_) verdict_.warnings = plugin.text;
        co_return plugin;
    }

    // Another folder may be on another disk. If it cannot be kept, there is only less to show.
    void keep(const fs::path& plugin) const {
        std::error_code error;
        fs::rename(plugin, options_.keep, error);
        if (error)
            fs::copy_file(plugin, options_.keep, fs::copy_options::overwrite_existing, error);
    }

    aio::Coroutine<> only_compile() {
        const Plugin plugin = co_await compiles(kind_);
        if (plugin.kind != Plugin::built) co_return;
        verdict_.what = What::passed;
        if (!options_.keep.empty()) keep(plugin.file);
    }

    // The judge is started first, so that everything is loaded when there is something to judge.
    aio::Coroutine<> compile_and_check() {
        verdict_.seed = options_.seed ? *options_.seed : std::random_device()();
        process::Command command = judge();
        aio::Task<process::ProgramResult> judges =
            aio::create_task(process::run_program(std::move(command)));
        co_await aio::try_finally([&] { return compile_and_run(judges); },
                                  [&](std::exception_ptr) -> aio::Coroutine<> {
                                      judges.cancel();
                                      co_await aio::wait(std::vector{judges});
                                  });
    }

    aio::Coroutine<> compile_and_run(aio::Task<process::ProgramResult> judges) {
        const Plugin plugin = co_await compiles(kind_);
        if (plugin.kind == Plugin::built) co_await check(plugin.file, judges);
        if (verdict_.what == What::passed && !options_.keep.empty()) keep(plugin.file);
    }

    process::Command judge() {
        process::Command command{
            .args = {toolkit_.host(exercise_).string(), "--judge", exercise_.shipped.string(),
                     exercise_.check.string(), "--report",
                     std::to_string(protocol::report_descriptor), "--width",
                     std::to_string(options_.width), "--memory", std::to_string(limits_.memory)},
            .later_input = evidence_,
            .reports = true,
            .limits = judge_limits};
        // Its input comes from a stranger. So it is as confined as the runner: should somebody find
        // a bug in how it reads, there is still nothing to gain.
        command.args.emplace_back("--confined");
        fence(command, Build::quick, exercise_.shipped);
        if (options_.tapes != Tapes::none)
            command.args.insert(command.args.end(),
                                {"--tapes", options_.tapes == Tapes::all ? "program" : "shown"});
        if (is_sanitized(Build::quick)) sanitize(command, Build::quick);
        return command;
    }

    process::Command runner(Build kind, const fs::path& plugin) const {
        process::Command command{
            .args = {toolkit_.host(exercise_, kind).string(), "--runner"},
            .folder = scratch_->folder(),
            .input = to_line(protocol::Instructions{.exercise = plugin.string(),
                                                    .check = exercise_.check.string(),
                                                    .seed = verdict_.seed,
                                                    .confined = confines_}),
            .environment = {"PATH=/usr/bin:/bin"},  // our own PATH is nobody's business
            .reports = true,
            .limits = {.time = limits_.time,
                       .output = limits_.output,
                       .memory = limits_.memory + timeline::most_tape_memory,
                       .report = protocol::most_evidence,
                       .cpu = std::chrono::ceil<std::chrono::seconds>(limits_.time) +
                              std::chrono::seconds(1),
                       .threads = most_threads}};
        if (confines_) fence(command, kind, plugin);
        if (is_sanitized(kind)) sanitize(command, kind);
        return command;
    }

    // For both: it can open nothing but what it is made of.
    void fence(process::Command& command, Build kind, const fs::path& plugin) const {
        command.readable = files_to_run();
        command.readable.insert(command.readable.end(),
                                {toolkit_.host(exercise_, kind), exercise_.check, plugin});
        command.writable = {"/dev/null"};
    }

    bool is_sanitized(Build kind) const {
        return kind == Build::sanitized || exercise_.limits.sanitized || always_sanitized;
    }

    void sanitize(process::Command& command, Build kind) const {
        command.limits.memory = 0;  // it maps far more than it uses
        command.sees_its_proc = true;
        if (kind == Build::sanitized) command.limits.time *= 10;
        command.limits.cpu *= 10;
        std::string options =
            "ASAN_OPTIONS=symbolize=0:detect_leaks=0:handle_abort=1:"
            "detect_stack_use_after_return=1";
        // In place of limited address space, of which a sanitizer reserves terabytes. It starts a
        // thread for this, and for all the loop knows that thread might end any wait: then no
        // deadlock is detected. So this is only for strangers' programs.
        if (options_.must_be_confined)
            options += fmt::format(":hard_rss_limit_mb={}",
                                   (limits_.memory + timeline::most_tape_memory) >> 20);
        command.environment.push_back(options);
    }

    // On a system that cannot confine it, once more unconfined.
    aio::Coroutine<process::ProgramResult> run_it(Build kind, fs::path plugin) {
        if (confines_ && !process::has_fences()) go_on_without_fence();
        process::Command command = runner(kind, plugin);
        process::ProgramResult run = co_await process::run_program(std::move(command));
        // The head of its evidence says that it is confined. What comes after that is the program's
        // doing, and its exit status may be anything.
        const bool has_begun = !run.report.empty();
        if (run.end != process::End::exited || run.status != protocol::cannot_confine ||
            has_begun || !confines_)
            co_return run;
        const std::string why = run.output.substr(0, run.output.find('\n'));
        if (options_.must_be_confined) throw Mistake(why);
        verdict_.notice = why + ". So it runs with all the rights that you have.";
        confines_ = false;
        co_return co_await run_it(kind, std::move(plugin));
    }

    void go_on_without_fence() {
        const std::string why = "this system has no Landlock (Linux 5.13)";
        if (options_.must_be_confined)
            throw Mistake("cannot confine the exercise: " + why +
                          ", so a submission could read all that you can");
        verdict_.notice = why + ". So it may read all that you may.";
    }

    aio::Coroutine<> check(fs::path plugin, aio::Task<process::ProgramResult> judges) {
        process::ProgramResult run = co_await run_it(kind_, plugin);
        if (is_sanitized(kind_)) run.output = co_await with_lines(std::move(run.output), plugin);
        verdict_.check_seconds = run.took.count();
        verdict_.output = run.output;

        evidence_.set_result(fmt::format("{}\n{}", verdict_.seed, run.report));
        const process::ProgramResult judged = co_await judges;
        const Report report(judged.report, verdict_);
        if (!report.has_begun())
            throw Mistake(
                fmt::format("the judge of {} does not start: {}", exercise_.name, judged.output));
        const std::string refused =
            report.has_ended() ? report.refused() : "it cannot be read to its end";
        const bool all_hold = std::ranges::all_of(verdict_.facts, &Fact::holds);
        if (run.end == process::End::not_started)
            throw Mistake(run.output + ": run `make build` in the toolkit's folder, and try again");
        if (run.end == process::End::out_of_time)
            end(What::out_of_time,
                fmt::format(
                    "It was stopped after {}, although time is simulated and sleeping takes "
                    "none. Is there a loop that never ends, or something that blocks the thread "
                    "and with it everything: std::this_thread::sleep_for, join(), a std::mutex "
                    "held across a co_await?",
                    seconds(limits_.time)));
        else if (run.end == process::End::flooded)
            end(What::flooded, run.report.size() >= protocol::most_evidence
                                   ? "It was stopped because it did more than can be "
                                     "recorded."
                                   : fmt::format("It was stopped because it had printed more "
                                                 "than {} KiB.",
                                                 limits_.output >> 10));
        else if (run.end == process::End::crowded)
            end(What::forbidden,
                fmt::format("It was stopped because it had started more than {} threads. No "
                            "exercise needs a thread of its own: tasks wait side by side on one.",
                            most_threads));
        else if (judged.end == process::End::out_of_time)
            end(What::flooded, fmt::format("It did so much that {} were not enough to judge it.",
                                           seconds(judging_time)));
        else if (run.end == process::End::exited && !refused.empty())
            end(What::forbidden,
                "The record of its run shows what cannot have happened, and does not count (" +
                    refused + "). Does it tamper with the check?");
        else if (run.end == process::End::exited && run.status == 0 && report.is_complete(verdict_))
            end(all_hold ? What::passed : What::failed, "");
        else if (std::string why = is_sanitized(kind_) ? explain_crash(run.output, name()) : "";
                 !why.empty())
            exercise_.limits.sanitized ? fail(std::move(why)) : end(What::crashed, std::move(why));
        else if (run.end == process::End::crashed)
            co_await explain(run.status);
        else if (run.status == protocol::cannot_load && run.report == protocol::head_of_evidence)
            incomplete();
        else if (run.status == protocol::cannot_report)
            end(What::ended_early,
                "It closed descriptor 3, on which the coach receives the record of its run.");
        else
            end(What::ended_early,
                fmt::format("It ended with status {} before all facts were checked. Does it call "
                            "exit()?",
                            run.status));
    }

    // What the sanitizers found is what the exercise is about.
    void fail(std::string why) {
        const auto fact = std::ranges::find(verdict_.facts, false, &Fact::looked_at);
        if (fact == verdict_.facts.end()) return end(What::crashed, std::move(why));
        fact->looked_at = true;
        fact->says.push_back(std::move(why));
        verdict_.output.clear();
        end(What::failed, "");
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
                "and the parameters that it had at first.",
                simpler(function), name()));
    }

    // As a programmer writes it, not as the linker does. (A much longer text is not such a name,
    // and too deep for a regular expression.)
    static std::string simpler(std::string type) {
        type = shortened(std::move(type), 1000);
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

    // Once more, slowly, under the sanitizers: they see what led to the crash.
    aio::Coroutine<> explain(int signal) {
        std::string why;
        const bool looks_closer =
            kind_ == Build::quick && !options_.must_be_confined && can_look_closely(toolkit_);
        if (looks_closer) {
            const Plugin plugin = co_await compiles(Build::sanitized);
            if (plugin.kind == Plugin::built) {
                const process::ProgramResult again = co_await run_it(Build::sanitized, plugin.file);
                why = explain_crash(co_await with_lines(again.output, plugin.file), name());
            }
        }
        if (why.empty()) why = fmt::format("It was ended by {}.", signal_name(signal));
        end(What::crashed, why);
    }

    const Toolkit& toolkit_;
    const Exercise& exercise_;
    AttemptOptions options_;
    Build kind_;
    check::ExerciseLimits limits_;
    Verdict verdict_;
    std::optional<Scratch> scratch_;
    aio::Future<std::string> evidence_;  // for the judge: the seed, and what was handed over
    bool confines_ = true;
};

}  // namespace

Verdict Verdict::untouched(const Exercise& exercise) {
    Verdict verdict;
    for (std::size_t i = 0; i < exercise.facts.size(); ++i)
        verdict.facts.push_back(
            {.name = exercise.facts[i],
             .worth = i < exercise.worth.size() ? exercise.worth[i] : check::Worth{}});
    return verdict;
}

bool Verdict::counts(const Fact& fact) const {
    return fact.holds && std::ranges::all_of(fact.worth.needs, [this](const std::string& name) {
               const auto needed = std::ranges::find(facts, name, &Fact::name);
               return needed != facts.end() && needed->holds;
           });
}

int Verdict::points() const {
    int all = 0;
    for (const Fact& fact : facts) all += counts(fact) ? fact.worth.points : 0;
    return all;
}

int Verdict::most_points() const {
    int all = 0;
    for (const Fact& fact : facts) all += fact.worth.points;
    return all;
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

aio::Coroutine<Verdict> attempt(const Toolkit& toolkit, const Exercise& exercise,
                                AttemptOptions options) {
    Attempt all(toolkit, exercise, std::move(options));
    co_return co_await all.run();
}

aio::Coroutine<Verdict> attempt_twice(const Toolkit& toolkit, const Exercise& exercise,
                                      AttemptOptions options) {
    Verdict verdict = co_await attempt(toolkit, exercise, options);
    if (verdict.what != What::passed || !can_look_closely(toolkit)) co_return verdict;
    options.closely = true;
    options.keep.clear();
    options.seed = verdict.seed;
    Verdict closer = co_await attempt(toolkit, exercise, std::move(options));
    co_return closer.what == What::crashed ? std::move(closer) : std::move(verdict);
}

}  // namespace coach
