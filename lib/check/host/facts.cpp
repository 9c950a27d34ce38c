// doctest runs the cases. Its implementation is compiled here, and its reports are
// turned into lines by a reporter of our own.
#define DOCTEST_CONFIG_IMPLEMENT
#define DOCTEST_CONFIG_NO_POSIX_SIGNALS  // a crash is for the sanitizer, and the coach, to explain
#include <check/host/facts.hpp>

#include <doctest/doctest.h>

#include <check/case.hpp>
#include <check/check.hpp>
#include <check/evidence.hpp>
#include <timeline/tape_view.hpp>
#include <timeline/text.hpp>
#include <timeline/words.hpp>

#include <algorithm>
#include <exception>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace check {
namespace {

// Behind this pointer for as long as the cases run: doctest makes its reporters itself.
const HowToJudge* how = nullptr;
std::uint64_t seed_of_runner = 0;

bool broken_off = false;

void write(const protocol::Line& line) {
    if (!broken_off) how->write(to_line(line));
}

// Three workers that fail in the same way at one place must not fill a screen: the first of them is
// reported, and the others are counted. (What is said twice in the same words is counted by the
// coach.)
std::vector<std::string> notes_of(const std::vector<aio::Report>& reports) {
    std::vector<std::string> notes;
    for (auto one = reports.begin(); one != reports.end(); ++one) {
        const auto is_like_it = [&](const aio::Report& other) {
            return !one->where.empty() && other.where == one->where && other.kind == one->kind &&
                   other.text != one->text;
        };
        const auto others = std::count_if(one + 1, reports.end(), is_like_it);
        if (std::any_of(reports.begin(), one, is_like_it)) continue;
        notes.push_back(one->where.empty() ? one->text : one->where + ": " + one->text);
        if (others > 0) notes.back() += fmt::format(" (and {} more like it)", others);
    }
    return notes;
}

// doctest tells a reporter more than is needed here.
struct Quiet : doctest::IReporter {
    void report_query(const doctest::QueryData&) override {}
    void test_run_start() override {}
    void test_run_end(const doctest::TestRunStats&) override {}
    void test_case_start(const doctest::TestCaseData&) override {}
    void test_case_reenter(const doctest::TestCaseData&) override {}
    void test_case_end(const doctest::CurrentTestCaseStats&) override {}
    void test_case_exception(const doctest::TestCaseException&) override {}
    void subcase_start(const doctest::SubcaseSignature&) override {}
    void subcase_end() override {}
    void log_assert(const doctest::AssertData&) override {}
    void log_message(const doctest::MessageData&) override {}
    void test_case_skipped(const doctest::TestCaseData&) override {}
};

struct Reporter final : Quiet {
    explicit Reporter(const doctest::ContextOptions&) {}

    void test_case_start(const doctest::TestCaseData& fact) override {
        fact_ = {.name = fact.m_name};
        detail::begin_case(how->seed, fact_.name);
        write(protocol::FactBegins{fact_.name});
        if (how->tapes == TapesToTell::program || how->tapes == TapesToTell::whole)
            detail::tell_of_runs([this](const timeline::Tape& tape) { tell_of(tape); });
    }

    void log_message(const doctest::MessageData& message) override {
        say(message.m_string.c_str());
    }

    // A bare CHECK has no sentence; its expression must do.
    void log_assert(const doctest::AssertData& assertion) override {
        if (assertion.m_failed)
            say(std::string(assertion.m_expr) + " does not hold: " + assertion.m_decomp.c_str());
    }

    // Called while the exception is being handled. What a coroutine throws is reported by
    // check::run; this is for a plain function of the student's or the check's.
    void test_case_exception(const doctest::TestCaseException& exception) override {
        if (detail::lacks_evidence() || !detail::refused().empty()) return;
        const std::exception_ptr error = std::current_exception();
        const std::string what = error ? describe(error) : exception.error_string.c_str();
        say("An exception was thrown, and nobody caught it: " + what + '.');
    }

