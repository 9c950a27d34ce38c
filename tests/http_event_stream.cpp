// Server-sent events: lib/http/event_stream.hpp, and the long answers that they are.
#include <http/event_stream.hpp>

#include "http_server.hpp"

namespace {

using http::event_text;
using http::Reply;
using http::Request;

/// A client of /events, like a browser: notes each event's text, and when it came.
struct Reader {
    std::vector<std::pair<std::string, duration>> events = {};

    Coroutine<> read(http::Session& session) {
        auto response = co_await session.get("events");
        CHECK(response.headers().get("Content-Type") == "text/event-stream");
        std::string text;
        for (;;) {
            const std::string some = co_await response.read_some();
            if (some.empty()) co_return;
            text += some;
            for (auto end = text.find("\n\n"); end != text.npos; end = text.find("\n\n")) {
                events.emplace_back(text.substr(0, end), this_loop().now().time_since_epoch());
                text.erase(0, end + 2);
            }
        }
    }
};

/// As a program would do it: each listener has a queue of its own.
class News {
public:
    void tell(const std::string& text) {
        for (auto* queue : listening_) queue->put_nowait(text);
    }
    std::size_t listeners() const { return listening_.size(); }

    Coroutine<> answer(Reply reply) {
        Queue<std::string> queue;
        struct Listens {
            std::vector<Queue<std::string>*>& all;
            Queue<std::string>* mine;
            ~Listens() { std::erase(all, mine); }
        } listens{listening_, &queue};
        listening_.push_back(&queue);
        co_await reply.begin(200, http::event_stream_headers());
        for (;;) co_await reply.write(co_await next(queue));
    }

private:
    static Coroutine<std::string> next(Queue<std::string>& queue) {
        try {
            co_return event_text({.data = co_await wait_for(queue.get(), 15s)});
        } catch (const TimeoutError&) {
        }
        co_return http::event_comment();
    }
    std::vector<Queue<std::string>*> listening_;
};

}  // namespace

TEST_CASE("an event's text: its fields, a line of data each, and an empty line") {
    CHECK(event_text({.data = "hello"}) == "data: hello\n\n");
    CHECK(event_text({.data = ""}) == "data: \n\n");
    CHECK(event_text({.data = "a\nb\r\nc\rd\n"}) ==
          "data: a\ndata: b\ndata: c\ndata: d\ndata: \n\n");
    CHECK(event_text({.data = "x", .event = "tick", .id = "7", .retry = 1500ms}) ==
          "event: tick\nid: 7\nretry: 1500\ndata: x\n\n");
    CHECK_THROWS_AS(event_text({.data = "x", .event = "a\ndata: forged"}), std::invalid_argument);
    CHECK_THROWS_AS(event_text({.data = "x", .id = std::string("1\0", 2)}), std::invalid_argument);
}

TEST_CASE(
    "each event arrives when it is sent, for every client, and one that leaves is forgotten") {
    play_server([](http::Server& server) -> Coroutine<> {
        News news;
        server.route("GET /events", [&](Request&, Reply reply) { return news.answer(reply); });
        const http::Transport network(at_10_0_0_1(server));
        http::Session session({.timeout = {.total = {}}, .base_url = "http://10.0.0.1/"});
        Reader stays, leaves;
        auto staying = create_task(stays.read(session)),
             leaving = create_task(leaves.read(session));

        co_await sleep(1s);
        news.tell("one");
        co_await sleep(1s);
        leaving.cancel();
        co_await sleep(1s);
        news.tell("two");
        co_await sleep(1s);
        CHECK(news.listeners() == 1);
        CHECK(server.connections() == 1);
        co_await sleep(600s);  // longer than any of the server's limits
        news.tell("three");
        co_await sleep(1s);
        staying.cancel();
        co_await session.close();
        co_await sleep(20s);
        CHECK(news.listeners() == 0);

        const std::pair<std::string, duration> one{"data: one", 1s}, two{"data: two", 3s},
            three{"data: three", 604s};
        std::erase_if(stays.events, [](const auto& event) { return event.first == ":"; });
        CHECK(stays.events == std::vector{one, two, three});
        CHECK(leaves.events == std::vector{one});
    });
}

TEST_CASE("a client that goes away in a silence is noticed by the next comment") {
    play_server([](http::Server& server) -> Coroutine<> {
        News news;
        server.route("GET /events", [&](Request&, Reply reply) { return news.answer(reply); });
        RawClient client = connect(server);
        co_await client.send(get("/events"));
        co_await sleep(1s);
        CHECK(news.listeners() == 1);
        client.hang_up();
        co_await sleep(15s);
        CHECK(news.listeners() == 0);
        CHECK(server.connections() == 0);
    });
}

TEST_CASE("close() ends event streams so that clients see that they were cut") {
    play([]() -> Coroutine<> {
        http::Server server;
        News news;
        server.route("GET /events", [&](Request&, Reply reply) { return news.answer(reply); });
        const http::Transport network(at_10_0_0_1(server));
        http::Session session({.base_url = "http://10.0.0.1/"});
        Reader reader;
        auto reading = create_task(reader.read(session));
        co_await sleep(1s);
        news.tell("one");
        co_await sleep(1s);
        co_await server.close(3s);
        CHECK(this_loop().now().time_since_epoch() == 5s);
        CHECK(news.listeners() == 0);
        CHECK_THROWS_AS(co_await reading, http::ClientPayloadError);
        CHECK(reader.events.size() == 1);
        co_await session.close();
    });
}

TEST_CASE("over TCP and in real time, an event arrives at once") {
    play(
        []() -> Coroutine<> {
            http::Server server;
            News news;
            server.route("GET /events", [&](Request&, Reply reply) { return news.answer(reply); });
            const std::string port = std::to_string(server.listen());
            http::Session session({.base_url = "http://127.0.0.1:" + port + "/"});
            auto response = co_await session.get("events");
            for (int i = 0; i < 20; ++i) {
                news.tell(std::to_string(i));
                CHECK(co_await response.read_some() == "data: " + std::to_string(i) + "\n\n");
            }
            response.close();
            co_await session.close();
            co_await server.close();
        },
        Clock::real);
}
