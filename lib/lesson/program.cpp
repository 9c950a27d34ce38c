#include <lesson/lesson.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <utility>

#include <unistd.h>

#include <aio/block_for.hpp>
#include <aio/errors.hpp>
#include <aio/explore.hpp>
#include <aio/extend.hpp>
#include <lesson/command_line.hpp>
#include <lesson/faulty.hpp>
#include <lesson/guess.hpp>
#include <lesson/observer.hpp>
#include <lesson/screen.hpp>
#include <lesson/summary.hpp>
#include <lesson/verdict.hpp>
#include <lesson/verdict_tape.hpp>
#include <timeline/svg.hpp>
#include <timeline/tape_file.hpp>
#include <timeline/tape_view.hpp>
#include <timeline/trace_json.hpp>

namespace lesson {

struct Program::State {
    State(const About& a, const Options& o)
        : about(a),
          options(o),
          screen(a.name,
                 {.silent = o.json, .no_color = o.no_color, .words = o.words, .frames = a.frames}) {
    }

    const About about;
    const Options options;
    Screen screen;
    std::optional<Observer> observer;  // of the run that is going on
    bool interrupted = false;          // that run, by Ctrl-C
    std::string running;               // its name
    std::optional<double> guess;       // in seconds, until it has been compared
    Choices choices;                   // made in it; empty: none
    std::vector<timeline::Section> sections;
    std::vector<timeline::Tape> tapes;  // if they are asked for
    std::string verdict;                // on the last run
    Results results;
    std::vector<aio::Report> reports;

    // Loop seconds per wall-clock second. Virtual time does not pass by itself.
    [[nodiscard]] double pace() const {
        return options.clock == aio::Clock::real ? options.speed : 0;
    }
    [[nodiscard]] std::string title() const {
        const std::string number = about.name.substr(0, about.name.find('_'));
        const bool is_lesson =
            !number.empty() && number.find_first_not_of("0123456789") == number.npos;
        return is_lesson ? "Lesson " + number + ": " + about.title : about.title;  // or one's own
    }

    void begin_live();
    void end_run();
    void keep(Results);
    void write_files();
    void tell(const aio::Report&);
    void say(std::string_view text, std::source_location where);
};

namespace {

// say() is a plain function, so that a coroutine need not be given the program.
std::atomic<Program*> the_program{nullptr};
std::atomic<bool> only_noted{false};  // where there is none

Options read_options(int argc, char** argv, const About& about) {
    Screen screen(about.name, {.no_color = true});
    try {
        Options options = parse_command_line(argc, argv, about);
        if (!options.svg.empty()) check_writable("--svg", options.svg);
        if (!options.trace.empty()) check_writable("--trace", options.trace);
        if (!options.tape.empty()) check_writable("--tape", options.tape);
        return options;
    } catch (const HelpRequested& help) {
        screen.write(help.what());
        std::exit(0);
    } catch (const UsageError& error) {
        screen.leave(2, error.what());
    }
}

// As if Ctrl-C had not been handled: then the shell, or make, knows about it and does not go on to
// the next program.
[[noreturn]] void die_of_interrupt() {
    std::signal(SIGINT, SIG_DFL);
    std::raise(SIGINT);
    std::_Exit(130);
}

// The task that speaks. None is running in a callback, or in another thread.
std::string speaker() {
    try {
        return aio::current_task().name();
    } catch (const aio::RuntimeError&) {
        return {};
    }
}

std::string error_text(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& e) {
        return e.what();
    } catch (const aio::CancelledError& e) {
        return e.what();
    } catch (...) {
        return "an exception that is not a std::exception";
    }
}

// Nothing in a lesson asks to cancel main from outside the steps: only aio does that, at Ctrl-C.
bool was_interrupted(const timeline::Tape& tape) {
    return std::ranges::any_of(tape.events, [](const timeline::Event& event) {
        return event.kind == timeline::Event::Kind::cancel_requested && event.task == 1 &&
               event.why == aio::Cause::io;
    });
}

}  // namespace

Program::Program(int argc, char** argv, About about)
    : state_(std::make_unique<State>(about, read_options(argc, argv, about))) {
    state_->screen.heading(state_->title());
    the_program = this;
}

Program::~Program() { the_program = nullptr; }

void Program::begin(std::string&& name, Choices&& choices) {
    state_->screen.print("");
    state_->screen.heading(name);
    if (state_->options.guess && state_->sections.empty()) ask_for_guess();
    state_->running = std::move(name);
    state_->choices = std::move(choices);
    state_->observer.emplace([this] { state_->begin_live(); });
    const Options& options = state_->options;
    const bool chosen = !state_->choices.empty();
    // Choices found in simulated time mean nothing in real time, where what is ready at the same
    // moment is a matter of microseconds.
    if (chosen) state_->observer->take_as_long(state_->pace());
    state_->observer->recorder().set_head(
        state_->running, chosen ? aio::Clock::simulated : options.clock,
        options.seed == 0 && !chosen ? timeline::Order::plain : timeline::Order::another,
        static_cast<std::uint32_t>(state_->sections.size() + 1));
}

void Program::ask_for_guess() {
    if (state_->options.json || !can_ask()) return;
    Screen& screen = state_->screen;
    if (!state_->about.guess.empty()) screen.paragraph(state_->about.guess);
    screen.paragraph(fmt::format(
        "Guess first: how many seconds will it take? (Enter for no guess; {} s to think)",
        time_to_guess.count()));
    screen.prompt("> ");
    const std::optional<std::string> typed = read_typed_line(STDIN_FILENO, time_to_guess);
    if (!typed) screen.print("");
    if (typed) state_->guess = seconds_in(*typed);
}

