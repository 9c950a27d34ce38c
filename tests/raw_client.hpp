// A client that sends a server any bytes, exactly.
//
//   RawClient client(std::move(one_end_of_a_pair));
//   co_await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
//   CHECK((co_await client.receive()).starts_with("HTTP/1.1 200"));
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include <aio/aio.hpp>
#include <http/detail/stream.hpp>
#include <http/transport.hpp>

class RawClient {
public:
    explicit RawClient(aio::http::Socket socket)
        : stream_(aio::http::detail::adopt(std::move(socket))) {}

    /// What the server no longer accepts is dropped.
    aio::Coroutine<> send(std::string text) {
        try {
            co_await stream_->write(text);
        } catch (const std::system_error&) {  // receive() will show it
        }
    }
    /// Everything that comes until the server hangs up or is silent for this long.
    aio::Coroutine<std::string> receive(aio::duration patience = std::chrono::seconds(5)) {
        std::string all;
        while (!closed) {
            try {
                const std::size_t n = co_await aio::wait_for(stream_->read_block(), patience);
                all.append(stream_->block(n));
                closed = n == 0;
            } catch (const aio::TimeoutError&) {
                co_return all;
            } catch (const std::system_error&) {
                closed = true;
            }
        }
        co_return all;
    }
    /// Reads the next bytes and returns how many; 0 if the server hangs up.
    aio::Coroutine<std::size_t> receive_some() { return stream_->read_block(); }
    void hang_up() { stream_->close(); }
    void end_sending() { stream_->end_writing(); }

    bool closed = false;  ///< by the server

private:
    std::shared_ptr<aio::http::detail::Stream> stream_;
};

/// "GET /path" with these headers, each "Name: value\r\n".
inline std::string get(const std::string& path, const std::string& headers = "") {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
}

/// What came back, and when.
struct RawAnswer {
    std::string text;
    bool closed = false;  // by the server
    aio::duration after{};

    [[nodiscard]] bool begins(const std::string& status) const {
        return text.starts_with("HTTP/1.1 " + status + " ");
    }
    [[nodiscard]] bool has(const std::string& part) const {
        return text.find(part) != std::string::npos;
    }
};

/// Sends a request, or several, and waits until nothing has come for this long.
inline aio::Coroutine<RawAnswer> exchange(RawClient& client, std::string request,
                                          aio::duration patience = std::chrono::seconds(5)) {
    RawAnswer answer;
    const auto begin = aio::this_loop().now();
    co_await client.send(std::move(request));
    answer.text = co_await client.receive(patience);
    answer.closed = client.closed;
    answer.after =
        aio::this_loop().now() - begin - (client.closed ? aio::duration::zero() : patience);
    co_return answer;
}
