// What exercise 04 has to show. Each case is a fact; the first that
// does not hold is what the student is told about.
//
// As shipped it fails at: it gives up connecting after to_connect

#include <functional>
#include <string>
#include <vector>

#include <check/check.hpp>
#include <check/http_check.hpp>
#include <http/http.hpp>

using namespace std::chrono_literals;
using std::chrono::seconds;
namespace http = aio::http;
using lesson_server::with_server;

// As in exercise.cpp.
using Mirrors = std::vector<std::string>;

aio::Coroutine<std::string> download(http::Session& session,
                                     Mirrors mirrors,
                                     seconds to_connect,
                                     seconds silence,
                                     seconds in_all);

namespace {

using Urls = lesson_server::Urls;

// What is asked for, and how long the caller is ready to wait.
struct Order {
    Mirrors mirrors;
    seconds to_connect, silence, in_all;
    bool no_place_free = false;  // in the session's pool
};

// --- The example -------------------------------------------------

aio::Coroutine<> show(Order order) {
    http::Session session;
    try {
        co_await download(session, order.mirrors, order.to_connect,
                          order.silence, order.in_all);
        lesson::say("complete");
    } catch (const std::exception&) {
        lesson::say(
            check::Failure::of(std::current_exception()).type);
    }
    co_await session.close();
}

auto showing(std::function<Mirrors(Urls)> mirrors,
             seconds in_all = 20s) {
    return [=](Urls server) {
        return show({mirrors(server), 1s, 1s, in_all});
    };
}

const check::Example example(
    {.name = "04_timeouts",
     .title = "your exercise",
     .scale = 12s,
     .asks_server = true},
    [](lesson::Program& lesson) {
        const auto run = [&](std::string title, auto program) {
            lesson.run(title, with_server(lesson.url(), program));
        };
        run("nobody accepts, and then a mirror",
            showing([](Urls server) -> Mirrors {
                return {server.never_accepts,
                        server.ready + "delay/1"};
            }));
        run("fifteen drips", showing([](Urls server) -> Mirrors {
                return {server.ready + "drip?pieces=15&every=0.8"};
            }));
        run("three stall, and 2 s in all",
            showing(
                [](Urls server) {
                    return Mirrors(3, server.ready + "stall");
                },
                2s));
    },
    "There is more than one way to be slow. A limit on the total "
    "cuts off a download that was going well; a limit on silence "
    "(sock_read) lets it go on for as long as something comes; a "
    "limit on connecting (connect) gives up on a server that is "
    "not there, and on a full pool. These are for one request; a "
    "limit for several requests goes around all of them. And a "
    "limit is only for what is slow: any other error goes to the "
    "caller at once, unchanged.");

// --- What the facts are made of ----------------------------------

// How a download went.
struct Download : check::Run<std::string> {
    aio::duration took{};
    std::vector<std::string> tasks;  // still under way, behind it
    std::size_t in_use = 0;          // connections, likewise