    void test_case_end(const doctest::CurrentTestCaseStats& stats) override {
        all_hold = all_hold && stats.failure_flags == 0;
        if (!detail::refused().empty())
            return write(protocol::Refused{fact_.name, detail::refused()});
        if (detail::lacks_evidence()) {
            broken_off = how->breaks_off;
            return;
        }
        fact_.holds = stats.failure_flags == 0;
        fact_.seconds = stats.seconds;
        if (const detail::LastRun* run = detail::last_run()) {
            fact_.notes = notes_of(run->reports);
            fact_.picture = timeline::draw(run->record, {.width = how->width});
            fact_.words = timeline::in_words(run->record);
            if (how->tapes == TapesToTell::shown) tell_of(run->tape);
        }
        write(fact_);
    }

    static bool all_hold;

private:
    void tell_of(const timeline::Tape& whole) {
        timeline::Tape tape =
            how->tapes == TapesToTell::whole ? whole : timeline::program_view(whole);
        tape.title = fact_.name;
        tape.number = ++runs_;
        // The report has room for several such runs; nobody reads more of one, and a picture has
        // room for less.
        timeline::shorten(tape, how->tapes == TapesToTell::shown ? 4'000 : 10'000);
        write(protocol::RunTape{tape.write()});
    }

    // A sentence that comes again, for another arrangement of the delays, is reported once.
    void say(const std::string& sentence) {
        if (std::ranges::find(fact_.says, sentence) == fact_.says.end())
            fact_.says.push_back(sentence);
    }

    protocol::FactResult fact_;
    std::uint32_t runs_ = 0;  // of all facts
};

bool Reporter::all_hold = true;

// A runner reports nothing about the facts.
struct Runner final : Quiet {
    explicit Runner(const doctest::ContextOptions&) {}
    void test_case_start(const doctest::TestCaseData& fact) override {
        detail::begin_case(seed_of_runner, fact.m_name);
    }
};

struct Names final : Quiet {
    explicit Names(const doctest::ContextOptions&) {}
    void report_query(const doctest::QueryData& query) override {
        all.clear();
        for (unsigned i = 0; i < query.num_data; ++i) all.emplace_back(query.data[i]->m_name);
    }

    static std::vector<std::string> all;
};

std::vector<std::string> Names::all;

REGISTER_REPORTER("names", 0, Names);
REGISTER_REPORTER("facts", 0, Reporter);
REGISTER_REPORTER("runner", 0, Runner);

std::vector<std::string> names_of_facts() {
    const char* const flags[] = {"check", "--reporters=names", "--order-by=file",
                                 "--list-test-cases"};
    doctest::Context(std::size(flags), flags).run();
    return Names::all;
}

}  // namespace

void run_programs(std::uint64_t seed, std::function<void(const std::string&)> hand_over) {
    seed_of_runner = seed;
    detail::set_stage({.role = detail::Role::runner, .hand_over = std::move(hand_over)});
    const char* const flags[] = {"check", "--reporters=runner", "--order-by=file"};
    doctest::Context(std::size(flags), flags).run();
}

bool judge_facts(HowToJudge how_to_judge, std::string_view text) {
    how = &how_to_judge;
    write(protocol::Begin{.facts = names_of_facts(), .seed = how->seed});
    Evidence evidence;
    try {
        if (!text.empty()) evidence = Evidence::read(text);
    } catch (const Malformed& wrong) {
        write(protocol::Refused{"", wrong.what()});
        write(protocol::End{});
        return false;
    }
    detail::set_stage({.role = detail::Role::judge, .evidence = &evidence, .memory = how->memory});
    const char* const flags[] = {"check", "--reporters=facts", "--order-by=file"};
    doctest::Context(std::size(flags), flags).run();
    write(protocol::End{});
    return Reporter::all_hold;
}

protocol::Outline outline() {
    const detail::Shown* example = detail::example();
    if (!example) throw std::runtime_error("the check has no check::Example");
    protocol::Outline outline{
        .facts = names_of_facts(), .insight = example->insight, .limits = example->limits};
    for (const std::string& fact : outline.facts) {
        outline.worth.push_back(detail::worth_of(fact));
        for (const std::string& needed : outline.worth.back().needs)
            if (std::ranges::find(outline.facts, needed) == outline.facts.end())
                throw std::runtime_error("the check has no fact \"" + needed + "\", which \"" +
                                         fact + "\" needs");
    }
    return outline;
}

std::size_t count_registered() {
    return doctest::detail::getRegisteredTests().size() + doctest::getReporters().size() +
           doctest::getListeners().size();
}

}  // namespace check
