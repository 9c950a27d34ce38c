// What exercise 10 has to show, with coroutines that the student
// has not seen: which of them fail, their delays and their results
// are new in every run.
//
// As shipped it fails at: a failure costs no sibling its result

#include <algorithm>
#include <stdexcept>

#include <check/check.hpp>

using namespace std::chrono_literals;

using Coroutines = std::vector<aio::Coroutine<int>>;
using Outcomes = std::vector<aio::Outcome<int>>;

// In exercise.cpp.
aio::Coroutine<Outcomes> all_outcomes(Coroutines coroutines);

// Its tasks are named after it; `static` keeps the name short.
static aio::Coroutine<int> delay(int result, aio::duration d,
                                 bool fails) {
    co_await aio::sleep(d);
    if (fails)
        throw std::runtime_error(
            fmt::format("number {} is broken", result));
    co_return result;
}

namespace {

// The one that will fail has the shortest delay: it fails while the
// others are still waiting. The first has the longest, so that they
// do not end in the order in which they stand.
struct Sample {
    std::vector<aio::duration> delays = check::delays(4);
    std::vector<int> results = check::numbers(4);
    std::vector<bool> fails = std::vector<bool>(4);

    explicit Sample(int failing = 1) {
        std::iter_swap(delays.begin(),
                       std::ranges::max_element(delays));
        for (int n = 0; n < failing; ++n) fails[next()] = true;
    }
    std::size_t next() const {
        std::size_t best = fails.size();
        for (std::size_t i = 0; i < fails.size(); ++i)
            if (!fails[i] &&
                (best == fails.size() || delays[i] < delays[best]))
                best = i;
        return best;
    }
    Coroutines coroutines() const {
        Coroutines all;
        for (std::size_t i = 0; i < results.size(); ++i)
            all.push_back(delay(results[i], delays[i], fails[i]));
        return all;
    }
    check::Run<Outcomes> run() const {
        return check::run(all_outcomes(coroutines()));
    }
    // "17, an error, 42 and 80".
    std::string expected() const {
        std::vector<std::string> texts;
        for (std::size_t i = 0; i < results.size(); ++i)
            texts.push_back(fails[i] ? "an error"
                                     : std::to_string(results[i]));
        return check::list(texts);
    }
};

std::string text_of(const aio::Outcome<int>& outcome) {
    return outcome ? std::to_string(*outcome) : "an error";
}

std::vector<std::string> texts_of(const Outcomes& outcomes) {
    std::vector<std::string> texts;
    for (const auto& outcome : outcomes)
        texts.push_back(text_of(outcome));
    return texts;
}

// "The coroutines give 17 and an error; your outcomes are 17."
std::string compared(const Sample& sample,
                     const check::Run<Outcomes>& run) {
    const auto where = check::where_main_waited(run.record);
    return fmt::format(
        "The coroutines end with {}; your outcomes are {}{}.",
        sample.expected(), check::list(texts_of(*run.result)),
        where.empty() ? "" : ", awaited in " + where);
}

bool has_value(const Outcomes& outcomes, int value) {
    return std::ranges::any_of(outcomes, [&](const auto& outcome) {
        return outcome && *outcome == value;
    });
}

const check::Example example(
    {.name = "10_errors_in_gather",
     .title = "your exercise",
     .scale = 9s},
    [](lesson::Program& lesson) {
        Coroutines three;
        three.push_back(delay(1, 3s, false));
        three.push_back(delay(2, 1s, true));
        three.push_back(delay(3, 2s, false));
        const Outcomes outcomes = lesson.run(
            "1 and 3 after 3 and 2 s, an error after 1 s",
            all_outcomes(std::move(three)));
        lesson::say("Your outcomes: " +
                    check::list(texts_of(outcomes)) + ".");
    },
    "gather throws the first error, and stops nothing: the others "
    "run on, unheard. That is right if one failure makes the whole "
    "worthless, and wrong if each result counts on its own. With "
    "return_exceptions an error is a result like any other: it has "
    "its place, and nothing is lost. Lesson 14 shows a third way, "
    "where one failure stops the others.",
    {.time = 2s, .output = 64 * 1024});

}  // namespace

// What the exercise satisfies as shipped, or with nothing in it,
// counts only once this holds, too.
constexpr auto the_point = "a failure costs no sibling its result";

TEST_CASE("if nothing fails there is a value for each" *
          check::needs(the_point)) {
    const Sample sample(0);
    const auto run = sample.run();
    check::that(run.result->size() == 4, compared(sample, run));
    for (const int value : sample.results)
        check::require(has_value(*run.result, value),
                       compared(sample, run));
}

TEST_CASE("a failure costs no sibling its result" *
          check::points(2)) {
    const Sample sample;
    const auto run = sample.run();
    for (std::size_t i = 0; i < sample.results.size(); ++i)
        check::require(
            sample.fails[i] ||
                has_value(*run.result, sample.results[i]),
            compared(sample, run));
    check::that(run.result->size() == 4, compared(sample, run));
}

TEST_CASE("the error is the one that was thrown") {
    const Sample sample;
    const auto run = sample.run();
    const auto at = static_cast<std::size_t>(
        std::ranges::find(sample.fails, true) -
        sample.fails.begin());
    const std::string thrown = fmt::format(
        "runtime_error: number {} is broken", sample.results[at]);
    std::vector<std::string> told;
    for (const auto& outcome : *run.result)
        if (!outcome)
            told.push_back(check::describe(outcome.exception()));
    check::that(
        told.size() == 1 && told.front().ends_with(thrown),
        fmt::format("One coroutine threw \"number {} is broken\". "
                    "{} {}",
                    sample.results[at], compared(sample, run),
                    told.empty() ? "None of them is that error."
                                 : "The error says: " +
                                       check::list(told) + "."));
}

TEST_CASE("each outcome is in its coroutine's place") {
    const Sample sample;
    const auto run = sample.run();
    std::vector<std::string> expected;
    for (std::size_t i = 0; i < sample.results.size(); ++i)
        expected.push_back(sample.fails[i]
                               ? "an error"
                               : std::to_string(sample.results[i]));
    check::that(texts_of(*run.result) == expected,
                compared(sample, run));
}

TEST_CASE("the total is the longest delay, not the sum") {
    const Sample sample;
    const auto run = sample.run();
    check::that(run.elapsed() == check::longest(sample.delays),
                fmt::format("Delays of {} took {}: {}",
                            check::list(sample.delays),
                            check::seconds(run.elapsed()),
                            check::because(run.record)));
}

TEST_CASE("when it ends, every task has ended" *
          check::needs(the_point)) {
    const auto run = Sample().run();
    const auto left = check::left_behind(run.record);
    check::that(
        left.empty(),
        fmt::format("When all_outcomes ended, after {}, some "
                    "tasks had not: {}. The loop cancelled "
                    "what was left.",
                    check::seconds(run.elapsed()), left));
}

TEST_CASE("two failures are reported, and so are four") {
    for (const int failing : {2, 4}) {
        const Sample sample(failing);
        const auto run = sample.run();
        const auto errors = std::ranges::count_if(
            *run.result,
            [](const auto& outcome) { return !outcome; });
        check::that(errors == failing,
                    fmt::format("Of four coroutines {} failed. {}",
                                failing, compared(sample, run)));
    }
}