    std::string who() const {
        return check::function(record, "download");
    }
    // "ConnectionTimeoutError"; "no error" if it ended well.
    std::string kind() const {
        return error ? error->type : "no error";
    }
    // "ended after 10 s, with TimeoutError"; "..., with no error".
    std::string how() const {
        if (kind() == "DeadlockError")
            return "would never have ended";
        return fmt::format("ended after {}, with {}",
                           check::seconds(took), kind());
    }
};

// One download, in a session of its own. With no place free in its
// pool, another request holds the only one, and will not end.
aio::Coroutine<std::string> one(check::Server& server, Order order,
                                std::string stall,
                                std::size_t& in_use) {
    http::Session session({.limit = order.no_place_free ? 1 : 100,
                           .raise_for_status = true});
    co_return co_await aio::try_finally(
        [&]() -> aio::Coroutine<std::string> {
            std::optional<http::Response> other;
            if (order.no_place_free)
                other = co_await session.get(stall);
            co_return co_await server.watch(
                "download",
                download(session, order.mirrors, order.to_connect,
                         order.silence, order.in_all));
        },
        [&](const std::exception_ptr&) {
            in_use = session.pool().in_use;
            return session.close();
        });
}

Download try_to(std::function<Order(Urls)> ask) {
    Download notes;
    check::Server server;
    check::Noted<std::size_t> in_use;
    check::Run<std::string>& run = notes;
    run = check::attempt(server.beside([&](Urls urls) {
        return one(server, ask(urls), urls.ready + "stall",
                   *in_use);
    }));
    notes.took = server.took;
    notes.tasks = server.tasks;
    notes.in_use = *in_use;
    if (check::is_no_result(run.error))
        check::require(false, check::failure(*run.error, run.record,
                                             "download"));
    return notes;
}

// Each limit has an error of its own. So the error is named, and
// checked to be the right one. If it is not, nothing else is asked.
void gives_up(const Download& run, std::string what,
              aio::duration after, std::string limit,
              std::string error) {
    const bool in_time = run.took == after;
    check::require(
        !in_time || run.error,
        fmt::format("{}, and {} gave up after {}, in time; but it "
                    "ended without an error, as if all were well. "
                    "The error was caught on the way, or never "
                    "thrown, so the caller does not learn of it. "
                    "It should come out of download as {}.",
                    what, run.who(), check::seconds(run.took),
                    error));
    check::require(
        in_time && run.kind() == error,
        fmt::format("{}, but {} {}. It should have given up after "
                    "{} ({}), with {}.",
                    what, run.who(), run.how(),
                    check::seconds(after), limit, error));
}

// The limits: the same in every fact, new ones in every run. Ten
// drips, each before a silence is over, take longer than any.
class TimeLimits {
    const std::vector<aio::duration> delays_ = check::delays(2);
    static seconds whole(aio::duration d) {
        return std::chrono::duration_cast<seconds>(d);
    }

public:
    const seconds to_connect = whole(delays_[0]);
    const seconds silence = whole(delays_[1]);
    const seconds ten_drips = 10 * silence - 5s;

    std::string drips(const Urls& urls) const {
        return fmt::format("{}drip?pieces=10&every={}.5",
                           urls.ready, silence.count() - 1);
    }
};

}  // namespace

// What the exercise satisfies as shipped, or with nothing in it,
// counts only once this holds, too.
constexpr auto the_point =
    "it gives up connecting after to_connect";

TEST_CASE("it gives up connecting after to_connect" *
          check::points(2)) {
    const TimeLimits limits;
    // One address, so that there is no other one to try.
    const auto accepts = try_to([&](Urls urls) {
        return Order{{check::by_address(urls.never_accepts)},
                     limits.to_connect,
                     limits.silence,
                     60s};
    });
    gives_up(accepts, "Nobody accepted the connection",
             limits.to_connect, "to_connect",
             "ConnectionTimeoutError");

    const auto place = try_to([&](Urls urls) {
        return Order{.mirrors = {urls.ready},
                     .to_connect = limits.to_connect,
                     .silence = limits.silence,
                     .in_all = 60s,
                     .no_place_free = true};
    });
    gives_up(place,
             "Another request had the session's only connection, "
             "and would not end",
             limits.to_connect, "to_connect",
             "ConnectionTimeoutError");
}

TEST_CASE("if a mirror is too slow, the next one is tried") {
    const TimeLimits limits;
    const auto run = try_to([&](Urls urls) {
        return Order{{check::by_address(urls.never_accepts),
                      urls.ready + "delay/1"},
                     limits.to_connect,
                     limits.silence,
                     60s};
    });
    check::that(!run.error && run.took == limits.to_connect + 1s,
                fmt::format("Nobody accepted the connection, and "
                            "the next mirror took 1 s to answer; "
                            "{} {}. The text is due after {} s.",
                            run.who(), run.how(),
                            limits.to_connect.count() + 1));
}

