// What exercise 03 has to show, with coroutines that the student
// has not seen: their delays and results are new in every run.
//
// As shipped it fails at: results come in the coroutines' order

#include <algorithm>

#include <check/check.hpp>

using namespace std::chrono_literals;

using Coroutines = std::vector<aio::Coroutine<int>>;
using Results = std::vector<int>;

// In exercise.cpp.
aio::Coroutine<Results> all_results(Coroutines coroutines);

// Its tasks are named after it; `static` keeps the name short.
static aio::Coroutine<int> delay(int result, aio::duration d) {
    lesson::say("going to sleep");
    co_await aio::sleep(d);
    lesson::say(fmt::format("awake again, result {}", result));
    co_return result;
}

namespace {

using Durations = std::vector<aio::duration>;

Coroutines coroutines_of(const Results& results,
                         const Durations& delays) {
    Coroutines all;
    for (std::size_t i = 0; i < results.size(); ++i)
        all.push_back(delay(results[i], delays[i]));
    return all;
}

// Says the results as the lesson does.
aio::Coroutine<> show(aio::Coroutine<Results> all) {
    const Results results = co_await all;
    lesson::say(
        fmt::format("results {}", fmt::join(results, ", ")));
}

const check::Example example(
    {.name = "03_gather", .title = "your exercise", .scale = 9s},
    [](lesson::Program& lesson) {
        lesson.run("results 1, 2 and 3, after 3, 1 and 2 s",
                   show(all_results(
                       coroutines_of({1, 2, 3}, {3s, 1s, 2s}))));
    },
    "gather is the two loops of lesson 02 in one word, and more: "
    "it makes a task of each coroutine, waits for all, and returns "
    "the results in the order of its arguments. The order in which "
    "tasks end depends on things outside the program, and may "
    "differ from run to run; if you collect results as they come, "
    "you have to remember which task each one belongs to.",
    {.time = 2s, .output = 64 * 1024});

// The first coroutine takes longest, so that they do not end in the
// order in which they stand. The second has the greatest result, so
// that no sorting, up or down, gives their order.
struct Sample {
    Durations delays;
    Results results;

    explicit Sample(int count = 4)
        : delays(check::delays(count)),
          results(check::numbers(count)) {
        if (count < 2) return;
        std::iter_swap(delays.begin(),
                       std::ranges::max_element(delays));
        std::iter_swap(results.begin() + 1,
                       std::ranges::max_element(results));
    }
    check::Run<Results> run() const {
        return check::run(
            all_results(coroutines_of(results, delays)));
    }
};

Results in_order_of_ends(const Sample& sample) {
    Results order = sample.results;
    std::ranges::sort(order, {}, [&](int result) {
        const auto at = std::ranges::find(sample.results, result);
        return sample.delays[static_cast<std::size_t>(
            at - sample.results.begin())];
    });
    return order;
}

// "your results are 7, 3 and 5, awaited in exercise.cpp:25".
std::string yours(const check::Run<Results>& run) {
    const auto where = check::where_main_waited(run.record);
    if (run.result->empty())
        return std::string("there was no result") +
               (where.empty() ? ", and nothing was awaited"
                              : ", though something was "
                                "awaited, in " +
                                    where);
    return "your results are " + check::list(*run.result) +
           (where.empty() ? "" : ", awaited in " + where);
}

std::string which_order(const Sample& sample,
                        const Results& results) {
    if (results.empty()) return "";
    if (results == in_order_of_ends(sample))
        return " That is the order in which the tasks ended.";
    if (std::ranges::is_sorted(results))
        return " They are sorted, but a result does not show "
               "where its coroutine stood.";
    return "";
}

// Who ran the coroutines, if there was no task.
std::string who_ran_them(const timeline::Record& record,
                         const Sample& sample) {
    const auto where = check::where_main_waited(record);
    if (where.empty())
        return "There was no task, and nothing was awaited: none "
               "of the coroutines ran.";
    if (record.elapsed() < check::sum(sample.delays))
        return "There was no task, and not every coroutine ran: "
               "all_results itself waited, in " +
               where + ".";
    return fmt::format(
        "There was no task: {} itself ran the coroutines, one "
        "after the other.",
        check::main_function(record));
}

// Tasks of coroutines that are the student's own: " Besides ...
// there were as_a_task 1 and as_a_task 2, ..."
std::string tasks_of_their_own(const timeline::Record& record) {
    std::vector<std::string> names;
    std::string where;
    for (const timeline::Row* task : check::tasks(record)) {
        const std::string place = check::place(task->where);
        if (place.empty() || place.starts_with("check.cpp"))
            continue;
        names.push_back(task->name);
        where = place;
    }
    if (names.empty()) return "";
    return fmt::format(
        " Besides the tasks of the coroutines you were given, "
        "there were {}, which begin in {}.",
        check::list(names), where);
}

}  // namespace

// What the exercise satisfies as shipped, or with nothing in it,
// counts only once this holds, too.
constexpr auto the_point = "results come in the coroutines' order";

TEST_CASE("there is a result for each coroutine" *
          check::needs(the_point)) {
    const Sample sample;
    const auto run = sample.run();
    Results results = *run.result, expected = sample.results;
    std::ranges::sort(results);
    std::ranges::sort(expected);
    check::that(
        results == expected,
        fmt::format("The coroutines return {}; {}.",
                    check::list(sample.results), yours(run)));
}

TEST_CASE("results come in the coroutines' order" *
          check::points(2)) {
    const Sample sample;
    const auto run = sample.run();
    check::that(
        *run.result == sample.results,
        fmt::format(
            "The coroutines return {}, in this order; {}.{}",
            check::list(sample.results), yours(run),
            which_order(sample, *run.result)));
}

TEST_CASE("each coroutine becomes one task" *
          check::needs(the_point)) {
    const Sample sample;
    const auto run = sample.run();
    const auto tasks = check::tasks(run.record).size();
    check::require(tasks > 0, who_ran_them(run.record, sample));
    check::that(tasks == 4,
                fmt::format("There were 4 coroutines, but {}.{}",
                            check::count(tasks, "task"),
                            tasks_of_their_own(run.record)));
}

TEST_CASE("the total is the longest delay, not the sum" *
          check::needs(the_point)) {
    const Sample sample;
    const auto run = sample.run();
    const auto waited = check::where_main_waited(run.record);
    check::that(
        run.elapsed() == check::longest(sample.delays),
        fmt::format("Delays of {} took {}{}: {}",
                    check::list(sample.delays),
                    check::seconds(run.elapsed()),
                    waited.empty() ? "" : ", waiting in " + waited,
                    check::because(run.record)));
}

TEST_CASE("when it ends, every task has ended" *
          check::needs(the_point)) {
    const auto run = Sample().run();
    const auto left = check::left_behind(run.record);
    check::that(
        left.empty(),
        fmt::format("When all_results ended, after {}, some "
                    "tasks had not: {}. The loop cancelled "
                    "what was left.",
                    check::seconds(run.elapsed()), left));
}

TEST_CASE("it works for no coroutine, for one, and for eight") {
    for (const int count : {0, 1, 8}) {
        const Sample sample(count);
        const auto run = sample.run();
        check::that(
            *run.result == sample.results,
            fmt::format(
                "There were {}, with results {}; {}.",
                check::count(sample.results.size(), "coroutine"),
                check::list(sample.results), yours(run)));
    }
}
