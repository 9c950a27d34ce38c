#include <http/response.hpp>

#include <http/detail/ascii.hpp>
#include <http/detail/charset.hpp>
#include <http/detail/exchange.hpp>
#include <http/detail/parameters.hpp>
#include <http/errors.hpp>

namespace aio::http {

Response::Response(std::shared_ptr<detail::Exchange> exchange) : exchange_(std::move(exchange)) {}

Response& Response::operator=(Response&& other) noexcept {
    if (exchange_) exchange_->release();
    exchange_ = std::move(other.exchange_);
    return *this;
}

Response::~Response() {
    if (exchange_) exchange_->release();
}

detail::Exchange& Response::exchange() const { return *shared(); }

const std::shared_ptr<detail::Exchange>& Response::shared() const {
    if (!exchange_)
        throw RuntimeError("Response: it was moved from; use the one that it was moved to");
    return exchange_;
}

int Response::status() const { return exchange().answer().status; }
const std::string& Response::reason() const { return exchange().answer().reason; }
const Url& Response::url() const { return exchange().url; }
const std::string& Response::method() const { return exchange().method; }
const Headers& Response::headers() const { return exchange().answer().headers; }
const Headers& Response::request_headers() const { return exchange().request_headers; }
const Fields& Response::cookies() const { return exchange().cookies; }
const std::vector<Hop>& Response::history() const { return exchange().history; }
std::uint64_t Response::connection() const { return exchange().connection; }
bool Response::closed() const { return !exchange_ || exchange_->closed(); }

namespace {

/// "text/html" of "Text/HTML; charset=windows-1251".
std::string media_type(const Headers& headers) {
    std::string_view type = headers.get("Content-Type").value_or("");
    return detail::lower(detail::trim(detail::take_until(type, ';')));
}

/// "windows-1251" of the same.
std::optional<std::string> charset_of(const Headers& headers) {
    std::string_view rest = headers.get("Content-Type").value_or("");
    detail::take_until(rest, ';');
    while (!rest.empty()) {
        const auto [name, value] = detail::take_parameter(rest);
        const std::string_view charset = detail::trim(value, " \t\"'");
        if (detail::equal_ignoring_case(name, "charset") && !charset.empty())
            return std::string(charset);
    }
    return std::nullopt;
}

// An encoding that was asked for must be known; one that the server names is only
// a hint, and unless the system knows it the body is taken as UTF-8.
std::string encoding_of(const Headers& headers, std::string asked) {
    if (!asked.empty()) return asked;
    std::string hint = charset_of(headers).value_or("utf-8");
    return detail::knows_encoding(hint) ? hint : "utf-8";
}

bool is_expected(const std::string& type, const std::string& expected) {
    if (detail::equal_ignoring_case(type, expected)) return true;
    return expected == "application/json" && type.starts_with("application/") &&
           type.ends_with("+json");
}

}  // namespace

Coroutine<std::string> detail::read_all(std::shared_ptr<Exchange> exchange) {
    co_return co_await exchange->read();
}
Coroutine<std::string> detail::read_piece(std::shared_ptr<Exchange> exchange, std::size_t at_most) {
    co_return co_await exchange->read_some(at_most);
}
Coroutine<> detail::write_all(std::shared_ptr<Exchange> exchange, std::string data) {
    co_await exchange->write(std::move(data));
}

Coroutine<std::string> detail::read_text(std::shared_ptr<Exchange> exchange, std::string encoding,
                                         DecodeErrors on_error) {
    std::string bytes = co_await exchange->read_or_kept();
    encoding = encoding_of(exchange->answer().headers, std::move(encoding));
    co_return to_utf8(std::move(bytes), encoding, on_error);
}

Coroutine<std::string> detail::read_json(std::shared_ptr<Exchange> exchange, std::string expected) {
    // The body is read first, so that the connection can be reused.
    std::string body = co_await read_text(exchange, {}, DecodeErrors::strict);
    const std::string type = media_type(exchange->answer().headers);
    if (expected.empty() || is_expected(type, expected)) co_return body;
    ResponseInfo info = exchange->info();
    info.message = "the body is not " + expected + " but " +
                   (type.empty() ? "of no stated type" : type) +
                   "; json({}) does not look at the type";
    throw ContentTypeError(std::move(info));
}

std::string Response::content_type() const {
    std::string type = media_type(headers());
    return type.empty() ? "application/octet-stream" : type;
}
std::optional<std::string> Response::charset() const { return charset_of(headers()); }

void Response::raise_for_status() {
    if (!ok()) throw ClientResponseError(exchange().info());
}

void Response::release() { exchange().release(); }
void Response::close() { exchange().release(); }

}  // namespace aio::http
