// doctest runs the cases. Its implementation is compiled here, and its reports are
// turned into lines by a reporter of our own.
#define DOCTEST_CONFIG_IMPLEMENT
#define DOCTEST_CONFIG_NO_POSIX_SIGNALS  // a crash is for the sanitizer, and the coach, to explain
#include <check/host/facts.hpp>

#include <doctest/doctest.h>

#include <check/check.hpp>
#include <check/evidence.hpp>
#include <timeline/text.hpp>

#include <algorithm>
#include <exception>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

namespace check {
namespace {

using Json = nlohmann::ordered_json;

// Behind this pointer for as long as the cases run: doctest makes its reporters itself.
const HowToRun* how = nullptr;

void write(const Json& line) {
    // What a student's program says need not be UTF-8.
    how->write(line.dump(-1, ' ', false, Json::error_handler_t::replace));
}

// doctest tells a reporter more than anybody here wants to know.
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
        name_ = fact.m_name;
        says_ = Json::array();
        detail::begin_case(how->seed);
        write({{"begins", name_}});
    }

    void log_message(const doctest::MessageData& message) override {
        say(message.m_string.c_str());
    }

    // A bare CHECK has no sentence; its expression must do.
    void log_assert(const doctest::AssertData& assertion) override {
        if (assertion.m_failed)
            say(std::string(assertion.m_expr) + " does not hold: " + assertion.m_decomp.c_str());
    }

    // Called while the exception is being handled. What a coroutine throws is told
    // by check::run; this is for a plain function of the student's, or of the check.
    void test_case_exception(const doctest::TestCaseException& exception) override {
        const std::exception_ptr error = std::current_exception();
        const std::string what = error ? describe(error) : exception.error_string.c_str();
        say("An exception was thrown, and nobody caught it: " + what + '.');
    }

    void test_case_end(const doctest::CurrentTestCaseStats& stats) override {
        const bool holds = stats.failure_flags == 0;
        Json line{{"fact", name_}, {"holds", holds}, {"says", says_}, {"seconds", stats.seconds}};
        if (const detail::LastRun* run = detail::last_run()) {
            line["notes"] = Json::array();
            for (const aio::Report& report : run->reports)
                line["notes"].push_back(report.where.empty() ? report.text
                                                             : report.where + ": " + report.text);
            line["picture"] = timeline::draw(run->record, {.width = how->width});
        }
        write(line);
        all_hold = all_hold && holds;
    }

    static bool all_hold;

private:
    // A sentence that comes again, for another arrangement of the delays, is told once.
    void say(const std::string& sentence) {
        if (std::find(says_.begin(), says_.end(), sentence) == says_.end())
            says_.push_back(sentence);
    }

    std::string name_;
    Json says_;
};

bool Reporter::all_hold = true;

struct Names final : Quiet {
    explicit Names(const doctest::ContextOptions&) {}
    void report_query(const doctest::QueryData& query) override {
        all = Json::array();
        for (unsigned i = 0; i < query.num_data; ++i) all.push_back(query.data[i]->m_name);
    }

    static Json all;
};

Json Names::all;

REGISTER_REPORTER("names", 0, Names);
REGISTER_REPORTER("facts", 0, Reporter);

Json names_of_facts() {
    const char* const flags[] = {"check", "--reporters=names", "--order-by=file",
                                 "--list-test-cases"};
    doctest::Context(std::size(flags), flags).run();
    return Names::all;
}

}  // namespace

bool run_facts(HowToRun how_to_run) {
    how = &how_to_run;
    write({{"facts", names_of_facts()}, {"seed", how->seed}});
    const char* const facts[] = {"check", "--reporters=facts", "--order-by=file"};
    doctest::Context(std::size(facts), facts).run();
    write({{"ends", true}});
    return Reporter::all_hold;
}

std::string outline() {
    const detail::Shown* example = detail::example();
    if (!example) throw std::runtime_error("the check has no check::Example");
    const Limits& limits = example->limits;
    return Json{{"facts", names_of_facts()},
                {"insight", example->insight},
                {"limits",
                 {{"milliseconds", limits.time.count()},
                  {"output", limits.output},
                  {"memory", limits.memory}}}}
        .dump();
}

std::size_t count_registered() {
    return doctest::detail::getRegisteredTests().size() + doctest::getReporters().size() +
           doctest::getListeners().size();
}

}  // namespace check
