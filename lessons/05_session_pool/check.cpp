// What exercise 05 has to show. Each case is a fact; the first that
// does not hold is what the student is told about.
//
// As shipped it fails at: a connection carries more than one page

#include <algorithm>

#include <check/check.hpp>
#include <check/http_check.hpp>
#include <http/http.hpp>

using namespace std::chrono_literals;
namespace http = aio::http;
using lesson_server::with_server;

// In exercise.cpp.
aio::Coroutine<> all_pages(std::string server,
                           std::vector<std::string> pages);

namespace {

using Urls = lesson_server::Urls;
using timeline::State;

const check::Example example(
    {.name = "05_session_pool",
     .title = "your exercise",
     .scale = 6s,
     .asks_server = true},
    [](lesson::Program& lesson) {
        const auto six = [](Urls server) {
            std::vector<std::string> pages;
            for (int i = 1; i <= 6; ++i)
                pages.push_back(
                    fmt::format("delay/0.5?page={}", i));
            return all_pages(server.slow_to_connect, pages);
        };
        lesson.run("six pages", with_server(lesson.url(), six));
    },
    "A session is where connections live. With one per request, a "
    "connection is opened and closed each time. One for all keeps "
    "them open, uses them for the next requests, and opens no more "
    "than its limit at once. A session must be closed by its "
    "owner, on every way out.");

// Page 1 takes as long as all the others together: on two
// connections they are read beside it. (And less than the 15 s for
// which a session keeps an idle connection.)
struct Pages {
    const int others = check::number(3, 7);
    const aio::duration each = check::number(1, 4) * 500ms;
    const aio::duration first = others * each;
    std::vector<std::string> targets;

    Pages() {
        for (int i = 0; i <= others; ++i)
            targets.push_back(fmt::format(
                "delay/{:g}?page={}",
                std::chrono::duration<double>(i ? each : first)
                    .count(),
                i + 1));
    }
    std::size_t size() const { return targets.size(); }

    // "page 3", if it is the third that was asked for.
    std::string name(std::string_view asked_for) const {
        for (std::size_t i = 0; i < targets.size(); ++i)
            if ("/" + targets[i] == asked_for)
                return fmt::format("page {}", i + 1);
        return std::string(asked_for);
    }
    // The first page that a connection carried.
    std::string opener(const timeline::Row& lane) const {
        for (const timeline::Span& span : lane.spans)
            if (span.state == State::running)
                return name(span.detail);
        return "somebody";
    }
};

auto program(check::Server& server,
             std::vector<std::string> targets) {
    return server.beside([&server, targets](Urls urls) {
        return server.watch(
            "all_pages", all_pages(urls.slow_to_connect, targets));
    });
}

check::Run<> read(check::Server& server, const Pages& pages) {
    return check::run("all_pages", program(server, pages.targets));
}

// Why there were more than two connections, or one for each page.
std::string why_so_many(const timeline::Record& record,
                        const Pages& pages) {
    const std::string who = check::function(record, "all_pages");
    const auto& lanes = record.lanes;
    if (lanes.empty()) return "No request reached the server.";
    for (const timeline::Row& lane : lanes)
        for (const timeline::Row& before : lanes)
            if (before.ended && *before.ended < lane.created)
                return fmt::format(
                    "For {}, {} was opened, although {} was free "
                    "by then: it had been closed together with its "
                    "session. Each page has a session of its own "
                    "in {}.",
                    pages.opener(lane), lane.name, before.name,
                    who);
    return fmt::format(
        "{} were opened: {} for {}, while the others were busy. "
        "The limit of the session in {} is too high; it is 100 if "
        "you do not give one.",
        check::count(lanes.size(), "connection"), lanes.back().name,
        pages.opener(lanes.back()), who);
}

// ": connection 2 was idle from 2 s to 5 s, before page 3".
std::string idle(const timeline::Record& record,
                 const Pages& pages) {
    for (const timeline::Row& lane : record.lanes)
        for (std::size_t i = 0; i + 1 < lane.spans.size(); ++i) {
            const timeline::Span& span = lane.spans[i];
            if (span.state != State::waiting) continue;
            if (span.end == span.begin) continue;
            return fmt::format(
                ": {} was idle from {} to {}, before {}", lane.name,
                check::seconds(span.begin.time_since_epoch()),
                check::seconds(span.end.time_since_epoch()),
                pages.name(lane.spans[i + 1].detail));
        }
    return {};
}

// A session is closed before its owner ends, which waits for it.
void is_closed(const check::Run<>& run, std::string when) {
    const std::string who =
        check::function(run.record, "all_pages");
    const auto unclosed = std::ranges::count(
        run.reports, aio::ReportKind::unclosed, &aio::Report::kind);
    check::require(
        unclosed == 0,
        fmt::format("{}, and {} ended without having closed {}. "
                    "Every way out has to pass "
                    "co_await session.close().",
                    when, who,
                    unclosed == 1
                        ? "its session"
                        : fmt::format("{} sessions", unclosed)));
    const auto open = std::ranges::count_if(
        run.record.lanes,
        [](const timeline::Row& lane) { return !lane.ended; });
    check::require(
        open == 0,
        fmt::format(
            "{}, and {} ended, but {} of {} stayed open.", when,
            who, open,
            check::count(run.record.lanes_opened, "connection")));
}

}  // namespace

