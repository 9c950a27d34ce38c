// What passes from the runner to the judge: it is written and read, and not accepted if it cannot
// have happened.
#include <doctest/doctest.h>

#include <check/case.hpp>
#include <check/check.hpp>
#include <check/evidence.hpp>
#include <check/http_check.hpp>
#include <check/protocol.hpp>
#include <http/session.hpp>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include "process.hpp"

using namespace std::chrono_literals;
using check::Malformed;

namespace {

// Of all evidence.
const std::string head(check::protocol::head_of_evidence);

struct Seen {
    int parcel = 0;
    aio::duration ended{};
    std::optional<std::vector<std::string>> left;

    friend bool operator==(const Seen&, const Seen&) = default;
};

template <class T>
std::string sent(const T& value) {
    check::Writer to;
    check::send(to, value);
    return to.text();
}

template <class T>
T received(const std::string& text) {
    check::Reader from(text);
    T value = check::receive<T>(from);
    from.require_end();
    return value;
}

template <class T>
void survives(const T& value) {
    const std::string text = sent(value);
    CHECK(received<T>(text) == value);
    // A cut, wherever it is, is noticed.
    for (std::size_t end = 0; end < text.size(); ++end)
        CHECK_THROWS_AS(received<T>(text.substr(0, end)), Malformed);
    CHECK_THROWS_AS(received<T>(text + "1;"), Malformed);
}

aio::Coroutine<int> sleeps_and_gives(int result) {
    co_await aio::create_task(aio::sleep(3s));
    co_return result;
}

// The pieces that a runner hands over for one run of this program.
template <class T>
std::string handed_over(aio::Coroutine<T> program) {
    std::string all = head;
    check::detail::set_stage({.role = check::detail::Role::runner,
                              .hand_over = [&](const std::string& piece) { all += piece; }});
    check::detail::begin_case(1, "a fact");
    static_cast<void>(check::attempt(std::move(program)));
    check::detail::set_stage({});
    return all;
}

// What a judge makes of the evidence; nothing if it is refused or missing.
template <class T>
std::optional<check::Run<T>> judged(const std::string& text, aio::Coroutine<T> program) {
    const check::Evidence evidence = check::Evidence::read(text);
    check::detail::set_stage({.role = check::detail::Role::judge, .evidence = &evidence});
    check::detail::begin_case(1, "a fact");
    std::optional<check::Run<T>> run;
    try {
        run = check::attempt(std::move(program));
    } catch (...) {
    }
    check::detail::set_stage({});
    return run;
}

// One run's evidence, changed by a forger.
template <class Change>
std::string forged(Change change) {
    const std::string text = handed_over(sleeps_and_gives(7));
    const check::Evidence evidence = check::Evidence::read(text);
    check::Piece piece = *evidence.find("a fact", 0);
    check::Reader from(piece.body);
    auto run = check::receive<check::RunEvidence>(from);
    change(run);
    piece.body = sent(run);
    return head + check::framed(piece);
}

std::string why_refused(const std::string& text) {
    CHECK_FALSE(judged(text, sleeps_and_gives(0)));
    return check::detail::refused();
}

int twice(int number) { return 2 * number; }
int fails(int) { throw std::runtime_error("no number"); }

}  // namespace

