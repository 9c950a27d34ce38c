// What exercise 18 has to show, with jobs that the student has not
// seen: unequal ones, some of which fail.
//
// As shipped it fails at: never more than the limit are under way

#include <algorithm>
#include <stdexcept>

#include <check/check.hpp>

using namespace std::chrono_literals;

using Jobs = std::vector<aio::Coroutine<int>>;
using Outcomes = std::vector<aio::Outcome<int>>;

// In exercise.cpp.
aio::Coroutine<Outcomes> all_outcomes(Jobs jobs, int limit);

namespace {

// How many jobs are under way, and the most there have been.
struct Crowd {
    int now = 0, most = 0;
};

// One of them, from its first step to its end.
struct UnderWay {
    Crowd& crowd;
    explicit UnderWay(Crowd& c) : crowd(c) {
        crowd.most = std::max(crowd.most, ++crowd.now);
    }
    ~UnderWay() { --crowd.now; }
    UnderWay(const UnderWay&) = delete;
    UnderWay& operator=(const UnderWay&) = delete;
};

aio::Coroutine<int> job(int result, aio::duration d, bool fails,
                        Crowd& crowd) {
    const UnderWay here(crowd);
    co_await aio::sleep(d);
    if (fails)
        throw std::runtime_error(
            fmt::format("job {} failed", result));
    co_return result;
}

struct Sample {
    std::vector<aio::duration> delays = check::delays(7);
    std::vector<int> results = check::numbers(7);
    int limit = 3, failing = 0;  // the first ones fail

    // When the last one ends, if a free place is taken at once.
    aio::duration end() const {
        std::vector<aio::duration> free_at(
            static_cast<std::size_t>(limit));
        for (const auto delay : delays)
            *std::ranges::min_element(free_at) += delay;
        return *std::ranges::max_element(free_at);
    }
    std::string given() const {
        return fmt::format("Jobs of {}, at most {} at once",
                           check::list(delays), limit);
    }
};

// What came of each job, and how many were under way at most.
using Seen = std::pair<Outcomes, int>;

aio::Coroutine<Seen> watched(Sample sample) {
    Crowd crowd;
    Jobs jobs;
    for (std::size_t i = 0; i < sample.delays.size(); ++i)
        jobs.push_back(job(sample.results[i], sample.delays[i],
                           std::cmp_less(i, sample.failing),
                           crowd));
    Outcomes outcomes =
        co_await all_outcomes(std::move(jobs), sample.limit);
    co_return Seen(std::move(outcomes), crowd.most);
}

check::Run<Seen> run(const Sample& sample) {
    return check::run(watched(sample));
}

std::vector<std::string> texts_of(const Outcomes& outcomes) {
    std::vector<std::string> texts;
    for (const auto& outcome : outcomes)
        texts.push_back(outcome ? std::to_string(*outcome)
                                : "an error");
    return texts;
}

const check::Example example(
    {.name = "18_bounded", .title = "your exercise", .scale = 9s},
    [](lesson::Program& lesson) {
        const auto [outcomes, most] = lesson.run(
            "nine jobs of 1 and 2 s, at most three at once",
            watched({.delays = {2s, 1s, 2s, 1s, 2s, 1s, 2s, 1s, 2s},
                     .results = {1, 2, 3, 4, 5, 6, 7, 8, 9}}));
        lesson::say(fmt::format("At most {} at once.", most));
    },
    "Tasks are cheap; what they work on is not. A semaphore bounds "
    "how many work at the same time, and a free place is taken at "
    "once, by the task that has waited longest. A place must be "
    "given back on every way out: hold it in a variable, and the "
    "scope does that.",
    {.time = 2s, .output = 64 * 1024});

}  // namespace

// What the exercise satisfies as shipped, or with nothing in it,
// counts only once this holds, too.
constexpr auto the_point =
    "never more than the limit are under way";

TEST_CASE("there is an outcome for each job, in the jobs' order" *
          check::needs(the_point)) {
    const Sample sample{.failing = 1};
    const auto seen = run(sample);
    std::vector<std::string> expected{"an error"};
    for (std::size_t i = 1; i < sample.results.size(); ++i)
        expected.push_back(std::to_string(sample.results[i]));
    check::that(
        texts_of(seen.result->first) == expected,
        fmt::format("The jobs end with {}; your outcomes are "
                    "{}.",
                    check::list(expected),
                    check::list(texts_of(seen.result->first))));
}

TEST_CASE("never more than the limit are under way" *
          check::points(2)) {
    for (const int limit : {3, 1}) {
        const Sample sample{.limit = limit};
        const auto seen = run(sample);
        check::that(
            seen.result->second == limit,
            fmt::format("{}: there were {} at once.",
                        sample.given(), seen.result->second));
    }
}

TEST_CASE("it takes no longer than it must") {
    // The first one is the longest: two places are free before it
    // has ended, again and again.
    Sample sample;
    std::ranges::sort(sample.delays, std::greater());
    const auto seen = run(sample);
    check::that(
        seen.elapsed() == sample.end(),
        fmt::format("{}, could have ended after {}; it took {}. "
                    "Take a free place at once.",
                    sample.given(), check::seconds(sample.end()),
                    check::seconds(seen.elapsed())));
}

TEST_CASE("a job that fails gives its place back") {
    const Sample sample{.limit = 2, .failing = 3};
    const auto seen = run(sample);
    check::that(
        seen.elapsed() == sample.end(),
        fmt::format("{}, of which the first three fail, could have "
                    "ended after {}; it took {}.",
                    sample.given(), check::seconds(sample.end()),
                    check::seconds(seen.elapsed())));
}

TEST_CASE("more places than jobs, and no job at all" *
          check::needs(the_point)) {
    const Sample many{.limit = 20};
    const auto seen = run(many);
    check::that(
        seen.elapsed() == check::longest(many.delays),
        fmt::format("{}, take {}; it took {}.", many.given(),
                    check::seconds(check::longest(many.delays)),
                    check::seconds(seen.elapsed())));
    const auto none = run({.delays = {}, .results = {}});
    check::that(
        none.result->first.empty(),
        "Without a job there is no outcome, but there was " +
            check::count(none.result->first.size(), "outcome") +
            ".");
}
