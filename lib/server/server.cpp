#include <server/server.hpp>

#include <optional>
#include <system_error>
#include <utility>

#include <aio/extend.hpp>
#include <aio/future.hpp>
#include <aio/sleep.hpp>
#include <http/server.hpp>
#include <http/transport.hpp>
#include <http/url.hpp>
#include <server/routes.hpp>
#include <server/silent_port.hpp>

namespace lesson_server {

namespace http = aio::http;
using aio::Coroutine;

namespace {

const aio::extend::LibrarySources these_files;

constexpr std::uint16_t first_modelled_port = 8080;
constexpr const char* loopback = "127.0.0.1";

std::string url_of(int port) { return "http://localhost:" + std::to_string(port) + "/"; }

std::uint16_t behind(std::uint16_t port, int more) {
    return static_cast<std::uint16_t>(port + more);
}

}  // namespace

/// Three ports in a row: one that is ready, one that never accepts, one that is
/// slow to connect.
class Server::Ports : public std::enable_shared_from_this<Ports> {
public:
    explicit Ports(Options options) : options_(std::move(options)) {}

    /// Under simulated time nobody listens; the network is a model.
    void open();
    Coroutine<> close();
    [[nodiscard]] std::size_t connections() const {
        return ready_->connections() + slow_->connections();
    }

    Urls urls;

private:
    void make_servers();
    void listen_from(std::uint16_t port);
    void listen_where_free();
    void model_network(bool connections_too);
    static http::Transport::Found connect(std::weak_ptr<Ports> weak, bool connections_too,
                                          http::Address to);

    Options options_;
    std::uint16_t first_ = first_modelled_port;
    std::shared_ptr<Visitors> visitors_ = std::make_shared<Visitors>();
    std::optional<http::Server> ready_, slow_;
    std::optional<SilentPort> silent_;
    std::optional<http::Transport> network_;
};

void Server::Ports::open() {
    if (options_.port != 0) first_ = options_.port;
    const bool time_is_simulated = aio::extend::time_is_simulated("lesson_server::Server");
    if (time_is_simulated)
        make_servers();
    else if (options_.port != 0)
        listen_from(options_.port);
    else
        listen_where_free();
    if (time_is_simulated || options_.for_this_loop) model_network(time_is_simulated);
    urls = {.ready = url_of(first_),
            .never_accepts = url_of(first_ + 1),
            .slow_to_connect = url_of(first_ + 2)};
}

void Server::Ports::make_servers() {
    const http::ServerOptions options{.limits = options_.limits, .on_answer = options_.on_answer};
    add_routes(ready_.emplace(options), visitors_, {});
    const bool answers_late = !options_.for_this_loop;
    add_routes(slow_.emplace(options), visitors_, answers_late ? slow : aio::duration::zero());
}

void Server::Ports::listen_from(std::uint16_t port) {
    make_servers();
    first_ = ready_->listen(port, options_.address);
    if (first_ > 65535 - 2)
        throw std::system_error(std::make_error_code(std::errc::address_not_available));
    silent_.emplace(behind(first_, 1), options_.address);
    slow_->listen(behind(first_, 2), options_.address);
}

// The system gives one that is free; usually the next two are free, too.
void Server::Ports::listen_where_free() {
    constexpr int tries = 50;
    for (int i = 1;; ++i) {
        try {
            return listen_from(0);
        } catch (const std::system_error&) {
            if (i == tries) throw;
        }
        silent_.reset();
    }
}

void Server::Ports::model_network(bool connections_too) {
    network_.emplace([weak = weak_from_this(), connections_too](const http::Address& to) {
        return connect(weak, connections_too, to);
    });
}

// The time to open a connection is modelled under either clock: on one machine it takes none, and
// could not be shown.
http::Transport::Found Server::Ports::connect(std::weak_ptr<Ports> weak, bool connections_too,
                                              http::Address to) {
    const auto port = [&] {
        const auto self = weak.lock();
        return self && to.ip == loopback ? to.port - self->first_ : -1;
    }();
    if (port < 0 || port > 2) co_return std::nullopt;
    if (port == 2) co_await aio::sleep(slow);
    if (!connections_too) co_return std::nullopt;
    const aio::Future<> never;
    if (port == 1) co_await never;

    const auto self = weak.lock();
    if (!self || !self->network_)
        throw std::system_error(std::make_error_code(std::errc::connection_refused));
    auto [ours, theirs] = http::connected_pair();
    (port == 0 ? self->ready_ : self->slow_)->serve(std::move(theirs));
    co_return std::move(ours);
}

Coroutine<> Server::Ports::close() {
    const auto self = shared_from_this();
    network_.reset();
    silent_.reset();
    co_await ready_->close();
    co_await slow_->close();
}

Urls Urls::from(const std::string& ready) {
    const http::Url url(ready);
    const std::string path = url.path().ends_with('/') ? url.path() : url.path() + "/";
    const auto on_port = [&](int more) {
        const http::Url base = url.without_credentials().without_fragment();
        const bool is_ipv6 = base.host().find(':') != std::string::npos;
        const std::string host = is_ipv6 ? "[" + base.host() + "]" : base.host();
        return http::Url(base.scheme() + "://" + host + ":" + std::to_string(base.port() + more) +
                         path)
            .to_string();
    };
    return {.ready = on_port(0), .never_accepts = on_port(1), .slow_to_connect = on_port(2)};
}

Server::Server(Options options) : ports_(std::make_shared<Ports>(std::move(options))) {
    ports_->open();
}

Server::~Server() = default;

const Urls& Server::urls() const { return ports_->urls; }
std::size_t Server::connections() const { return ports_->connections(); }
Coroutine<> Server::close() { return ports_->close(); }

}  // namespace lesson_server
