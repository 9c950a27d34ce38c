// What exercise 09 has to show, with names that the student has not
// seen. It runs under AddressSanitizer, so a use of freed memory
// ends it, and the fact that was being checked fails.
//
// As shipped it fails at: a lambda: its captures are still there

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <check/check.hpp>

using namespace std::chrono_literals;

using Say = std::function<void(std::string)>;

// In exercise.cpp.
aio::Task<> morning(std::string name, Say say);
aio::Task<> day(std::string name, Say say);
aio::Task<> night(std::string name, Say say);

namespace {

using Texts = std::vector<std::string>;
using Greeting = aio::Task<> (*)(std::string, Say);

// Long enough not to fit into a std::string itself.
std::string name_of(int number) {
    return fmt::format("everybody in room number {} of the school",
                       number);
}

// What is said to each of them, in the order in which it is said.
aio::Coroutine<Texts> said(Greeting greet, Texts names) {
    const auto texts = std::make_shared<Texts>();
    std::vector<aio::Task<>> tasks;
    for (const auto& name : names)
        tasks.push_back(greet(name, [texts](std::string text) {
            lesson::say(text);
            texts->push_back(std::move(text));
        }));
    co_await aio::gather(tasks);
    co_return *texts;
}

void must_say(Greeting greet, const std::string& begin,
              std::vector<int> numbers) {
    Texts names, expected;
    for (const int number : numbers) {
        names.push_back(name_of(number));
        expected.push_back(begin + ", " + names.back());
    }
    const auto run = check::run(said(greet, names));
    check::that(
        *run.result == expected && run.elapsed() == 1s,
        fmt::format("After {1}, it had said: {0}. It should "
                    "take 1 s, and say: {2}.",
                    check::list(*run.result),
                    check::seconds(run.elapsed()),
                    check::list(expected)));
}

aio::Coroutine<> three_greetings() {
    co_await said(morning, {name_of(1)});
    co_await said(day, {name_of(1)});
    co_await said(night, {name_of(1)});
}

const check::Example example(
    {.name = "09_lifetimes", .title = "your exercise", .scale = 9s},
    [](lesson::Program& lesson) {
        lesson.run("morning, day and night", three_greetings());
    },
    "A frame keeps what the coroutine owns: its by-value "
    "parameters "
    "and its variables. What a reference or a view refers to, and "
    "a lambda's captures, belong to someone else. Use them only "
    "while the owner is sure to exist: it does if it awaits the "
    "coroutine that uses them. A task may outlive the function "
    "that started it: give the task a copy.",
    {.time = 5s, .output = 64 * 1024, .sanitized = true});

}  // namespace

TEST_CASE("a lambda: its captures are still there" *
          check::points(2)) {
    must_say(morning, "Good morning", check::numbers(1));
}

TEST_CASE("a reference: what it refers to is still there") {
    must_say(day, "Good day", check::numbers(1));
}

TEST_CASE("a view: what it shows is still there") {
    must_say(night, "Good night", check::numbers(1));
}

TEST_CASE("two at a time: each says its own text") {
    must_say(morning, "Good morning", check::numbers(2));
    must_say(day, "Good day", check::numbers(2));
    must_say(night, "Good night", check::numbers(2));
}
