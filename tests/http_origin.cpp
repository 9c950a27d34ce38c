#include "http_origin.hpp"

#include <algorithm>

#include <asio/buffer.hpp>
#include <asio/write.hpp>
#include <http/detail/ascii.hpp>

namespace origin {

std::string answer(const std::string& status, const std::string& headers, const std::string& body) {
    return "HTTP/1.1 " + status + "\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}
std::string redirect(int status, const std::string& location) {
    return answer(std::to_string(status) + " Elsewhere", "Location: " + location + "\r\n", "");
}

Coroutine<> Wire::send(std::string bytes, std::size_t at_a_time) {
    for (std::size_t at = 0; at < bytes.size(); at += at_a_time) {
        const std::string part = bytes.substr(at, at_a_time);
        co_await asio::async_write(socket_, asio::buffer(part), use_coroutine);
        if (at_a_time >= bytes.size() - at) break;
        co_await sleep(1ms);
    }
}

Coroutine<std::string> Wire::read() {
    if (!early_.empty()) co_return std::exchange(early_, {});
    std::string some(65536, '\0');
    try {
        some.resize(co_await socket_.async_read_some(asio::buffer(some), use_coroutine));
    } catch (const asio::system_error&) {
        some.clear();
    }
    closed_by_client |= some.empty();
    co_return some;
}

Coroutine<> Wire::until_closed() {
    while (!closed_by_client) co_await read();
}

void Wire::reset() {
    socket_.set_option(asio::socket_base::linger(true, 0));
    socket_.close();
}

Coroutine<std::string> Wire::read_until(std::string mark) {
    std::string got;
    while (got.find(mark) == std::string::npos) {
        const std::string some = co_await read();
        if (some.empty()) co_return "";
        got += some;
    }
    const auto end = got.find(mark) + mark.size();
    early_ = got.substr(end) + early_;
    co_return got.substr(0, end);
}

Coroutine<std::string> Wire::read_exactly(std::size_t size) {
    std::string got;
    while (got.size() < size) {
        const std::string some = co_await read();
        if (some.empty()) co_return got;
        got += some;
    }
    early_ = got.substr(size) + early_;
    co_return got.substr(0, size);
}

Coroutine<std::string> Wire::read_chunks() {
    std::string body;
    for (;;) {
        const std::string line = co_await read_until("\r\n");
        if (line.empty()) co_return body + "(cut short)";
        const std::size_t size = std::stoul(line, nullptr, 16);
        body += co_await read_exactly(size);
        co_await read_until("\r\n");
        if (size == 0) co_return body;
    }
}

Coroutine<> Wire::read_body(Request& request) {
    if (request.header("Transfer-Encoding") == "chunked")
        request.body = co_await read_chunks();
    else if (request.headers.contains("Content-Length"))
        request.body = co_await read_exactly(std::stoul(request.header("Content-Length")));
}

Script answering(std::string bytes, std::size_t at_a_time) {
    return [=](Wire& wire, Request&) { return wire.send(bytes, at_a_time); };
}
Script silent() {
    return [](Wire& wire, Request&) { return wire.until_closed(); };
}
Script slow(duration delay, std::string bytes) {
    return [=](Wire& wire, Request&) -> Coroutine<> {
        co_await sleep(delay);
        co_await wire.send(bytes);
    };
}

Origin::Origin(OriginOptions options)
    : options_(std::move(options)),
      acceptor_(io_context(), tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
    if (options_.takes_little)  // inherited by accepted sockets
        acceptor_.set_option(asio::socket_base::receive_buffer_size(4096));
    serving_ = create_task(accept(), "origin");
}

std::string Origin::url(const std::string& target) const {
    return "http://127.0.0.1:" + std::to_string(port()) + target;
}

http::Resolver Origin::resolver() {
    return [this](std::string host) -> Coroutine<std::vector<http::Address>> {
        ++lookups;
        if (slow_lookup > duration::zero()) co_await sleep(slow_lookup);
        if (host != "a.test" && host != "b.test") throw std::runtime_error("unknown");
        co_return std::vector<http::Address>{{.ip = "127.0.0.1", .port = port()}};
    };
}

Coroutine<> Origin::close() {
    // First of all, no more clients are let in: accept() may already have one.
    serving_->cancel();
    co_await wait(std::vector{*serving_});
    for (const auto& task : tasks_) task.cancel();
    if (!tasks_.empty()) co_await wait(tasks_);
    acceptor_.close();
}

Coroutine<> Origin::accept() {
    for (;;) {
        tcp::socket socket = co_await acceptor_.async_accept(use_coroutine);
        socket.set_option(tcp::no_delay(true));
        wires.push_back(std::make_shared<Wire>(std::move(socket), ++conns));
        most_open = std::max(most_open, ++open);
        tasks_.push_back(create_task(serve(wires.back()), "connection"));
    }
}

Coroutine<> Origin::serve(std::shared_ptr<Wire> wire) {
    struct Closed {
        int& open;
        Wire& wire;
        ~Closed() {
            --open;
            wire.close();
        }
    } closed{open, *wire};
    while (wire->is_open()) {
        auto request = co_await read_request(*wire);
        if (!request) co_return;
        requests.push_back(*request);
        try {
            co_await options_.script(*wire, *request);
        } catch (const asio::system_error&) {  // the client has gone
            co_return;
        }
    }
}

Coroutine<std::optional<Request>> Origin::read_request(Wire& wire) {
    Request request;
    request.connection = wire.number;
    request.head = co_await wire.read_until("\r\n\r\n");
    if (request.head.empty()) co_return std::nullopt;
    std::string_view rest = request.head;
    std::string_view line = http::detail::take_until(rest, '\r');
    request.method = http::detail::take_until(line, ' ');
    request.target = http::detail::take_until(line, ' ');
    while (rest.size() > 3) {
        std::string_view field = http::detail::trim(http::detail::take_until(rest, '\r'), "\n");
        const std::string_view name = http::detail::take_until(field, ':');
        if (!name.empty()) request.headers.add(name, http::detail::trim(field));
    }
    if (options_.reads_bodies) co_await wire.read_body(request);
    co_return request;
}

bool is_disconnect(const Fate& fate) {
    return fate.is<http::ServerDisconnectedError>() ||
           (fate.is<http::ClientOSError>() && !fate.is<http::ClientConnectorError>());
}

Coroutine<std::string> get_text(http::Session& session, std::string url,
                                http::RequestOptions options) {
    auto response = co_await session.get(url, std::move(options));
    co_return co_await response.text();
}
Coroutine<int> status_of(Coroutine<http::Response> request) {
    auto response = co_await request;
    co_await response.read();
    co_return response.status();
}

Coroutine<bool> soon(std::function<bool()> holds) {
    for (int i = 0; i < 1000 && !holds(); ++i) co_await sleep(1ms);
    co_return holds();
}

void with_origin(OriginOptions origin_options, http::SessionOptions options, const Body& body) {
    const auto program = [&]() -> Coroutine<> {
        Origin origin(std::move(origin_options));
        if (!options.resolver) options.resolver = origin.resolver();
        http::Session session(std::move(options));
        const Fate fate = co_await fate_of(body(origin, session));
        CHECK_MESSAGE(fate.good(), "the body failed: ", fate.text());
        CHECK(session.pool().in_use == 0);
        co_await session.close();
        CHECK(session.pool().idle == 0);
        co_await origin.close();
        for (int turn = 0; turn < 10; ++turn) co_await sleep(0s);
        const std::string left = format_waiting();
        CHECK_MESSAGE(all_tasks().size() == 1, "tasks are left:\n", left);
    };
    play_in_real_time(program);
}
void with_origin(Script script, http::SessionOptions options, const Body& body) {
    with_origin(OriginOptions{.script = std::move(script)}, std::move(options), body);
}

http::BodyStream pieces(std::vector<std::string> all) {
    auto left = std::make_shared<std::vector<std::string>>(std::move(all));
    return [left]() -> Coroutine<std::optional<std::string>> {
        if (left->empty()) co_return std::nullopt;
        std::string first = left->front();
        left->erase(left->begin());
        co_return first;
    };
}

Request sent(const std::string& method, http::RequestOptions options,
             http::SessionOptions session_options) {
    Request request;
    with_origin(answering(ok), std::move(session_options),
                [&](Origin& origin, http::Session& session) -> Coroutine<> {
                    co_await status_of(
                        session.request(method, "http://a.test/p?q=1#frag", std::move(options)));
                    request = origin.requests[0];
                });
    return request;
}

}  // namespace origin