TEST_CASE("an answer that keeps coming is read to its end") {
    const TimeLimits limits;
    const auto run = try_to([&](Urls urls) {
        return Order{{limits.drips(urls)},
                     limits.to_connect,
                     limits.silence,
                     limits.ten_drips + 1s};
    });
    check::require(
        !run.error,
        fmt::format("A piece came every {} s, but {} cut the "
                    "answer off after {}, with {}. A silence of "
                    "{} s was allowed, and none was that long.",
                    limits.silence.count() - 0.5, run.who(),
                    check::seconds(run.took), run.kind(),
                    limits.silence.count()));
    std::string text;
    for (int i = 1; i <= 10; ++i)
        text += fmt::format("piece {}\n", i);
    check::that(*run.result == text,
                run.who() +
                    " ended, but did not return all of the "
                    "text: ten pieces came.");
}

TEST_CASE("it gives up on a silent server after one silence") {
    const TimeLimits limits;
    const auto ask = [&](std::string path) {
        return try_to([&](Urls urls) {
            return Order{{urls.ready + path},
                         limits.to_connect,
                         limits.silence,
                         60s};
        });
    };
    gives_up(ask("stall"), "The answer began, then nothing came",
             limits.silence, "silence", "SocketTimeoutError");
    gives_up(ask("delay/500"), "The answer did not even begin",
             limits.silence, "silence", "SocketTimeoutError");
}

TEST_CASE("in_all limits everything, all mirrors together") {
    const TimeLimits limits;
    const auto run = try_to([&](Urls urls) {
        return Order{{limits.drips(urls)},
                     limits.to_connect,
                     limits.silence,
                     limits.ten_drips - 1s};
    });
    gives_up(run,
             fmt::format("The answer took {} s",
                         limits.ten_drips.count()),
             limits.ten_drips - 1s, "in_all", "TimeoutError");

    const seconds for_two = 2 * limits.silence + 1s;
    const auto mirrors = try_to([&](Urls urls) {
        return Order{Mirrors(3, urls.ready + "stall"),
                     limits.to_connect, limits.silence, for_two};
    });
    gives_up(mirrors, "Three mirrors fell silent, in turn", for_two,
             "in_all", "TimeoutError");
}

TEST_CASE("other errors come at once, as they are" *
          check::needs(the_point)) {
    const TimeLimits limits;
    const auto ask = [&](std::string what, std::string url,
                         std::string error) {
        const auto run = try_to([&](Urls urls) {
            return Order{
                {url.starts_with('/') ? urls.ready + url : url,
                 urls.ready + "delay/1"},
                limits.to_connect,
                limits.silence,
                60s};
        });
        check::require(
            run.took == 0s && run.kind() == error,
            fmt::format("{}: the {} was there at once, but {} {}. "
                        "An error that is not a timeout goes to "
                        "the caller, at once and unchanged, even "
                        "if there is another mirror.",
                        what, error, run.who(), run.how()));
    };
    ask("The page does not exist (404)", "/no/such/page",
        "ClientResponseError");
    ask("Nobody listens there", "http://127.0.0.1:1/",
        "ClientConnectorError");
    ask("The URL has no host", "http://", "InvalidUrlClientError");
}

TEST_CASE("giving up leaves nothing pending" *
          check::needs(the_point)) {
    const TimeLimits limits;
    const auto ask = [&](std::string what,
                         std::function<std::string(Urls)> url) {
        const auto run = try_to([&](Urls urls) {
            return Order{{url(urls)},
                         limits.to_connect,
                         limits.silence,
                         limits.ten_drips - 1s};
        });
        check::require(
            run.in_use == 0 && run.tasks.empty(),
            fmt::format("{}, and {} {}, but it left {} in use, and "
                        "{} under way. To stop waiting does not "
                        "stop the work: what was waited for has to "
                        "be cancelled.",
                        what, run.who(), run.how(),
                        check::count(run.in_use, "connection"),
                        check::count(run.tasks.size(), "task")));
    };
    ask("Nobody accepted the connection", [](Urls urls) {
        return check::by_address(urls.never_accepts);
    });
    ask("The server fell silent",
        [](Urls urls) { return urls.ready + "stall"; });
    ask("The answer took too long",
        [&](Urls urls) { return limits.drips(urls); });
}
