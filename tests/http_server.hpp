// The frame of every test of http::Server: under simulated time, over pairs of sockets, so that
// limits of a minute take no time.
//
//   TEST_CASE("...") {
//       play_server([](http::Server& server) -> Coroutine<> {
//           server.route("/", [](http::Request&, http::Reply reply) -> Coroutine<> {
//               co_await reply.send(200, "hello\n");
//           });
//           RawClient client = connect(server);
//           CHECK((co_await exchange(client, get("/"))).begins("200"));
//       });
//   }
//
// After each test nobody is connected, no task is left, no frame leaked, and nothing was reported
// except what the test has taken from `reports`.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <aio/aio.hpp>
#include <aio/extend.hpp>
#include <doctest/doctest.h>
#include <http/http.hpp>
#include <http/server.hpp>

#include "counted.hpp"
#include "raw_client.hpp"
#include "reports.hpp"

using namespace aio;  // NOLINT
using namespace std::chrono_literals;

/// What was reported in this test and not yet taken.
inline std::vector<Report> reports;

/// Takes the texts of the reports, which the test then expects.
inline std::vector<std::string> take_reports() {
    std::vector<std::string> texts;
    for (const Report& report : std::exchange(reports, {})) texts.push_back(report.text);
    return texts;
}

inline RawClient connect(http::Server& server) {
    auto [ours, theirs] = http::connected_pair();
    server.serve(std::move(theirs));
    return RawClient(std::move(ours));
}

/// Sessions of this loop find the server at 10.0.0.1, whatever the port.
inline http::Transport::Connect at_10_0_0_1(http::Server& server) {
    return [&server](const http::Address& to) -> http::Transport::Found {
        if (to.ip != "10.0.0.1") co_return std::nullopt;
        auto [ours, theirs] = http::connected_pair();
        server.serve(std::move(theirs));
        co_return std::move(ours);
    };
}

/// Runs a program that leaves nothing behind.
template <class Program>
void play(Program program, Clock clock = Clock::simulated) {
    const NothingLeft nothing_left;
    reports.clear();
    try {
        run(program(),
            {.clock = clock, .on_report = [](const Report& report) { reports.push_back(report); }});
    } catch (...) {
        const std::string text = extend::error_text(std::current_exception());
        FAIL_CHECK("the program failed: ", text);
    }
    for (const std::string& text : take_reports()) FAIL_CHECK("reported: ", text);
}

/// Runs talk(server), then closes the server and checks what is left.
template <class Talk>
void play_server(Talk talk, http::ServerOptions options = {}) {
    play([&]() -> Coroutine<> {
        http::Server server(options);
        co_await talk(server);
        co_await server.close();
        CHECK(server.connections() == 0);
        CHECK_MESSAGE(all_tasks().size() == 1, "tasks are left:\n", format_waiting());
    });
}
