#include <http/response.hpp>

#include <iconv.h>

#include <http/detail/ascii.hpp>
#include <http/detail/exchange.hpp>
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

int Response::status() const { return exchange_->answer().status; }
const std::string& Response::reason() const { return exchange_->answer().reason; }
const Url& Response::url() const { return exchange_->url; }
const std::string& Response::method() const { return exchange_->method; }
const Headers& Response::headers() const { return exchange_->answer().headers; }
const Headers& Response::request_headers() const { return exchange_->request_headers; }
const Fields& Response::cookies() const { return exchange_->cookies; }
const std::vector<Hop>& Response::history() const { return exchange_->history; }
std::uint64_t Response::connection() const { return exchange_->connection; }

// Each holds on to the exchange: the response may go while it runs.
namespace {
Coroutine<std::string> read_all(std::shared_ptr<detail::Exchange> exchange) {
    co_return co_await exchange->read();
}
Coroutine<std::string> read_piece(std::shared_ptr<detail::Exchange> exchange, std::size_t at_most) {
    co_return co_await exchange->read_some(at_most);
}
Coroutine<> write_all(std::shared_ptr<detail::Exchange> exchange, std::string data) {
    co_await exchange->write(std::move(data));
}
}  // namespace

Coroutine<std::string> Response::read() { return read_all(exchange_); }
Coroutine<std::string> Response::read_some(std::size_t at_most) {
    return read_piece(exchange_, at_most);
}
Coroutine<> Response::write(std::string data) { return write_all(exchange_, std::move(data)); }

namespace {

/// The charset of "text/html; charset=windows-1251", if it says one.
std::string charset_of(std::string_view content_type) {
    detail::take_until(content_type, ';');
    while (!content_type.empty()) {
        std::string_view parameter = detail::trim(detail::take_until(content_type, ';'));
        const std::string_view name = detail::take_until(parameter, '=');
        if (detail::equal_ignoring_case(detail::trim(name), "charset"))
            return std::string(detail::trim(parameter, " \t\"'"));
    }
    return {};
}

// "latin-1" and "euc_kr", as Python spells them, are "latin1" and "euckr" to iconv.
// A '/' would begin an option of iconv's own.
iconv_t converter_from(std::string name) {
    if (name.find('/') != name.npos) return iconv_t(-1);
    const iconv_t found = iconv_open("UTF-8", name.c_str());
    if (found != iconv_t(-1)) return found;
    std::erase_if(name, [](char c) { return c == '-' || c == '_'; });
    return iconv_open("UTF-8", name.c_str());
}

struct Iconv {
    iconv_t handle;
    explicit Iconv(const std::string& from) : handle(converter_from(from)) {}
    ~Iconv() {
        if (known()) iconv_close(handle);
    }
    [[nodiscard]] bool known() const { return handle != iconv_t(-1); }
};

std::string to_utf8(std::string bytes, Iconv& from, const std::string& encoding) {
    std::string text(bytes.size() * 4 + 4, '\0');
    char* in = bytes.data();
    char* out = text.data();
    std::size_t in_left = bytes.size(), out_left = text.size();
    if (iconv(from.handle, &in, &in_left, &out, &out_left) == std::size_t(-1))
        throw std::invalid_argument("Response::text: the body is not " + encoding +
                                    "; read() gives its bytes");
    text.resize(text.size() - out_left);
    return text;
}

// An encoding that was asked for must fit; one that the server names is only a
// hint, and unless the system knows it the body is taken as UTF-8.
Coroutine<std::string> read_text(std::shared_ptr<detail::Exchange> exchange, std::string encoding) {
    std::string bytes = co_await exchange->read_or_kept();
    const bool asked = !encoding.empty();
    if (!asked) encoding = charset_of(exchange->answer().headers.get("Content-Type").value_or(""));
    if (encoding.empty()) encoding = "utf-8";
    Iconv named(encoding);
    if (named.known()) co_return to_utf8(std::move(bytes), named, encoding);
    if (asked) throw std::invalid_argument("Response::text: unknown encoding " + encoding);
    Iconv utf8("utf-8");
    co_return to_utf8(std::move(bytes), utf8, "utf-8");
}

bool is_expected(std::string_view type, const std::string& expected) {
    type = detail::trim(detail::take_until(type, ';'));
    if (detail::equal_ignoring_case(type, expected)) return true;
    const std::string lower = detail::lower(type);
    return expected == "application/json" && lower.starts_with("application/") &&
           lower.ends_with("+json");
}

Coroutine<std::string> read_json(std::shared_ptr<detail::Exchange> exchange, std::string expected) {
    const std::string type(exchange->answer().headers.get("Content-Type").value_or(""));
    // The body is read first, so that the connection can be used again.
    std::string body = co_await read_text(exchange, {});
    if (expected.empty() || is_expected(type, expected)) co_return body;
    ResponseInfo info = exchange->info();
    info.message = "the body is not " + expected + " but " +
                   (type.empty() ? "of no stated type" : type) +
                   "; json({}) does not look at the type";
    throw ContentTypeError(std::move(info));
}

}  // namespace

Coroutine<std::string> Response::text(std::string encoding) {
    return read_text(exchange_, std::move(encoding));
}

Coroutine<std::string> Response::json(std::string content_type) {
    return read_json(exchange_, std::move(content_type));
}

void Response::raise_for_status() {
    if (!ok()) throw ClientResponseError(exchange_->info());
}

void Response::release() { exchange_->release(); }
void Response::close() { exchange_->release(); }

}  // namespace aio::http
