// One request and its answer, on one connection. Not for users.
//
//   start()      sends the request, reads the answer's head
//   read...()    read its body
//   release()    gives the connection up, if it has not yet been given back
//
// Its parts: Upload sends a long body, ResponseParser parses the answer, BodyBuffer keeps what the
// caller has not read yet, ReadAhead reads while the caller does not.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <aio/extend.hpp>
#include <aio/loop.hpp>
#include <http/detail/body_buffer.hpp>
#include <http/detail/connection_pool.hpp>
#include <http/detail/read_ahead.hpp>
#include <http/detail/request_message.hpp>
#include <http/detail/response_parser.hpp>
#include <http/detail/silence_limit.hpp>
#include <http/detail/upload.hpp>
#include <http/errors.hpp>
#include <http/response.hpp>

namespace aio::http::detail {

struct ExchangeOptions {
    Limits limits;
    std::optional<duration> sock_read;
    std::optional<time_point> total;
    bool auto_decompress = true;
};

class Exchange : public std::enable_shared_from_this<Exchange> {
public:
    Exchange(Lease lease, const RequestMessage& request, const ExchangeOptions& options);
    ~Exchange();
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    /// Sends the request and reads the answer's head. The answer is read even while a long body is
    /// being sent: a server may refuse before the end. This and what follows: a failure, or a
    /// cancellation, closes the connection.
    Coroutine<> start(RequestMessage& request);

    Coroutine<std::string> read();
    /// What was read is kept, even after a release.
    Coroutine<std::string> read_or_kept();
    Coroutine<std::string> read_some(std::size_t at_most);
    Coroutine<> write(std::string data);
    /// Closes the connection, unless the answer is complete and the connection has already gone
    /// back to the pool. Nothing more can be read.
    void release() noexcept;
    /// It no longer has a connection.
    [[nodiscard]] bool closed() const { return !lease_.stream(); }

    [[nodiscard]] const ResponseParser& answer() const { return parser_; }
    [[nodiscard]] ResponseInfo info() const;

    Url url;
    std::string method;
    Headers request_headers;
    Fields cookies;
    std::vector<Hop> history;
    std::uint64_t connection;

private:
    friend class ReadAhead;
    template <class Make>
    auto closing_on_failure(Make make) -> decltype(make());
    template <class Make>
    auto within_total(Make make) -> decltype(make());

    Coroutine<> send_and_read_head(RequestMessage& request);
    Coroutine<> send(std::string data);
    void start_upload(RequestMessage& request);
    void request_sent();
    Coroutine<> end_upload();

    Coroutine<> read_block();
    Coroutine<std::size_t> read_bytes(Stream& stream);
    void parse(std::string_view block);
    void head_parsed();
    [[nodiscard]] bool body_goes_on() const;
    Coroutine<std::string> next_piece(std::size_t at_most);
    Coroutine<std::string> read_to_end();
    [[nodiscard]] bool may_read_ahead() const;

    [[nodiscard]] bool needs_no_limit() const;
    void give_back() noexcept;
    void abandon() noexcept;
    void require_readable() const;
    [[nodiscard]] std::exception_ptr cut_short(const asio::error_code& why) const;
    [[noreturn]] void throw_malformed() const;
    [[noreturn]] void throw_closed() const;

    bool upgrade_asked_;
    bool asked_to_close_;  // the connection must not be used again
    bool unpacks_;
    Lease lease_;
    ResponseParser parser_;
    BodyBuffer body_;
    ReadAhead read_ahead_{*this};
    SilenceLimit silence_;
    std::optional<time_point> total_;
    extend::TimeoutScope* reading_ = nullptr;  // the task that reads now, and until when
    std::shared_ptr<Upload> upload_;           // few requests need one
    std::optional<std::string> whole_;         // what read() gave
    std::exception_ptr failure_;               // what happened while nobody read
    bool sent_ = false;                        // the whole request has been sent
    bool complete_ = false;                    // the whole answer has come
    bool hung_up_ = false;                     // the server has, after an upgrade
    bool released_ = false;
};

}  // namespace aio::http::detail