// What the exercise satisfies as shipped, or with nothing in it,
// counts only once this holds, too.
constexpr auto the_point =
    "a connection carries more than one page";

TEST_CASE("every page is asked for, once" *
          check::needs(the_point)) {
    const Pages pages;
    check::Server server;
    const auto run = read(server, pages);
    std::vector<std::string> wrong;
    for (const std::string& target : pages.targets) {
        const auto times = std::ranges::count(
            server.answers, "/" + target, &http::Answered::target);
        if (times != 1)
            wrong.push_back(
                fmt::format("{} {}", pages.name("/" + target),
                            times ? "more than once" : "never"));
    }
    check::that(
        wrong.empty(),
        fmt::format("{} asked for {}.",
                    check::function(run.record, "all_pages"),
                    check::list(wrong)));
}

TEST_CASE("a connection carries more than one page" *
          check::points(2)) {
    const Pages pages;
    check::Server server;
    const auto run = read(server, pages);
    const auto opened = run.record.lanes_opened;
    check::that(opened > 0 && opened < pages.size(),
                why_so_many(run.record, pages));
}

TEST_CASE("two connections are opened") {
    const Pages pages;
    check::Server server;
    const auto run = read(server, pages);
    const auto opened = run.record.lanes_opened;
    check::require(
        opened != 1,
        fmt::format("All pages went over one connection: {} "
                    "requests a page only when the one before it "
                    "has come. A second connection is opened for "
                    "a page that finds the first one busy.",
                    check::function(run.record, "all_pages")));
    check::that(opened == 2, why_so_many(run.record, pages));
}

TEST_CASE("no connection is idle while pages wait") {
    const Pages pages;
    check::Server server;
    const auto run = read(server, pages);
    const auto due = lesson_server::Server::slow + pages.first;
    check::that(
        server.took == due,
        fmt::format("It took {}{}. Two connections need {}: {} "
                    "until they are open, and {} for page 1, while "
                    "the other {} pages, of {} each, follow each "
                    "other on the second.",
                    check::seconds(server.took),
                    idle(run.record, pages), check::seconds(due),
                    check::seconds(lesson_server::Server::slow),
                    check::seconds(pages.first), pages.others,
                    check::seconds(pages.each)));
}

TEST_CASE("the session is closed at the end" *
          check::needs(the_point)) {
    const Pages pages;
    check::Server server;
    const auto run = read(server, pages);
    is_closed(run, "All pages had come");
    check::that(
        server.clients == 0,
        fmt::format("All pages had come, and {} ended, but "
                    "the server still had {}.",
                    check::function(run.record, "all_pages"),
                    check::count(server.clients, "client")));
}

TEST_CASE("it is closed even when a page fails") {
    Pages pages;
    const int bad = check::number(1, pages.others - 1);
    const int status = check::number(500, 505);
    pages.targets[static_cast<std::size_t>(bad)] =
        fmt::format("status/{}?page={}", status, bad + 1);

    check::Server server;
    const auto run = check::attempt(program(server, pages.targets));
    const std::string failed = fmt::format(
        "Page {} failed, with status {}", bad + 1, status);
    is_closed(run, failed);

    // Alone, or in a group with others: it names its page.
    const std::string error = check::describe(run.error);
    const std::string about = fmt::format("?page={}", bad + 1);
    check::that(
        error.find(about) != error.npos,
        fmt::format("{}, but {} ended with {}. The caller has "
                    "to learn of it.",
                    failed,
                    check::function(run.record, "all_pages"),
                    run.error ? error : "no error"));
}
