// One request and its answer, on one connection. Not for users.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <aio/loop.hpp>
#include <aio/task.hpp>
#include <aio/timeout.hpp>
#include <http/detail/decoder.hpp>
#include <http/detail/parser.hpp>
#include <http/detail/pool.hpp>
#include <http/errors.hpp>
#include <http/options.hpp>
#include <http/response.hpp>

namespace aio::http::detail {

/// A body: text, which may be sent again, or a stream, which can be sent once only.
struct Payload {
    std::shared_ptr<const std::string> text;
    BodyStream stream;

    [[nodiscard]] std::size_t size() const { return text ? text->size() : 0; }
    [[nodiscard]] bool empty() const { return !stream && size() == 0; }
};

/// What is sent.
struct Outgoing {
    Outgoing(std::string m, Url u) : method(std::move(m)), url(std::move(u)) {}

    std::string method;
    Url url;
    Headers headers;
    Payload payload;
    bool stream_begun = false;
    bool expect100 = false;

    [[nodiscard]] std::string head() const;
};

/// The TimeoutError of ClientTimeout::total.
std::exception_ptr total_is_up(const Url& url);

class Exchange : public std::enable_shared_from_this<Exchange> {
public:
    Exchange(Lease lease, const Outgoing& request, Limits limits, std::optional<duration> sock_read,
             std::optional<time_point> total);
    ~Exchange();
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    /// Sends the request and reads the answer's head. While a long body is being
    /// sent the answer is read already: a server may refuse before the end. This
    /// and what follows: a failure, or a cancellation, closes the connection.
    Coroutine<> start(Outgoing& request);

    Coroutine<std::string> read();
    /// What was read has been kept, even if it is released by now.
    Coroutine<std::string> read_or_kept();
    Coroutine<std::string> read_some(std::size_t at_most);
    Coroutine<> write(std::string data);
    /// Closes the connection, unless the answer is complete and it is long back
    /// in the pool. Nothing can be read any more.
    void release() noexcept;

    [[nodiscard]] const ResponseParser& answer() const { return parser_; }
    [[nodiscard]] ResponseInfo info() const;

    Url url;
    std::string method;
    Headers request_headers;
    Fields cookies;
    std::vector<Hop> history;
    std::uint64_t connection;

private:
    template <class Make>
    auto or_abandon(Make make) -> decltype(make());
    template <class Make>
    auto in_time(Make make) -> decltype(make());

    Coroutine<> send_and_read_head(Outgoing& request);
    Coroutine<> send(std::string data);
    void start_upload(Outgoing& request);
    static Coroutine<> upload(std::shared_ptr<Exchange> self, std::shared_ptr<Stream> to,
                              Payload payload);
    void uploaded();
    Coroutine<> end_upload();
    void give_back() noexcept;

    Coroutine<> read_block();
    Coroutine<std::size_t> read_bytes(Stream& stream);
    void hear();
    [[nodiscard]] std::optional<time_point> silence_ends() const;

    void read_ahead();
    [[nodiscard]] bool may_look_ahead() const;
    void take_ahead();
    void wait_ahead(Stream& stream);
    void time_silence();
    template <class Throw>
    void fail_ahead(Throw error) noexcept;

    void understand(std::string_view block);
    void begin_body();
    Coroutine<std::string> next_piece(std::size_t at_most);
    Coroutine<std::string> read_to_end();
    Coroutine<std::string> unpack_to_end();
    void unpack();

    void abandon() noexcept;
    void require_readable() const;
    [[nodiscard]] bool is_over() const;
    [[noreturn]] void throw_cut_short(const asio::error_code& why) const;
    [[noreturn]] void throw_broken() const;
    [[noreturn]] void throw_closed() const;

    bool upgrade_asked_;
    Lease lease_;
    ResponseParser parser_;
    std::optional<duration> sock_read_;
    std::optional<time_point> total_;
    aio::detail::TimeoutScope* reading_ = nullptr;  // the limit on the present silence
    std::unique_ptr<Decoder> decoder_;              // few answers need one
    std::string raw_;                               // body bytes as they came
    std::string pieces_;                            // ... unpacked, not given out yet
    std::size_t given_ = 0;                         // ... but for so many at the front
    std::optional<std::string> whole_;              // what read() gave
    std::optional<Task<>> upload_;
    std::exception_ptr upload_error_;     // what the caller's own stream threw
    std::exception_ptr failure_;          // what happened while nobody read
    time_point heard_{};                  // when something came last, if there is a sock_read
    std::optional<TimerHandle> silence_;  // while nobody reads
    bool looks_ahead_ = false;            // or will, in the next turn
    bool uploaded_ = false;               // the request is out, to its end
    bool complete_ = false;               // the answer has come, to its end
    bool hung_up_ = false;                // the server has, after an upgrade
    bool released_ = false;
};

}  // namespace aio::http::detail
