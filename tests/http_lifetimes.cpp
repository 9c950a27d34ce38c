// Sessions, connectors and responses destroyed while tasks wait in them, at every point, within a
// run and at its end. The tests mostly show that no freed memory is touched, so they are meant for
// AddressSanitizer.
#include <atomic>
#include <functional>
#include <future>
#include <thread>

#include "http_origin.hpp"

namespace {

/// Answers in pieces, a millisecond apart; upgraded, it sends back what it gets.
const Script in_pieces = [](Wire& wire, Request& request) -> Coroutine<> {
    if (request.target == "/upgrade") {
        co_await wire.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n");
        while (wire.is_open()) co_await wire.send(co_await wire.read());
        co_return;
    }
    for (const char* piece : {"HTTP/1.1 200 OK\r\nTransfer-", "Encoding: chunked\r\n\r\n",
                              "4\r\nWi", "ki\r\n", "0\r\n\r\n"}) {
        co_await sleep(1ms);
        co_await wire.send(piece);
    }
};

/// An origin in a loop and a thread of its own, which outlives the program's run.
class OriginInThread {
public:
    OriginInThread()
        : thread_([this] {
              run([this]() -> Coroutine<> {
                  Origin origin({.script = in_pieces});
                  port_.set_value(origin.port());
                  while (!done_) co_await sleep(1ms);
                  co_await origin.close();
              }());
          }) {
        url = "http://127.0.0.1:" + std::to_string(port_.get_future().get());
    }
    ~OriginInThread() {
        done_ = true;
        thread_.join();
    }
    std::string url;

private:
    std::promise<std::uint16_t> port_;
    std::atomic<bool> done_ = false;
    std::thread thread_;
};

/// What a task does with a session; it may end in any way.
struct Use {
    const char* name;
    std::function<Coroutine<>(Session&, std::string url)> run;
};

Coroutine<std::optional<std::string>> endless_piece() {
    co_await sleep(1ms);
    co_return std::string(100'000, 'x');
}

const Use uses[] = {
    {"a body is read",
     [](Session& session, std::string url) -> Coroutine<> {
         co_await get_text(session, url + "/");
     }},
    {"a body is read in pieces",
     [](Session& session, std::string url) -> Coroutine<> {
         auto response = co_await session.get(url + "/");
         while (!(co_await response.read_some(1)).empty()) {
         }
     }},
    {"nobody reads",
     [](Session& session, std::string url) -> Coroutine<> {
         auto response = co_await session.get(url + "/", {.timeout = {.sock_read = 1s}});
         co_await sleep(1s);
     }},
    {"a stream is sent",
     [](Session& session, std::string url) -> Coroutine<> {
         co_await session.post(url + "/", {.stream = endless_piece});
     }},
    {"much is sent",
     [](Session& session, std::string url) -> Coroutine<> {
         co_await session.post(url + "/", {.data = std::string(3'000'000, 'x')});
     }},
    {"the server is asked first",
     [](Session& session, std::string url) -> Coroutine<> {
         co_await session.post(url + "/", {.data = "x", .expect100 = true});
     }},
    {"both directions after an upgrade",
     [](Session& session, std::string url) -> Coroutine<> {
         auto response = co_await session.get(url + "/upgrade", {.headers = {{"Upgrade", "echo"}}});
         co_await gather(response.read_some(), response.write("ping"));
         co_await response.read_some();
     }},
    {"a name is looked up",
     [](Session& session, std::string) -> Coroutine<> {
         co_await session.get("http://slow.test/");
     }},
    {"a connection is never accepted",
     [](Session& session, std::string) -> Coroutine<> {
         co_await session.get("http://two.test/", {.timeout = {.sock_connect = 500ms}});
     }},
};

/// The sessions of these tests: with one place, so that most of their tasks wait for it.
http::ConnectorOptions one_place() {
    return {.limit = 1, .resolver = [](std::string host) -> Coroutine<std::vector<http::Address>> {
                co_await sleep(2ms);
                if (host == "two.test")  // RFC 5737: no host has these addresses
                    co_return std::vector<http::Address>{{.ip = "192.0.2.1"}, {.ip = "192.0.2.2"}};
                co_await sleep(1s);
                co_return std::vector<http::Address>{};
            }};
}

/// A moment: this many turns, then this many milliseconds after the start.
Coroutine<> moment(int number) {
    for (int turn = 0; turn < std::min(number, 8); ++turn) co_await sleep(0s);
    if (number > 8) co_await sleep(std::chrono::milliseconds(number - 8));
}
constexpr int moments = 16;

RunOptions quiet() {
    return {.on_report = [](const Report&) {}};  // unclosed sessions, on purpose
}

/// Plays f(number of the moment), a program, for each moment and each use.
template <class Program>
void at_every_moment(Program program) {
    OriginInThread origin;
    for (const Use& use : uses) {
        INFO(use.name);
        for (int number = 0; number < moments; ++number) {
            INFO("moment ", number);
            const NothingLeft nothing_left;
            run(program(origin.url, use, number), quiet());
        }
    }
}

std::vector<Task<Fate>> start_three(const Use& use, Session& session, const std::string& url) {
    std::vector<Task<Fate>> tasks;
    for (int i = 0; i < 3; ++i) tasks.push_back(create_task(fate_of(use.run(session, url))));
    return tasks;
}

}  // namespace

TEST_CASE("a session is destroyed at every moment, and what waits in it ends") {
    at_every_moment([](std::string url, const Use& use, int number) -> Coroutine<> {
        auto session = std::make_unique<Session>(
            http::SessionOptions{.limit = 1, .resolver = one_place().resolver});
        // The tasks made their requests, as far as they got, before the session goes.
        auto tasks = start_three(use, *session, url);
        co_await moment(number + 1);
        session.reset();
        for (const auto& task : tasks) {
            co_await wait(std::vector{task}, {.timeout = 2s});
            CHECK(task.done());
        }
    });
}

TEST_CASE("the run ends at every moment, and the session with it, before its tasks") {
    at_every_moment([](std::string url, const Use& use, int number) -> Coroutine<> {
        Session session({.limit = 1, .resolver = one_place().resolver});
        start_three(use, session, url);
        co_await moment(number + 1);
    });
}

TEST_CASE("the run ends by an error at every moment") {
    const auto fails = [](std::string url, const Use& use, int number) -> Coroutine<> {
        Session session({.limit = 1, .resolver = one_place().resolver});
        start_three(use, session, url);
        co_await moment(number + 1);
        throw std::domain_error("on purpose");
    };
    at_every_moment([&](std::string url, const Use& use, int number) -> Coroutine<> {
        try {
            co_await fails(url, use, number);
        } catch (const std::domain_error&) {
        }
    });
}

TEST_CASE("a connector is destroyed before its sessions, and sessions before their connector") {
    at_every_moment([](std::string url, const Use& use, int number) -> Coroutine<> {
        auto connector = std::make_shared<http::Connector>(one_place());
        auto one = std::make_unique<Session>(
            http::SessionOptions{.connector = connector, .connector_owner = false});
        auto two = std::make_unique<Session>(
            http::SessionOptions{.connector = connector, .connector_owner = false});
        auto tasks = start_three(use, *one, url), others = start_three(use, *two, url);
        co_await moment(number + 1);
        if (number % 2 == 0) connector.reset();
        one.reset();
        co_await sleep(0s);
        two.reset();
        for (auto& task : others) tasks.push_back(task);
        for (const auto& task : tasks) task.cancel();
        co_await wait(tasks, {.timeout = 2s});
        for (const auto& task : tasks) CHECK(task.done());
    });
}

TEST_CASE("a response is destroyed while others read from it, within the run and at its end") {
    OriginInThread origin;
    for (const bool at_end : {false, true}) {
        for (int number = 0; number < moments; ++number) {
            INFO("moment ", number, at_end ? ", at the end" : "");
            const NothingLeft nothing_left;
            run(
                [](std::string url, bool end, int n) -> Coroutine<> {
                    Session session;
                    auto response = std::make_unique<Response>(co_await session.get(url + "/"));
                    auto reading = create_task(fate_of(response->text()));
                    co_await moment(n);
                    if (end) co_return;
                    response.reset();
                    const auto [done, pending] =
                        co_await wait(std::vector{reading}, {.timeout = 2s});
                    CHECK(pending.empty());
                    co_await session.close();
                }(origin.url, at_end, number),
                quiet());
        }
    }
}

TEST_CASE("a jar is destroyed with its session while a request is under way") {
    OriginInThread origin;
    const NothingLeft nothing_left;
    run(
        [](std::string url) -> Coroutine<> {
            auto jar = std::make_shared<http::CookieJar>();
            auto session =
                std::make_unique<Session>(http::SessionOptions{.cookie_jar = std::move(jar)});
            auto task = create_task(fate_of(get_text(*session, url + "/")));
            co_await sleep(1ms);
            session->detach();
            session.reset();
            const Fate fate = co_await task;
            CHECK_MESSAGE(fate.good(), fate.text());
        }(origin.url),
        quiet());
}

TEST_CASE("a writer is told that the connection is closed after a reader has failed") {
    OriginInThread origin;
    const NothingLeft nothing_left;
    run(
        [](std::string url) -> Coroutine<> {
            auto session = std::make_unique<Session>();
            auto response =
                co_await session->get(url + "/upgrade", {.headers = {{"Upgrade", "echo"}}});
            session.reset();
            const Fate reads = co_await fate_of(response.read_some());
            CHECK_FALSE(reads.good());
            const Fate writes = co_await fate_of(response.write("ping"));
            CHECK_MESSAGE(writes.contains("Connection closed"), writes.text());
        }(origin.url),
        quiet());
}
