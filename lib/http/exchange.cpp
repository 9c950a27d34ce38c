#include <http/detail/exchange.hpp>

#include <algorithm>

#include <asio/error.hpp>

#include <http/detail/deadline.hpp>
#include <http/detail/header_lists.hpp>
#include <http/detail/spare_memory.hpp>
#include <http/errors.hpp>

namespace aio::http::detail {
namespace {

// Longer bodies are sent while the answer is already being read.
constexpr std::size_t sent_in_one_go = 64 * 1024;

// If this much is waiting to be read, the server has to wait. Like aiohttp: twice its read_bufsize.
constexpr std::size_t most_read_ahead = 512 * 1024;

}  // namespace

Exchange::Exchange(Lease lease, const RequestMessage& request, const ExchangeOptions& options)
    : url(request.url),
      method(request.method),
      connection(lease.number()),
      upgrade_asked_(request.headers.contains("Upgrade")),
      asked_to_close_(list_has(request.headers, "Connection", "close")),
      unpacks_(options.auto_decompress),
      lease_(std::move(lease)),
      parser_(request.method == "HEAD", options.limits),
      silence_(options.sock_read),
      total_(options.total) {
    if (Lane& lane = lease_.stream()->lane; lane.is_watched()) lane.busy(url.target());
}

Exchange::~Exchange() {
    if (whole_) recycle_memory_of(*whole_);
}

ResponseInfo Exchange::info() const {
    ResponseInfo info{.url = url,
                      .status = parser_.status,
                      .message = parser_.reason,
                      .headers = parser_.headers};
    for (const Hop& hop : history) info.history.push_back(hop.url);
    return info;
}

// A connection on which something went wrong, or on which one side stopped midway, cannot be used
// again.
template <class Make>
auto Exchange::closing_on_failure(Make make) -> decltype(make()) {
    std::exception_ptr error;
    try {
        co_return co_await make();
    } catch (...) {
        error = std::current_exception();
    }
    abandon();
    co_await end_upload();
    std::rethrow_exception(error);
}

/// Within the total time, which has been running while nobody was reading.
template <class Make>
auto Exchange::within_total(Make make) -> decltype(make()) {
    return closing_on_failure([this, make = std::move(make)] {
        const auto limit = needs_no_limit() ? std::nullopt : total_;
        if (limit && this_loop().now() >= *limit) std::rethrow_exception(total_timeout_error(url));
        return with_deadline(limit, make, [this] { return total_timeout_error(url); });
    });
}

// --- sending ---------------------------------------------------------------

Coroutine<> Exchange::start(RequestMessage& request) {
    return closing_on_failure([&, this] { return send_and_read_head(request); });
}

Coroutine<> Exchange::send_and_read_head(RequestMessage& request) {
    const RequestBody& body = request.body;
    const bool asks_first = request.expect100 && !body.empty();
    if (!body.stream && body.size() <= sent_in_one_go && !asks_first) {
        std::string head_and_body = request.head();
        if (!body.empty()) head_and_body += *body.text;
        co_await send(std::move(head_and_body));
        request_sent();
    } else {
        co_await send(request.head());
        if (asks_first)
            while (!parser_.saw_100() && !parser_.head_done()) co_await read_block();
        if (!parser_.head_done()) start_upload(request);  // else it was refused: nothing to send
    }
    while (!parser_.head_done()) co_await read_block();
    head_parsed();
    read_ahead_.begin();
}

Coroutine<> Exchange::send(std::string data) {
    const auto stream = lease_.stream();
    if (!stream) throw_closed();  // for example, when a reader beside us has failed
    try {
        co_await stream->write(data);
    } catch (const asio::system_error& e) {
        if (!stream->is_open()) throw_closed();
        throw ClientOSError(url, e.code(), "cannot send the request");
    }
}

void Exchange::start_upload(RequestMessage& request) {
    request.stream_begun = request.body.stream != nullptr;
    upload_ = std::make_shared<Upload>(lease_.stream(), request);
    upload_->start([weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->request_sent();
    });
}

void Exchange::request_sent() {
    sent_ = true;
    silence_.begin();
    if (reading_) reading_->reschedule(silence_.end());
}

// Stops the upload. If the system had already taken the last byte, it still reports that: only now
// is it known whether the connection can be used again.
Coroutine<> Exchange::end_upload() {
    if (!upload_) co_return;
    co_await upload_->stop();
    if (complete_) give_back();
}

// --- receiving -------------------------------------------------------------

Coroutine<> Exchange::read_block() {
    if (failure_) std::rethrow_exception(failure_);
    const auto stream = lease_.stream();
    if (!stream) throw_closed();
    const std::size_t size = co_await read_bytes(*stream);
    if (lease_.stream() != stream) throw_closed();  // released meanwhile
    silence_.restart();
    parse(stream->block(size));
    if (complete_) co_await end_upload();
}

Coroutine<std::size_t> Exchange::read_bytes(Stream& stream) {
    if (!read_ahead_.under_way()) silence_.restart();  // until now, nobody was reading
    extend::TimeoutScope scope(silence_.end());
    reading_ = &scope;
    struct Leaving {
        extend::TimeoutScope*& reading;
        ~Leaving() { reading = nullptr; }
    } leaving{reading_};
    try {
        co_return co_await stream.read_block();
    } catch (const CancelledError&) {
        if (!scope.leave()) throw;
    } catch (const asio::system_error& e) {
        if (upload_ && upload_->error()) std::rethrow_exception(upload_->error());
        if (!stream.is_open()) throw_closed();
        if (parser_.head_done()) std::rethrow_exception(cut_short(e.code()));
        throw ClientOSError(url, e.code(), "connection lost before the answer");
    }
    throw SocketTimeoutError(url);
}

bool Exchange::may_read_ahead() const {
    return !reading_ && !complete_ && !failure_ && lease_.stream() &&
           body_.size() < most_read_ahead && (!upload_ || upload_->ended());
}

// --- what has come ---------------------------------------------------------

/// An empty block is the end of the stream.
void Exchange::parse(std::string_view block) {
    using enum ResponseParser::Outcome;
    if (complete_) {  // upgraded: it is no longer HTTP
        body_.incoming().append(block);
        hung_up_ = block.empty();
        return;
    }
    std::string& body = body_.incoming();
    const auto outcome = block.empty() ? parser_.finish(body) : parser_.feed(block, body);
    // Where the body ends with the connection, nothing else marks its end.
    if (block.empty() && outcome == complete && lease_.stream()->ended_early())
        throw ClientPayloadError(url, "the body was cut short: TLS was not closed in order");
    if (outcome == broken) {
        if (!block.empty()) throw_malformed();
        if (!parser_.head_done()) throw ServerDisconnectedError(url);
        throw ClientPayloadError(url, "the body was cut short: the server closed before its end");
    }
    if (outcome == more) return;
    complete_ = true;
    read_ahead_.stop();
    lease_.stream()->lane.idle();
    if (!upload_ || upload_->ended()) give_back();  // else when the upload ends
}

void Exchange::head_parsed() {
    if (!parser_.upgraded()) body_.begin(parser_.headers, unpacks_);
    for (const std::string_view set : parser_.headers.get_all("Set-Cookie")) {
        auto cookie = parse_set_cookie(set);
        if (!cookie) continue;
        std::erase_if(cookies, [&](const auto& earlier) { return earlier.first == cookie->name; });
        cookies.emplace_back(std::move(cookie->name), std::move(cookie->value));
    }
}

std::exception_ptr Exchange::cut_short(const asio::error_code& why) const {
    return std::make_exception_ptr(
        ClientPayloadError(url, "the body was cut short: " + why.message()));
}

void Exchange::throw_malformed() const {
    if (parser_.head_done())
        throw ClientPayloadError(url, "the body is malformed: " + parser_.error());
    throw ClientResponseError(
        {.url = url, .status = 400, .message = parser_.error(), .headers = parser_.headers});
}

// --- reading the body ------------------------------------------------------

/// More may come; after an upgrade, more of another protocol.
bool Exchange::body_goes_on() const { return !complete_ || (parser_.upgraded() && !hung_up_); }

Coroutine<std::string> Exchange::next_piece(std::size_t at_most) {
    try {
        while (!body_.has_some()) {
            if (!body_goes_on()) {
                if (body_.is_whole()) co_return std::string();
                throw ClientPayloadError(url, "the body ends before what is packed in it does");
            }
            co_await read_block();
        }
    } catch (const BadPacking& e) {
        throw ClientPayloadError(url, e.what());
    }
    co_return body_.take(at_most);
}

Coroutine<std::string> Exchange::read_to_end() {
    if (parser_.upgraded()) co_return std::string();  // it has no body; read_some() goes on
    if (!body_.is_packed()) {
        if (!complete_) body_.make_room(parser_.bytes_to_come());
        while (!complete_) co_await read_block();
        co_return body_.take_all();
    }
    std::string all;
    for (;;) {
        std::string piece = co_await next_piece(std::string::npos);
        if (piece.empty()) co_return all;
        if (all.empty())
            all = std::move(piece);
        else
            all += piece;
    }
}

Coroutine<std::string> Exchange::read_some(std::size_t at_most) {
    if (at_most == 0)
        throw std::invalid_argument("Response::read_some: 0 bytes; an empty answer means the end");
    require_readable();
    at_most = std::min(at_most, Decoder::step);
    std::string piece = co_await within_total([=, this] { return next_piece(at_most); });
    read_ahead_.begin();
    co_return piece;
}

Coroutine<std::string> Exchange::read() {
    require_readable();
    if (!whole_) whole_ = co_await within_total([this] { return read_to_end(); });
    co_return *whole_;
}

Coroutine<std::string> Exchange::read_or_kept() {
    if (whole_) co_return *whole_;
    co_return co_await read();
}

// Another task may be reading: an upgraded connection is used in both directions.
Coroutine<> Exchange::write(std::string data) {
    if (released_) throw_closed();
    if (!parser_.upgraded())
        throw RuntimeError(
            "Response::write: the server has not upgraded the connection (101); a "
            "request's body goes into its RequestOptions");
    co_await within_total([&, this] { return send(std::move(data)); });
}

// --- the end ---------------------------------------------------------------

/// The connection is free for another request, even before the body has been read, unless the two
/// sides are out of step.
void Exchange::give_back() noexcept {
    if (!parser_.upgraded()) lease_.give_back(sent_ && parser_.can_be_reused() && !asked_to_close_);
}

/// Nothing more will come for this request. An upgrade that was not asked for does not count as its
/// end.
bool Exchange::needs_no_limit() const {
    return complete_ && (!parser_.upgraded() || upgrade_asked_);
}

void Exchange::abandon() noexcept {
    if (upload_) upload_->cancel();
    read_ahead_.stop();
    lease_.give_back(false);
}

void Exchange::release() noexcept {
    released_ = true;
    abandon();
}

void Exchange::require_readable() const {
    if (released_) throw_closed();
    if (reading_)
        throw RuntimeError(
            "Response: another task is reading it; let one of them read, and give the "
            "others what it got");
}

void Exchange::throw_closed() const {
    const std::string of = url.without_credentials().to_string();
    if (released_)
        throw ConnectionClosedError("Connection closed: the response of " + of +
                                    " was released; read it before");
    throw ConnectionClosedError("Connection closed: the session was closed before " + of +
                                " was read");
}

}  // namespace aio::http::detail