TEST_CASE("what is sent is received, and what is cut is noticed") {
    survives(7);
    survives(-9'000'000'000);
    survives(true);
    survives(aio::duration(3s));
    survives(std::string("a;b\n\0c", 6));
    survives(std::string());
    survives(std::vector<std::string>{"one", "", "three"});
    survives(std::pair(1, std::optional<int>()));
    survives(std::vector<bool>{true, false});
    survives(Seen{.parcel = 3, .ended = 2s, .left = std::vector<std::string>{"x"}});
}

TEST_CASE("a number that does not fit, or is not a number, is refused") {
    CHECK_THROWS_AS(received<int>("5000000000;"), Malformed);
    CHECK_THROWS_AS(received<unsigned>("-1;"), Malformed);
    CHECK_THROWS_AS(received<int>("seven;"), Malformed);
    CHECK_THROWS_AS(received<int>("7"), Malformed);
    CHECK_THROWS_AS(received<std::int64_t>("99999999999999999999;"), Malformed);
    // Nothing is allocated for what has not come.
    CHECK_THROWS_AS(received<std::vector<int>>("1000000000000;"), Malformed);
    CHECK_THROWS_AS(received<std::string>("1000000000000;x"), Malformed);
}

TEST_CASE("an outcome arrives with the text of its error") {
    using Outcomes = std::vector<aio::Outcome<int>>;
    const Outcomes outcomes{
        aio::Outcome<int>(3),
        aio::Outcome<int>(std::make_exception_ptr(std::runtime_error("broken")), false),
        aio::Outcome<int>(std::make_exception_ptr(aio::CancelledError("stop")), true)};
    const auto got = received<Outcomes>(sent(outcomes));
    REQUIRE(got.size() == 3);
    CHECK(*got[0] == 3);
    CHECK(check::describe(got[1].exception()) == "std::runtime_error: broken");
    CHECK(got[2].cancelled());
    CHECK(check::describe(got[2].exception()) == "CancelledError: stop");
}

TEST_CASE("a judge sees the run that a runner ran, and runs nothing itself") {
    const std::string text = handed_over(sleeps_and_gives(7));
    const auto run = judged(text, []() -> aio::Coroutine<int> {
        FAIL("the judge's own coroutine ran");
        co_return 0;
    }());
    REQUIRE(run);
    CHECK(run->result == 7);
    CHECK(run->elapsed() == 3s);
    CHECK(check::tasks(run->record).size() == 1);
}

TEST_CASE("an error arrives as data") {
    const auto fails_at_2 = []() -> aio::Coroutine<> {
        co_await aio::sleep(2s);
        throw std::runtime_error("the kettle is empty");
    };
    const auto run = judged(handed_over(fails_at_2()), fails_at_2());
    REQUIRE(run);
    REQUIRE(run->error);
    CHECK(check::describe(run->error) == "std::runtime_error: the kettle is empty");
    CHECK(contains(check::failure(*run->error, run->record), "at 2 s"));
}

TEST_CASE("a deadlock arrives with the waiting tasks") {
    const auto waits = []() -> aio::Coroutine<> { co_await aio::Event().wait(); };
    const auto run = judged(handed_over(waits()), waits());
    REQUIRE(run);
    REQUIRE(run->error);
    CHECK(run->error->kind == check::Failure::Kind::deadlock);
    CHECK(run->error->waiting.size() == 1);
}

TEST_CASE("what a program notes arrives with its run") {
    check::Noted<int> most;
    const auto notes = [](int& into) -> aio::Coroutine<> {
        into = 5;
        co_return;
    };
    const std::string text = handed_over(notes(*most));
    *most = 0;
    REQUIRE(judged(text, notes(*most)));
    CHECK(*most == 5);
}

TEST_CASE("the answer of a plain function arrives, and so does what it throws") {
    std::string text = head;
    check::detail::set_stage({.role = check::detail::Role::runner,
                              .hand_over = [&](const std::string& piece) { text += piece; }});
    check::detail::begin_case(1, "a fact");
    CHECK(check::ask(twice, 21) == 42);
    CHECK_THROWS(check::ask(fails, 1));

    const check::Evidence evidence = check::Evidence::read(text);
    check::detail::set_stage({.role = check::detail::Role::judge, .evidence = &evidence});
    check::detail::begin_case(1, "a fact");
    CHECK(check::ask(fails, 21) == 42);  // it is not called here
    try {
        check::ask(twice, 1);
        FAIL("nothing was thrown");
    } catch (...) {
        CHECK(check::describe(std::current_exception()) == "std::runtime_error: no number");
    }
    check::detail::set_stage({});
}

TEST_CASE("what is not handed over is missing, and is not made up") {
    CHECK_FALSE(judged(head, sleeps_and_gives(1)));
    CHECK(check::detail::lacks_evidence());
    CHECK(check::detail::refused() == "");
}

TEST_CASE("a piece that breaks off at the end is left out; one that comes twice is refused") {
    const std::string text = handed_over(sleeps_and_gives(7));
    CHECK_FALSE(judged(text.substr(0, text.size() - 5), sleeps_and_gives(1)));
    CHECK(check::detail::lacks_evidence());
    const std::string piece = text.substr(head.size());
    CHECK_THROWS_AS(check::Evidence::read(text + piece), Malformed);
    CHECK_THROWS_AS(check::Evidence::read("all facts hold"), Malformed);
    CHECK_THROWS_AS(check::Evidence::read(text + "{\"holds\":true}"), Malformed);
}

TEST_CASE("a run that cannot have happened is refused") {
    CHECK(judged(forged([](check::RunEvidence&) {}), sleeps_and_gives(1)));

    // Three seconds pass within one.
    CHECK(why_refused(forged([](check::RunEvidence& run) {
              for (auto& event : run.tape.events)
                  if (event.when > aio::time_point(1s)) event.when = aio::time_point(1s);
          })) != "");
    // It has no end.
    CHECK(why_refused(forged([](check::RunEvidence& run) { run.tape.events.pop_back(); })) != "");
    // It has a result, although its tape says that it failed, and the other way round.
    CHECK(why_refused(forged([](check::RunEvidence& run) {
              for (auto& event : run.tape.events)
                  if (event.kind == timeline::Event::Kind::finished && event.task == 1)
                      event.kind = timeline::Event::Kind::failed;
          })) != "");
    CHECK(why_refused(forged([](check::RunEvidence& run) {
              run.result.reset();
              run.error = check::Failure{.type = "TimeoutError", .text = "total"};
          })) != "");
    CHECK(why_refused(forged([](check::RunEvidence& run) {
              run.error = check::Failure{.type = "TimeoutError", .text = "total"};
          })) != "");
    // A result of another type, or of none.
    CHECK(why_refused(forged([](check::RunEvidence& run) { run.result = "7;8;"; })) != "");
    CHECK(why_refused(forged([](check::RunEvidence& run) { run.result.reset(); })) != "");
    // In an order chosen by a seed.
    CHECK(why_refused(forged(
              [](check::RunEvidence& run) { run.tape.order = timeline::Order::another; })) != "");
}

TEST_CASE("an exercise that hides what it does has not shown it") {
    const auto hides = []() -> aio::Coroutine<int> {
        co_await aio::extend::create_hidden_task(sleeps_and_gives(0));
        co_return 7;
    };
    CHECK_FALSE(judged(handed_over(hides()), sleeps_and_gives(0)));
    CHECK(contains(check::detail::refused(), "it hides a task, check_evidence.cpp:"));
    CHECK(contains(why_refused(forged([](check::RunEvidence& run) {
                       for (timeline::Place& place : run.tape.places) place.in_library = true;
                   })),
                   "check_evidence.cpp"));
}

TEST_CASE("an answer counts only if a connection carried its request at that time") {
    check::Server server;
    const auto asks = [](check::Server& of) {
        return of.beside([](lesson_server::Urls urls) -> aio::Coroutine<> {
            aio::http::Session session;
            co_await (co_await session.get(urls.ready + "delay/2")).read();
            co_await session.close();
        });
    };
    const std::string text = handed_over(asks(server));
    server.answers.clear();
    REQUIRE(judged(text, asks(server)));
    REQUIRE(server.answers.size() == 1);
    CHECK(server.answers[0].target == "/delay/2");

    // The same run, and a page that was not requested.
    const check::Evidence evidence = check::Evidence::read(text);
    check::Piece piece = *evidence.find("a fact", 0);
    std::string noted = sent(std::size_t{2});
    for (const char* target : {"/delay/2", "/delay/7"})
        noted += sent(std::string("GET")) + sent(std::string(target)) + sent(200) +
                 sent(aio::duration(2s));
    noted += sent(aio::duration(2s)) + sent(std::vector<std::string>()) + sent(std::size_t{0});
    check::Reader from(piece.body);
    auto run = check::receive<check::RunEvidence>(from);
    run.noted = {noted};
    piece.body = sent(run);
    REQUIRE(judged(head + check::framed(piece), asks(server)));
    REQUIRE(server.answers.size() == 1);
    CHECK(server.answers[0].target == "/delay/2");
}
