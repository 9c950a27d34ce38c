// The lesson server as a program, over TCP, tested with curl; and how it ends.
#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "server_process.hpp"

namespace {

std::string curl(const std::string& options_and_url) {
    const Outcome run = run_shell("curl -sS -m 5 " + options_and_url);
    CHECK_MESSAGE(run.status == 0, run.err);
    return run.out;
}

int connect_to(int port) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    return fd;
}

}  // namespace

TEST_CASE("each route answers curl") {
    ServerProcess server;
    const std::string& url = server.url;
    CHECK(contains(curl(url), "/redirect/{n}"));
    CHECK(curl(url + "delay/0.1") == "waited for 0.1 s\n");
    CHECK(curl("'" + url + "drip?pieces=3&every=0.05'") == "piece 1\npiece 2\npiece 3\n");
    CHECK(curl("-o /dev/null -w '%{size_download}' " + url + "bytes/100000") == "100000");
    CHECK(curl("-o /dev/null -w '%{http_code}' " + url + "status/418") == "418");
    CHECK(curl("-L -w ' %{num_redirects}' " + url + "redirect/3") == "arrived\n 3");
    CHECK(contains(curl("-H 'X-Colour: blue' " + url + "headers"), "\"X-Colour\": \"blue\""));
    CHECK(contains(curl("-D - " + url + "cookies"), "Set-Cookie: flavour=oatmeal; Path=/\r\n"));
    CHECK(curl("-o /dev/null -w '%{http_code}' " + url + "profile") == "401");
    const std::string both = url + "login " + url + "profile";
    CHECK(contains(curl("-c /dev/null -b '' " + both), "the profile of guest"));
    CHECK(curl("-I -o /dev/null -w '%{http_code}' " + url + "bytes/1000000000") == "200");
    CHECK(curl("-X DELETE -o /dev/null -w '%{http_code}' " + url) == "200");
    CHECK(curl("-o /dev/null -w '%{http_code}' " + url + "nowhere") == "404");
    // Two requests, one connection; and a megabyte that curl asks before sending.
    CHECK(curl("-w '%{num_connects}' -o /dev/null -o /dev/null " + url + " " + url) == "10");
    CHECK(contains(run_shell("head -c 1048576 /dev/zero | curl -sS -m 5 -v -H Expect:100-continue "
                             "--data-binary @- " +
                             url)
                       .err,
                   "100 Continue"));
    CHECK(curl("-o /dev/null -w '%{http_code}' --data-binary @/dev/null -H 'Content-Length: "
               "9999999' " +
               url) == "413");

    CHECK(server.end() == 0);
    CHECK(contains(server.log, "  418  GET /status/418\n"));
    CHECK(contains(server.log, "lesson server: ended\n"));
}

TEST_CASE("a stalled answer, and a port that never accepts, keep curl waiting") {
    ServerProcess server;
    const Outcome stalled = run_shell("curl -sS -m 1 " + server.url + "stall");
    CHECK(stalled.status == 28);  // curl's own time limit
    CHECK(stalled.out == "There is more to come ...\n");
    const std::string next = "http://localhost:" + std::to_string(server.port + 1) + "/";
    CHECK(run_shell("curl -sS --connect-timeout 1 " + next).status == 28);
    const Outcome slow =
        run_shell("curl -sS -m 5 -o /dev/null -w '%{time_total}' http://localhost:" +
                  std::to_string(server.port + 2) + "/");
    CHECK(std::stod(slow.out) >= 0.5);
    CHECK(std::stod(slow.out) < 5);  // curl has not given up
}

TEST_CASE("clients that stay, or hang up hard, do not keep others from being served") {
    ServerProcess server;
    std::vector<int> silent;
    for (int i = 0; i < 100; ++i) silent.push_back(connect_to(server.port));
    for (int i = 0; i < 50; ++i) {
        const int fd = connect_to(server.port);
        const std::string half = "GET /bytes/1000000 HTTP/1.1\r\nHost: a\r\n\r\nGET /drip";
        REQUIRE(send(fd, half.data(), half.size(), MSG_NOSIGNAL) > 0);
        const linger hard{1, 0};  // a reset, not an orderly end
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        close(fd);
    }
    CHECK(curl("-o /dev/null -w '%{http_code}' " + server.url) == "200");
    // With 256 of them no other client gets in, and it is told so.
    for (int i = 0; i < 156; ++i) silent.push_back(connect_to(server.port));
    CHECK(curl("-o /dev/null -w '%{http_code}' " + server.url) == "503");
    for (const int fd : silent) close(fd);
    run_shell("sleep 0.5");
    CHECK(curl("-o /dev/null -w '%{http_code}' " + server.url) == "200");
    CHECK(server.end() == 0);
}

TEST_CASE("Ctrl-C ends it at once, even in the middle of answers") {
    ServerProcess server;
    std::vector<int> waiting;
    for (const char* path : {"/stall", "/delay/60", "/drip?every=60", "/bytes/1000000000"}) {
        const int fd = connect_to(server.port);
        const std::string request = "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n\r\n";
        REQUIRE(send(fd, request.data(), request.size(), MSG_NOSIGNAL) > 0);
        waiting.push_back(fd);
    }
    run_shell("sleep 0.3");
    const auto begin = std::chrono::steady_clock::now();
    CHECK(server.end() == 0);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(30));
    CHECK(contains(server.log, "lesson server: ended\n"));
    for (const int fd : waiting) close(fd);
}

TEST_CASE("a taken port, and a wrong flag, give one clear line") {
    ServerProcess server;
    const std::string program = lesson_program("lesson_server");
    const Outcome taken = run_program({program, "--port", std::to_string(server.port)});
    CHECK(taken.status == 1);
    CHECK(count_lines(taken.err) == 1);
    CHECK_MESSAGE(contains(taken.err, "Address already in use; give another --port"), taken.err);
    for (const char* flag : {"--port=x", "--port=70000", "--colour", "8080"}) {
        const Outcome wrong = run_program({program, flag});
        CHECK(wrong.status == 2);
        CHECK_MESSAGE(count_lines(wrong.err) == 1, wrong.err);
    }
    CHECK(contains(run_program({program, "--port", "abc"}).err,
                   "--port: \"abc\" is not a whole number from 0 to 65533"));
    const Outcome address = run_program({program, "--address", "no address"});
    CHECK(address.status == 1);
    CHECK_MESSAGE(count_lines(address.err) == 1, address.err);
    CHECK(run_program({program, "--help"}).status == 0);
}
