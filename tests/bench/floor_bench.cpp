// The rows of http_rows.hpp with nothing but system calls: the bytes of a prepared request go out,
// and what comes back is counted, not parsed. No client can be faster; what it needs beyond this is
// its own work.
//
//   BENCH_SERVER=http://127.0.0.1:8080 build/release/bin/bench_floor http_get 10000
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "measure.hpp"

namespace {

constexpr std::size_t small_body = 97, large_body = 1024 * 1024;

[[noreturn]] void fail(const char* what) {
    std::perror(what);
    std::exit(1);
}

// What aio::http sends, too.
std::string request_for(const char* path) {
    return std::string("GET ") + path + " HTTP/1.1\r\nHost: " + bench::server().substr(7) +
           "\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate\r\n"
           "User-Agent: nine-to-three/1.0 aio::http\r\n\r\n";
}

int open_connection() {
    const std::string server = bench::server();
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int port = std::atoi(server.c_str() + server.rfind(':') + 1);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    const int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fail("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

void ask(int fd, const std::string& request) {
    if (send(fd, request.data(), request.size(), MSG_NOSIGNAL) < 0) fail("send");
}

std::size_t receive(int fd, std::vector<char>& buffer) {
    const ssize_t n = recv(fd, buffer.data(), buffer.size(), 0);
    if (n <= 0) fail("recv");
    return static_cast<std::size_t>(n);
}

/// The length of one answer, head included: they are all the same.
std::size_t measure_answer(int fd, const std::string& request, std::size_t body) {
    std::vector<char> buffer(64 * 1024);
    ask(fd, request);
    std::string answer;
    while (answer.find("\r\n\r\n") == std::string::npos)
        answer.append(buffer.data(), receive(fd, buffer));
    const std::size_t whole = answer.find("\r\n\r\n") + 4 + body;
    for (std::size_t had = answer.size(); had < whole;) had += receive(fd, buffer);
    return whole;
}

struct Connection {
    int fd;
    std::size_t left = 0;  // of the answer
};

// One after another, blocking.
void in_turn(int fd, const std::string& request, std::size_t whole, int n) {
    std::vector<char> buffer(64 * 1024);
    for (int i = 0; i < n; ++i) {
        ask(fd, request);
        for (std::size_t had = 0; had < whole;) had += receive(fd, buffer);
    }
}

// A hundred connections, and epoll to say which of them has data.
void at_once(std::vector<Connection>& all, int poll, const std::string& request, std::size_t whole,
             int n) {
    std::vector<char> buffer(64 * 1024);
    std::vector<epoll_event> events(all.size());
    int to_ask = n, to_come = n;
    for (Connection& c : all) {
        if (to_ask == 0) break;
        ask(c.fd, request);
        c.left = whole;
        --to_ask;
    }
    while (to_come > 0) {
        const int ready = epoll_wait(poll, events.data(), static_cast<int>(events.size()), -1);
        for (int i = 0; i < ready; ++i) {
            Connection& c = *static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr);
            c.left -= receive(c.fd, buffer);
            if (c.left > 0) continue;
            --to_come;
            if (to_ask == 0) continue;
            --to_ask;
            ask(c.fd, request);
            c.left = whole;
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    const bench::Options options = bench::parse(argc, argv);
    const bool large = options.row == "http_body", one = large || options.row == "http_get";
    const std::string request = request_for(large ? "/bytes/1048576" : "/bytes/97");
    std::vector<Connection> all(one ? 1 : 100);
    const int poll = epoll_create1(0);
    for (Connection& c : all) {
        c.fd = open_connection();
        epoll_event event{.events = EPOLLIN, .data = {.ptr = &c}};
        epoll_ctl(poll, EPOLL_CTL_ADD, c.fd, &event);
    }
    const std::size_t whole = measure_answer(all[0].fd, request, large ? large_body : small_body);
    bench::Rounds rounds(options);
    while (rounds.more()) {
        rounds.begin();
        one ? in_turn(all[0].fd, request, whole, options.n)
            : at_once(all, poll, request, whole, options.n);
        rounds.end();
    }
    rounds.print();
}
