#include <http/detail/happy_eyeballs.hpp>

#include <cerrno>
#include <utility>
#include <vector>

#include <sys/socket.h>

#include <asio/ip/tcp.hpp>

#include <aio/extend.hpp>
#include <aio/finally.hpp>
#include <aio/wait.hpp>
#include <http/errors.hpp>

namespace aio::http::detail {
namespace {

using asio::ip::tcp;
using StreamPtr = std::shared_ptr<Stream>;

// How long an address has before the next one is tried beside it.
constexpr auto head_start = std::chrono::milliseconds(250);

/// Like socket.open(), but a program started meanwhile does not inherit it.
void open_close_on_exec(tcp::socket& socket, const tcp& protocol) {
    const int descriptor = ::socket(protocol.family(), SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP);
    if (descriptor < 0) throw asio::system_error(errno, asio::error::get_system_category());
    socket.assign(protocol, descriptor);
}

Coroutine<StreamPtr> connect_to(Address address, Url url) {
    const std::uint16_t port = address.port ? address.port : url.port();
    tcp::socket socket(io_context());
    try {
        const tcp::endpoint endpoint(asio::ip::make_address(address.ip), port);
        open_close_on_exec(socket, endpoint.protocol());
        co_await socket.async_connect(endpoint, use_coroutine);
        socket.set_option(tcp::no_delay(true));
    } catch (const asio::system_error& e) {
        throw ClientConnectorError(url, e.code());
    }
    co_return std::make_shared<Stream>(Stream::Socket(std::move(socket)));
}

Address take_first(Addresses& addresses) {
    Address first = std::move(addresses.front());
    addresses.pop_front();
    return first;
}

/// The simultaneous attempts for one connection.
class Race {
public:
    Race(Addresses& untried, const Url& url) : untried_(untried), url_(url) {}

    Coroutine<StreamPtr> run() {
        while (!winner_) {
            if (!untried_.empty())
                attempts_.push_back(
                    extend::create_hidden_task(connect_to(take_first(untried_), url_), "connect"));
            else if (attempts_.empty())
                std::rethrow_exception(error_);
            const auto patience =
                untried_.empty() ? std::nullopt : std::optional<duration>(head_start);
            auto [done, pending] = co_await wait(
                attempts_, {.timeout = patience, .return_when = ReturnWhen::first_completed});
            attempts_ = std::move(pending);
            for (const auto& attempt : done) note_result(attempt);
        }
        co_return winner_;
    }
    /// Ends the losers, and all of them if the race is given up.
    Coroutine<> end() {
        for (const auto& attempt : attempts_) attempt.cancel();
        if (!attempts_.empty()) co_await wait(attempts_);
    }

private:
    void note_result(const Task<StreamPtr>& attempt) {
        if (attempt.cancelled()) return;
        if (auto error = attempt.exception())
            error_ = std::move(error);
        else
            winner_ = attempt.result();
    }

    Addresses& untried_;
    const Url& url_;
    std::vector<Task<StreamPtr>> attempts_;
    StreamPtr winner_;
    std::exception_ptr error_;
};

}  // namespace

Coroutine<StreamPtr> connect_tcp(Addresses& untried, Url url) {
    if (untried.size() == 1) co_return co_await connect_to(take_first(untried), url);
    Race race(untried, url);
    co_return co_await try_finally([&] { return race.run(); },
                                   [&](const std::exception_ptr&) { return race.end(); });
}

}  // namespace aio::http::detail
