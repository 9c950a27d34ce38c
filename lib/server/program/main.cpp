// The lesson server alone, for a browser, for curl, and for the
// Python programs of lessons 04 to 06.
//
//   make serve
//   make serve PORT=9000
//   curl http://localhost:8080/
//
// Ctrl-C ends it. What a client may send or hold has bounds: see
// aio::http::ServerLimits.

#include <charconv>
#include <cstdio>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>

#include <CLI/CLI.hpp>
#include <aio/aio.hpp>
#include <fmt/core.h>
#include <server/server.hpp>

namespace http = aio::http;

namespace {

// Printed at once, even into a pipe.
void print(const std::string& text) {
    fmt::print("{}\n", text);
    std::fflush(stdout);
}

// A path may be as long as a client likes; a line is not.
void note(const http::Answered& answered) {
    constexpr std::size_t longest = 100;
    const double now =
        std::chrono::duration<double>(aio::this_loop().now().time_since_epoch()).count();
    std::string target = answered.target.substr(0, longest);
    for (char& c : target)
        if (c < ' ' || c > '~') c = '?';
    print(fmt::format("{:8.1f} s  {}  {} {}", now, answered.status, answered.method, target));
}

// Empty, or what is wrong with it, in clearer words than CLI11's own.
std::string trouble_with_port(const std::string& typed) {
    unsigned port = 0;
    const char* end = typed.data() + typed.size();
    const auto [rest, error] = std::from_chars(typed.data(), end, port);
    if (error == std::errc() && rest == end && port <= 65533) return {};
    return fmt::format("\"{}\" is not a whole number from 0 to 65533", typed);
}

std::unique_ptr<lesson_server::Server> listen(const lesson_server::Options& options) {
    try {
        return std::make_unique<lesson_server::Server>(options);
    } catch (const std::system_error& e) {
        throw std::runtime_error(
            fmt::format("cannot listen on {}, ports {} to {}: {}; "
                        "give another --port",
                        options.address, options.port, options.port + 2, e.code().message()));
    }
}

aio::Coroutine<> serve(lesson_server::Options options) {
    const auto server = listen(options);
    print(fmt::format(
        "lesson server: {}\n"
        "  {} never accepts a connection\n"
        "  {} takes half a second longer\n"
        "Ctrl-C ends it.",
        server->urls().ready, server->urls().never_accepts, server->urls().slow_to_connect));
    aio::Future<> never;
    co_await aio::try_finally([&]() -> aio::Coroutine<> { co_await never; },
                              [&](std::exception_ptr) { return server->close(); });
}

}  // namespace

int main(int argc, char** argv) {
    lesson_server::Options options{.port = 8080, .for_this_loop = false, .on_answer = note};
    CLI::App app("The server that lessons 04 to 06 ask", "lesson_server");
    app.add_option("--port", options.port, "the first of three ports; 0: any that are free")
        ->check(trouble_with_port)
        ->capture_default_str();
    app.add_option("--address", options.address,
                   "where to listen; 0.0.0.0: for other machines, too")
        ->capture_default_str();
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp& e) {
        return app.exit(e);
    } catch (const CLI::ParseError& e) {
        fmt::print(stderr, "lesson_server: {}; see --help\n", e.what());
        return 2;
    }
    try {
        aio::run(serve(options));
    } catch (const aio::CancelledError&) {
        print("lesson server: ended");
        return 0;
    } catch (const std::exception& e) {
        fmt::print(stderr, "lesson_server: {}\n", e.what());
        return 1;
    }
    return 0;
}