aio::RunOptions Program::options() {
    const Choices& choices = state_->choices;
    const bool chosen = !choices.empty();
    return {.clock = chosen ? aio::Clock::simulated : state_->options.clock,
            .speed = state_->options.speed,
            .schedule_seed = chosen ? 0 : state_->options.seed,
            .choose = chosen ? aio::follow(choices) : nullptr,
            .observer = &*state_->observer,
            .on_report = [this](const aio::Report& report) { state_->tell(report); }};
}

void Program::end() {
    state_->end_run();
    const timeline::Record& record = state_->sections.back().record;
    state_->screen.print("");
    if (const auto guess = std::exchange(state_->guess, {}))
        state_->screen.paragraph(compared(*guess, record.elapsed()));
    state_->screen.paragraph(state_->verdict);
}

// A text of several lines, such as a deadlock's table, keeps its lines.
void Program::end_with_error(std::string_view text) {
    end();
    state_->screen.print("");
    if (text.find('\n') == text.npos)
        return state_->screen.paragraph("It ended with an error: " + std::string(text));
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        state_->screen.paragraph(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

void Program::fail_to_fail() {
    state_->end_run();
    state_->screen.leave(1, "the section should have ended with an error, and ended without one");
}

// Called inside a handler. The files that were asked for are written all the same: a failure is a
// reason to look at what led to it.
void Program::fail() {
    const std::exception_ptr error = std::current_exception();
    state_->end_run();
    state_->write_files();
    if (!state_->interrupted || !aio::extend::is_cancelled_error(error))
        state_->screen.leave(1, "the program failed: " + error_text(error));
    state_->screen.complain("interrupted");
    die_of_interrupt();
}

void Program::run_faulty(const std::string& part) {
    if (state_->options.json) return;
    const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
    const auto finding = find_fault(program + "_faulty", part);
    if (!finding) state_->screen.leave(1, "AddressSanitizer found nothing in faulty.cpp: " + part);
    say("faulty.cpp, " + part + ": AddressSanitizer stopped it" +
        (finding->where.empty() ? "" : " at " + finding->where) + ". It used " + finding->what +
        ".");
}

bool Program::wants(std::string_view flag) const {
    if (state_->options.clock == aio::Clock::simulated) return true;
    for (const std::string& given : state_->options.extras)
        if (given == flag) return true;
    return false;
}

const std::string& Program::url() const { return state_->options.url; }

int Program::done() {
    const State& s = *state_;
    Screen& screen = state_->screen;
    for (const Extra& extra : s.about.extras) {
        if (wants(extra.flag)) continue;
        screen.print("");
        screen.paragraph("--" + extra.flag + ": " + extra.help);
    }
    state_->write_files();
    if (s.options.json)
        screen.write(to_json({s.about, s.options, s.sections, s.results, s.reports}));
    screen.flush();
    return 0;
}

void Program::keep(const std::vector<int>& results) { state_->keep(results); }
void Program::keep(const std::vector<std::string>& results) { state_->keep(results); }

void Program::State::begin_live() {
    if (options.clock == aio::Clock::real)
        screen.begin_live(observer->recorder(), pace(), about.scale);
}

void Program::State::write_files() {
    try {
        if (!options.svg.empty())
            timeline::write_svg(options.svg, title(), sections,
                                {.frames = about.frames, .axis_end = about.scale});
        if (!options.trace.empty()) timeline::write_trace(options.trace, sections);
        if (!options.tape.empty()) timeline::write_tapes(options.tape, tapes);
    } catch (const std::exception& error) {
        screen.leave(1, error.what());
    }
}

// Takes the record of the run that is over, and leaves its picture on the screen.
void Program::State::end_run() {
    screen.end_live();
    if (!observer) return;
    const timeline::Tape tape = observer->recorder().tape();
    sections.push_back({running, observer->recorder().record()});
    verdict = lesson::verdict(tape);
    interrupted = was_interrupted(tape);
    if (!choices.empty()) verdict += " " + out_of_order(tape);
    if (!options.tape.empty())
        tapes.push_back(options.whole_tape ? tape : timeline::program_view(tape));
    observer.reset();
    screen.show(sections.back().record, about.scale);
}

// Only the headline's.
void Program::State::keep(Results given) {
    if (sections.size() == 1) results = std::move(given);
}

void Program::State::tell(const aio::Report& report) {
    reports.push_back(report);
    screen.paragraph("report: " + (report.where.empty() ? "" : report.where + ": ") + report.text);
}

void Program::State::say(std::string_view text, std::source_location where) {
    if (!observer) {
        if (aio::extend::running_loop()) return;  // a run that is not shown: explore_all's
        screen.print("");
        return screen.paragraph(text);
    }
    aio::extend::note(text, where);
    const auto now = observer->recorder().record({.rows = 0, .speed = pace()}).elapsed();
    screen.line(fmt::format("{:.1f}", std::chrono::duration<double>(now).count()), speaker(), text);
}

void say(std::string_view text, std::source_location where) {
    if (Program* program = the_program) return program->state_->say(text, where);
    if (only_noted) aio::extend::note(text, where);
}

void note_what_is_said() { only_noted = true; }

void block_for(aio::duration d) { aio::extend::block_for(d); }

}  // namespace lesson
