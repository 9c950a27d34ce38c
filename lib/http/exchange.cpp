#include <http/detail/exchange.hpp>

#include <algorithm>
#include <cstdio>

#include <asio/error.hpp>

#include <aio/wait.hpp>
#include <http/detail/ascii.hpp>
#include <http/detail/deadline.hpp>
#include <http/errors.hpp>

namespace aio::http::detail {
namespace {

// Longer bodies are sent while the answer is being listened for.
constexpr std::size_t sent_in_one_go = 64 * 1024;

// A Content-Length is believed up to this, and room made beforehand. It may be a
// lie: for more, the bytes must have come.
constexpr std::uint64_t most_believed = 4 * 1024 * 1024;

// The memory of the last large body whose response is gone, for the next one: to
// fetch it from the system again, page by page, takes longer than to receive it.
thread_local std::string spare;
constexpr std::size_t worth_sparing = 128 * 1024;

void make_room(std::string& body, std::size_t more) {
    if (body.size() + more < worth_sparing) return body.reserve(body.size() + more);
    std::string roomy = std::exchange(spare, {});
    roomy.assign(body);
    roomy.reserve(body.size() + more);
    body.swap(roomy);
}

void spare_memory_of(std::string& body) noexcept {
    if (body.capacity() >= worth_sparing && body.capacity() <= most_believed + worth_sparing)
        spare.swap(body);
}

std::string chunk(const std::string& piece) {
    char size[32];
    std::snprintf(size, sizeof size, "%zx\r\n", piece.size());
    return size + piece + "\r\n";
}

/// False if nobody takes it any more. That is no error yet: the server's answer
/// may have come, and say why.
Coroutine<bool> is_taken(Stream& stream, std::string_view data) {
    try {
        co_await stream.write(data);
    } catch (const asio::system_error&) {
        co_return false;
    }
    co_return true;
}

Coroutine<bool> send_pieces(Stream& stream, const BodyStream& next) {
    while (auto piece = co_await next()) {
        if (piece->empty()) continue;  // an empty chunk would mean the end
        const std::string data = chunk(*piece);
        if (!co_await is_taken(stream, data)) co_return false;
    }
    co_return co_await is_taken(stream, "0\r\n\r\n");
}

}  // namespace

std::exception_ptr total_is_up(const Url& url) {
    return std::make_exception_ptr(TimeoutError(
        url.without_credentials().to_string() +
        ": the total time for the request was up; allow more with ClientTimeout::total"));
}

std::string Outgoing::head() const {
    std::string text;
    text.reserve(512);
    text.append(method).append(" ").append(url.target()).append(" HTTP/1.1\r\n");
    for (const auto& [name, value] : headers)
        text.append(name).append(": ").append(value).append("\r\n");
    text.append("\r\n");
    return text;
}

Exchange::Exchange(Lease lease, const Outgoing& request, Limits limits,
                   std::optional<duration> sock_read, std::optional<time_point> total)
    : url(request.url),
      method(request.method),
      connection(lease.number()),
      upgrade_asked_(request.headers.contains("Upgrade")),
      lease_(std::move(lease)),
      parser_(request.method == "HEAD", limits),
      sock_read_(sock_read),
      total_(total) {
    if (Lane& lane = lease_.stream()->lane; lane.is_watched()) lane.busy(url.target());
}

ResponseInfo Exchange::info() const {
    ResponseInfo info{.url = url,
                      .status = parser_.status,
                      .message = parser_.reason,
                      .headers = parser_.headers};
    for (const Hop& hop : history) info.history.push_back(hop.url);
    return info;
}

// A connection on which something went wrong, or on which somebody stopped in
// the middle, is of no use to anybody else.
template <class Make>
auto Exchange::or_abandon(Make make) -> decltype(make()) {
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

/// Within the total time, which has gone on while nobody was reading.
template <class Make>
auto Exchange::in_time(Make make) -> decltype(make()) {
    return or_abandon([this, make = std::move(make)] {
        const auto limit = is_over() ? std::nullopt : total_;
        if (limit && this_loop().now() >= *limit) std::rethrow_exception(total_is_up(url));
        return until(limit, make, [this] { return total_is_up(url); });
    });
}

// --- sending ---------------------------------------------------------------

Coroutine<> Exchange::start(Outgoing& request) {
    return or_abandon([&, this] { return send_and_read_head(request); });
}

Coroutine<> Exchange::send_and_read_head(Outgoing& request) {
    const Payload& payload = request.payload;
    const bool asks_first = request.expect100 && !payload.empty();
    if (!payload.stream && payload.size() <= sent_in_one_go && !asks_first) {
        std::string head_and_body = request.head();
        if (!payload.empty()) head_and_body += *payload.text;
        co_await send(std::move(head_and_body));
        uploaded_ = true;
    } else {
        co_await send(request.head());
        if (asks_first)
            while (!parser_.saw_100() && !parser_.head_done()) co_await read_block();
        if (!parser_.head_done()) start_upload(request);  // else it was refused: nothing to send
    }
    while (!parser_.head_done()) co_await read_block();
    begin_body();
    read_ahead();
}

Coroutine<> Exchange::send(std::string data) {
    const auto stream = lease_.stream();
    try {
        co_await stream->write(data);
    } catch (const asio::system_error& e) {
        if (!stream->is_open()) throw_closed();
        throw ClientOSError(url, e.code(), "cannot send the request");
    }
}

// In a task of its own, beside the one that reads the answer.
void Exchange::start_upload(Outgoing& request) {
    request.stream_begun = request.payload.stream != nullptr;
    upload_ = create_task(upload(shared_from_this(), lease_.stream(), request.payload), "upload");
}

Coroutine<> Exchange::upload(std::shared_ptr<Exchange> self, std::shared_ptr<Stream> to,
                             Payload payload) {
    try {
        bool all = true;
        if (payload.stream)
            all = co_await send_pieces(*to, payload.stream);
        else if (payload.text)
            all = co_await is_taken(*to, *payload.text);
        if (all) self->uploaded();
        co_return;
    } catch (const CancelledError&) {
        if (self->upload_->cancelling() > 0) throw;  // else somebody cancelled what it waits for
        self->upload_error_ = std::make_exception_ptr(
            ClientConnectionResetError(self->url.without_credentials().to_string() +
                                       ": the body's stream was cancelled before its end"));
    } catch (...) {  // the caller's own stream: whoever reads the answer is told
        self->upload_error_ = std::current_exception();
    }
    to->close();
}

/// The limit on silence counts from when the request is out.
void Exchange::uploaded() {
    uploaded_ = true;
    hear();
    if (reading_) reading_->reschedule(silence_ends());
}

// It uses what is the caller's, so it must have ended before the caller goes on,
// even one who is in a hurry. If the system had taken the last byte already, it
// still says so: only now is it known whether the connection can be used again.
Coroutine<> Exchange::end_upload() {
    if (!upload_) co_return;
    std::exception_ptr cancelled;
    upload_->cancel();
    while (!upload_->done()) {
        try {
            co_await wait(std::vector{*upload_});
        } catch (const CancelledError&) {
            cancelled = std::current_exception();
        }
    }
    if (cancelled) std::rethrow_exception(cancelled);
    if (complete_) give_back();
}

// --- receiving -------------------------------------------------------------

Coroutine<> Exchange::read_block() {
    if (failure_) std::rethrow_exception(failure_);
    const auto stream = lease_.stream();
    if (!stream) throw_closed();
    const std::size_t size = co_await read_bytes(*stream);
    if (lease_.stream() != stream) throw_closed();  // released meanwhile
    hear();
    understand(stream->block(size));
    if (complete_) co_await end_upload();
}

/// The limit on silence begins anew.
void Exchange::hear() {
    if (sock_read_) heard_ = this_loop().now();
}

std::optional<time_point> Exchange::silence_ends() const {
    if (!sock_read_ || !uploaded_) return std::nullopt;
    return heard_ + to_duration(*sock_read_);
}

Coroutine<std::size_t> Exchange::read_bytes(Stream& stream) {
    if (!looks_ahead_) hear();  // before, nobody listened
    aio::detail::TimeoutScope scope(silence_ends());
    reading_ = &scope;
    struct Leaving {
        aio::detail::TimeoutScope*& reading;
        ~Leaving() { reading = nullptr; }
    } leaving{reading_};
    try {
        co_return co_await stream.read_block();
    } catch (const CancelledError&) {
        if (!scope.leave()) throw;
    } catch (const asio::system_error& e) {
        if (upload_error_) std::rethrow_exception(upload_error_);
        if (!stream.is_open()) throw_closed();
        if (parser_.head_done()) throw_cut_short(e.code());
        throw ClientOSError(url, e.code(), "connection lost before the answer");
    }
    throw SocketTimeoutError(url);
}

// --- what it means ----------------------------------------------------------

/// An empty block is the end of the stream.
void Exchange::understand(std::string_view block) {
    using enum ResponseParser::Outcome;
    if (complete_) {  // upgraded: it is not HTTP any more
        raw_.append(block);
        hung_up_ = block.empty();
        return;
    }
    const auto outcome = block.empty() ? parser_.finish(raw_) : parser_.feed(block, raw_);
    if (outcome == broken) {
        if (!block.empty()) throw_broken();
        if (!parser_.head_done()) throw ServerDisconnectedError(url);
        throw ClientPayloadError(url, "the body was cut short: the server closed before its end");
    }
    if (outcome == more) return;
    complete_ = true;
    if (silence_) silence_->cancel();
    lease_.stream()->lane.idle();
    if (!upload_ || upload_->done()) give_back();  // else at its end
}

/// The connection is free for another request, before anybody has read the body,
/// unless one of the two sides is not in step.
void Exchange::give_back() noexcept {
    if (!parser_.upgraded()) lease_.give_back(uploaded_ && parser_.can_be_reused());
}

/// Nothing more will come on this connection for this request: no limit in time
/// is needed. An upgrade that was not asked for is no end.
bool Exchange::is_over() const { return complete_ && (!parser_.upgraded() || upgrade_asked_); }

void Exchange::throw_cut_short(const asio::error_code& why) const {
    throw ClientPayloadError(url, "the body was cut short: " + why.message());
}

void Exchange::throw_broken() const {
    if (parser_.head_done())
        throw ClientPayloadError(url, "the body is malformed: " + parser_.error());
    throw ClientResponseError(
        {.url = url, .status = 400, .message = parser_.error(), .headers = parser_.headers});
}

void Exchange::begin_body() {
    const std::string encoding = lower(parser_.headers.get("Content-Encoding").value_or(""));
    if (Decoder::knows(encoding) && !parser_.upgraded())
        decoder_ = std::make_unique<Decoder>(encoding);
    for (const std::string_view set : parser_.headers.get_all("Set-Cookie")) {
        auto cookie = parse_set_cookie(set);
        if (!cookie) continue;
        std::erase_if(cookies, [&](const auto& earlier) { return earlier.first == cookie->name; });
        cookies.emplace_back(std::move(cookie->name), std::move(cookie->value));
    }
}

void Exchange::unpack() {
    if (!decoder_) {
        pieces_ = std::exchange(raw_, {});
        return;
    }
    decoder_->feed(raw_);
    raw_.clear();
    try {
        pieces_ = decoder_->next();
    } catch (const std::runtime_error& e) {
        throw ClientPayloadError(url, e.what());
    }
}

Coroutine<std::string> Exchange::next_piece(std::size_t at_most) {
    for (;;) {
        if (pieces_.empty()) unpack();
        if (!pieces_.empty()) break;
        if (!complete_ || (parser_.upgraded() && !hung_up_)) {
            co_await read_block();
            continue;
        }
        if (decoder_ && !decoder_->at_end())
            throw ClientPayloadError(url, "the body ends before what is packed in it does");
        co_return std::string();
    }
    if (pieces_.size() - given_ <= at_most) {
        std::string rest = std::exchange(pieces_, {});
        rest.erase(0, std::exchange(given_, 0));
        co_return rest;
    }
    // Not taken off its front: byte by byte that would be quadratic.
    given_ += at_most;
    co_return pieces_.substr(given_ - at_most, at_most);
}

Coroutine<std::string> Exchange::read_to_end() {
    if (parser_.upgraded()) co_return std::string();  // it has no body; read_some() goes on
    if (decoder_) co_return co_await unpack_to_end();
    // The parser adds to what has come: nothing is copied from string to string.
    if (!pieces_.empty())
        raw_.insert(0, std::exchange(pieces_, {}).substr(std::exchange(given_, 0)));
    if (!complete_) make_room(raw_, std::min(parser_.bytes_to_come(), most_believed));
    while (!complete_) co_await read_block();
    co_return std::exchange(raw_, {});
}

Coroutine<std::string> Exchange::unpack_to_end() {
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
    std::string piece = co_await in_time([=, this] { return next_piece(at_most); });
    read_ahead();
    co_return piece;
}

Coroutine<std::string> Exchange::read() {
    require_readable();
    if (!whole_) whole_ = co_await in_time([this] { return read_to_end(); });
    co_return *whole_;
}

Coroutine<std::string> Exchange::read_or_kept() {
    if (whole_) co_return *whole_;
    co_return co_await read();
}

// Another task may be reading: what was upgraded talks in both directions.
Coroutine<> Exchange::write(std::string data) {
    if (released_) throw_closed();
    if (!parser_.upgraded())
        throw RuntimeError(
            "Response::write: the server has not upgraded the connection (101); a "
            "request's body goes into its RequestOptions");
    co_await in_time([&, this] { return send(std::move(data)); });
}

// --- the end ---------------------------------------------------------------

Exchange::~Exchange() {
    if (whole_) spare_memory_of(*whole_);
}

void Exchange::abandon() noexcept {
    if (upload_) upload_->cancel();
    if (silence_ && aio::detail::core) silence_->cancel();
    silence_.reset();
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
