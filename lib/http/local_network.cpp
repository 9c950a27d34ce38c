#include <http/detail/local_network.hpp>

#include <asio/local/connect_pair.hpp>
#include <asio/local/stream_protocol.hpp>

#include <map>
#include <utility>

#include <aio/future.hpp>
#include <aio/sleep.hpp>

namespace aio::http::detail {
namespace {

struct Place {
    LocalServer server;
    duration connect_delay{};
    bool on_tcp = false;
};
using Where = std::pair<std::string, std::uint16_t>;

std::map<Where, Place>& places() {
    static thread_local std::map<Where, Place> all;
    return all;
}

Coroutine<> wait_for_ever() {
    Future<> never;
    co_await never;
}

}  // namespace

void serve_locally(const std::string& ip, std::uint16_t port, LocalServer server,
                   duration connect_delay) {
    places()[{ip, port}] = {std::move(server), connect_delay, false};
}

void delay_connections(const std::string& ip, std::uint16_t port, duration connect_delay) {
    places()[{ip, port}] = {nullptr, connect_delay, true};
}

void stop_serving_locally(const std::string& ip, std::uint16_t port) { places().erase({ip, port}); }

Coroutine<std::optional<Stream::Socket>> connect_locally(std::string ip, std::uint16_t port) {
    const Where where{std::move(ip), port};
    auto found = places().find(where);
    const bool applies =
        found != places().end() && (found->second.on_tcp || aio::detail::core->time_is_simulated());
    if (!applies) co_return std::nullopt;
    if (found->second.connect_delay > duration::zero()) co_await sleep(found->second.connect_delay);

    found = places().find(where);
    if (found == places().end()) throw asio::system_error(asio::error::connection_refused);
    if (found->second.on_tcp) co_return std::nullopt;
    if (!found->second.server) co_await wait_for_ever();
    asio::local::stream_protocol::socket ours(io_context());
    asio::local::stream_protocol::socket theirs(io_context());
    asio::local::connect_pair(ours, theirs);
    found->second.server(Stream::Socket(std::move(theirs)));
    co_return Stream::Socket(std::move(ours));
}

}  // namespace aio::http::detail
