// Response: an answer whose head has come. Its body comes as you read it.
//
//   auto response = co_await session.get("http://localhost:8080/profile");
//   if (response.status() == 200) std::cout << co_await response.text();
//
// A response that is destroyed before its body was read to the end closes its
// connection; one that was read has already given it back to the pool.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <aio/coroutine.hpp>
#include <http/headers.hpp>
#include <http/options.hpp>
#include <http/url.hpp>

namespace aio::http {

namespace detail {
class Exchange;
}

/// One redirect that was followed.
struct Hop {
    int status = 0;
    Url url;
    Headers headers;
};

/// What text() does with bytes that do not belong to the encoding. Like the
/// `errors` of Python's bytes.decode().
enum class DecodeErrors {
    strict,   ///< throw std::invalid_argument
    replace,  ///< U+FFFD, the replacement character, stands for them
    ignore,   ///< leave them out
};

namespace detail {

// Each keeps the exchange alive: the response may be destroyed while it runs. The functions that
// call them are always inlined, as in session.hpp.
Coroutine<std::string> read_all(std::shared_ptr<Exchange> exchange);
Coroutine<std::string> read_piece(std::shared_ptr<Exchange> exchange, std::size_t at_most);
Coroutine<> write_all(std::shared_ptr<Exchange> exchange, std::string data);
Coroutine<std::string> read_text(std::shared_ptr<Exchange> exchange, std::string encoding,
                                 DecodeErrors on_error);
Coroutine<std::string> read_json(std::shared_ptr<Exchange> exchange, std::string expected);

}  // namespace detail

/// Like aiohttp.ClientResponse. Move-only; one that was moved from throws
/// RuntimeError, except for closed().
class Response {
public:
    explicit Response(std::shared_ptr<detail::Exchange> exchange);
    Response(Response&&) noexcept = default;
    /// Releases the response that was here before.
    Response& operator=(Response&& other) noexcept;
    ~Response();

    [[nodiscard]] int status() const;
    [[nodiscard]] const std::string& reason() const;
    [[nodiscard]] bool ok() const { return status() < 400; }
    /// Where the answer came from, after redirects; without the fragment.
    [[nodiscard]] const Url& url() const;
    [[nodiscard]] const std::string& method() const;
    [[nodiscard]] const Headers& headers() const;
    /// The request's headers, as they were sent.
    [[nodiscard]] const Headers& request_headers() const;
    /// What this answer's Set-Cookie headers say, whether the jar kept it or not.
    [[nodiscard]] const Fields& cookies() const;
    /// The redirects on the way here, first to last.
    [[nodiscard]] const std::vector<Hop>& history() const;
    /// Which of the session's connections carried it: 1, 2, 3, ...
    [[nodiscard]] std::uint64_t connection() const;
    /// "text/html" of "Text/HTML; charset=utf-8"; if there is no Content-Type,
    /// "application/octet-stream".
    [[nodiscard]] std::string content_type() const;
    /// The charset that Content-Type names, as it spells it.
    [[nodiscard]] std::optional<std::string> charset() const;
    /// Whether it no longer holds a connection: its last byte has come, it was released, or
    /// something went wrong. What has come of its body can be read until release().
    [[nodiscard]] bool closed() const;

    /// The whole body, of any size, all of it in memory (read_some() takes it piece by piece);
    /// may be called repeatedly. Decompressed if needed.
    /// ClientPayloadError if it is cut short or malformed; SocketTimeoutError,
    /// TimeoutError; ClientConnectionError after release() or close(). Any error, and
    /// its cancellation, closes the connection.
    [[gnu::always_inline]] Coroutine<std::string> read() { return detail::read_all(shared()); }
    /// read() as UTF-8: converted from `encoding`, or from the charset that
    /// Content-Type names, if the system knows it. std::invalid_argument if the body
    /// is not in it, unless `on_error` says otherwise, or `encoding` is unknown; or
    /// read()'s errors. What was read before release() is still returned.
    [[gnu::always_inline]] Coroutine<std::string> text(
        std::string encoding = {}, DecodeErrors on_error = DecodeErrors::strict) {
        return detail::read_text(shared(), std::move(encoding), on_error);
    }
    /// text(), if Content-Type says that it is JSON: `content_type`, or, for the
    /// default, any application/...+json too; ContentTypeError if not. Empty: do not
    /// check. Also throws what text() does. Parsing it is up to a JSON library.
    [[gnu::always_inline]] Coroutine<std::string> json(
        std::string content_type = "application/json") {
        return detail::read_json(shared(), std::move(content_type));
    }
    /// Some of the body: what has come, from one byte to `at_most` bytes; empty at its
    /// end. If more is sent than is read, the server has to wait. After an upgrade
    /// (101): what the server sends in the new protocol. Errors and cancellation: like
    /// read(); std::invalid_argument for 0 bytes.
    [[gnu::always_inline]] Coroutine<std::string> read_some(
        std::size_t at_most = std::string::npos) {
        return detail::read_piece(shared(), at_most);
    }
    /// Sends bytes in the new protocol after an upgrade (101). RuntimeError if there
    /// was none; ClientOSError, ClientConnectionError if the server is gone,
    /// TimeoutError for the total time. Any of them, and its cancellation, closes the
    /// connection: some of the bytes may have been sent.
    [[gnu::always_inline]] Coroutine<> write(std::string data) {
        return detail::write_all(shared(), std::move(data));
    }

    /// ClientResponseError if the status is 400 or more. The body can still be
    /// read.
    void raise_for_status();
    /// Ends the use of this response, whether its body was read or not. Once the body's last byte
    /// has come, the connection goes back to the pool by itself; before that, it is closed here.
    void release();
    /// The same. (In aiohttp close() closes the connection in any case; here one whose answer is
    /// complete is already in the pool, and stays there.)
    void close();

private:
    [[nodiscard]] detail::Exchange& exchange() const;
    [[nodiscard]] const std::shared_ptr<detail::Exchange>& shared() const;

    std::shared_ptr<detail::Exchange> exchange_;
};

}  // namespace aio::http
