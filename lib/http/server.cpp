#include <http/server.hpp>

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <optional>
#include <system_error>
#include <vector>

#include <asio/ip/tcp.hpp>

#include <aio/detail/core.hpp>
#include <aio/sleep.hpp>
#include <aio/task.hpp>
#include <aio/wait.hpp>
#include <http/detail/local_network.hpp>
#include <http/detail/server_connection.hpp>
#include <http/url.hpp>

namespace aio::http {
namespace detail {
namespace {

using asio::ip::tcp;

constexpr std::uint16_t first_local_port = 8080;
constexpr int ports = 3;
constexpr const char* loopback = "127.0.0.1";

std::string url_of(std::uint16_t port) { return "http://localhost:" + std::to_string(port) + "/"; }

ServerUrls urls_from(std::uint16_t port) {
    return {.ready = url_of(port),
            .never_accepts = url_of(static_cast<std::uint16_t>(port + 1)),
            .slow_to_connect = url_of(static_cast<std::uint16_t>(port + 2))};
}

tcp::acceptor listen_on(const std::string& address, int port, int backlog) {
    const tcp::endpoint endpoint(asio::ip::make_address(address), static_cast<std::uint16_t>(port));
    tcp::acceptor acceptor(io_context());
    acceptor.open(endpoint.protocol());
    acceptor.set_option(tcp::acceptor::reuse_address(true));
    acceptor.bind(endpoint);
    acceptor.listen(backlog);
    return acceptor;
}

}  // namespace

class ServerState : public std::enable_shared_from_this<ServerState> {
public:
    explicit ServerState(ServerOptions options)
        : options_(std::move(options)),
          context_(std::make_shared<ServerContext>(options_.limits, options_.on_answer)) {}

    void start() {
        if (aio::detail::running_core("aio::http::LessonServer").time_is_simulated())
            start_locally();
        else
            start_on_tcp();
    }
    void stop() noexcept;
    Coroutine<> close();

    [[nodiscard]] std::size_t connections() const { return context_->connections; }

    ServerUrls urls;

private:
    enum class Kind { ready, slow };

    void start_locally();
    void start_on_tcp();
    void open_ports(std::uint16_t port);
    void open_free_ports();
    void fill_backlog();
    void welcome(Stream::Socket socket, Kind kind);
    void keep(Task<> task);
    static Coroutine<> accept(std::shared_ptr<ServerState> self, std::size_t index, Kind kind);
    static Coroutine<> serve(std::shared_ptr<ServerState> self, Stream::Socket socket, Kind kind);

    ServerOptions options_;
    std::shared_ptr<ServerContext> context_;
    std::uint16_t port_ = first_local_port;
    std::vector<tcp::acceptor> acceptors_;     // ready, never accepting, slow
    std::vector<tcp::socket> in_the_backlog_;  // of the one that never accepts
    std::vector<Task<>> tasks_;                // not ended yet
    std::size_t clients_ = 0;                  // in all
};

void ServerState::start_locally() {
    if (options_.port != 0) port_ = options_.port;
    const auto serve = [weak = weak_from_this()](Kind kind) {
        return [weak, kind](Stream::Socket socket) {
            if (const auto self = weak.lock()) self->welcome(std::move(socket), kind);
        };
    };
    serve_locally(loopback, port_, serve(Kind::ready));
    serve_locally(loopback, static_cast<std::uint16_t>(port_ + 1), nullptr);
    serve_locally(loopback, static_cast<std::uint16_t>(port_ + 2), serve(Kind::slow),
                  LessonServer::slow);
    urls = urls_from(port_);
}

void ServerState::start_on_tcp() {
    if (options_.port != 0)
        open_ports(options_.port);
    else
        open_free_ports();
    port_ = acceptors_.front().local_endpoint().port();
    urls = urls_from(port_);
    fill_backlog();
    if (options_.for_this_loop)
        delay_connections(loopback, static_cast<std::uint16_t>(port_ + 2), LessonServer::slow);
    keep(create_task(accept(shared_from_this(), 0, Kind::ready), ".server"));
    keep(create_task(accept(shared_from_this(), 2, Kind::slow), ".server, slow"));
}

void ServerState::open_ports(std::uint16_t port) {
    acceptors_.clear();
    for (int i = 0; i < ports; ++i)
        acceptors_.push_back(listen_on(options_.address, port + i, i == 1 ? 0 : 128));
}

// The system gives one that is free; the next two mostly are, too.
void ServerState::open_free_ports() {
    constexpr int tries = 50;
    for (int i = 1;; ++i) {
        try {
            const std::uint16_t port = listen_on(options_.address, 0, 1).local_endpoint().port();
            return open_ports(static_cast<std::uint16_t>(std::min<int>(port, 65535 - ports)));
        } catch (const std::system_error&) {
            if (i == tries) throw;
        }
    }
}

// Linux takes one connection that nobody accepts; once the queue is full, it
// leaves further ones without an answer, as a host would that is switched off.
void ServerState::fill_backlog() {
    constexpr int attempts = 4;
    tcp::endpoint silent = acceptors_[1].local_endpoint();
    for (int i = 0; i < attempts; ++i) {
        tcp::socket& socket = in_the_backlog_.emplace_back(io_context());
        socket.open(silent.protocol());
        socket.non_blocking(true);
        // Not Asio's connect, which would wait for an answer.
        static_cast<void>(::connect(socket.native_handle(), silent.data(),
                                    static_cast<socklen_t>(silent.size())));
    }
}

void ServerState::keep(Task<> task) {
    tasks_.push_back(task);
    task.add_done_callback([weak = weak_from_this()](Task<> ended) {
        if (const auto self = weak.lock())
            self->tasks_.erase(std::find(self->tasks_.begin(), self->tasks_.end(), ended));
    });
}

Coroutine<> ServerState::accept(std::shared_ptr<ServerState> self, std::size_t index, Kind kind) {
    for (;;) {
        try {
            tcp::socket socket = co_await self->acceptors_[index].async_accept(use_coroutine);
            socket.set_option(tcp::no_delay(true));
            self->welcome(Stream::Socket(std::move(socket)), kind);
            continue;
        } catch (const std::system_error&) {
        }
        // Perhaps there are too many open files: not for long.
        co_await sleep(std::chrono::milliseconds(100));
    }
}

void ServerState::welcome(Stream::Socket socket, Kind kind) {
    const std::string name = ".server, client " + std::to_string(++clients_);
    keep(create_task(serve(shared_from_this(), std::move(socket), kind), name));
}

Coroutine<> ServerState::serve(std::shared_ptr<ServerState> self, Stream::Socket socket,
                               Kind kind) {
    const auto context = self->context_;
    struct Present {
        ServerContext& context;
        explicit Present(ServerContext& c) : context(c) { ++context.connections; }
        ~Present() { --context.connections; }
    } present(*context);
    const bool is_one_too_many = context->connections > context->limits.max_connections;
    const bool waits_here = kind == Kind::slow && !self->options_.for_this_loop;
    self.reset();  // it may be closed meanwhile
    if (waits_here) co_await sleep(LessonServer::slow);
    ServerConnection connection(context, std::move(socket));
    co_await (is_one_too_many ? connection.turn_away() : connection.serve());
}

void ServerState::stop() noexcept {
    for (int i = 0; i < ports; ++i)
        stop_serving_locally(loopback, static_cast<std::uint16_t>(port_ + i));
    if (!aio::detail::core) return;  // its tasks ended with the loop
    for (const auto& task : std::vector(tasks_)) task.cancel();
}

Coroutine<> ServerState::close() {
    const auto self = shared_from_this();
    stop();
    if (!tasks_.empty()) co_await wait(std::vector(tasks_));
    acceptors_.clear();
    in_the_backlog_.clear();
}

}  // namespace detail

ServerUrls ServerUrls::from(const std::string& ready) {
    const Url url(ready);
    const std::string path = url.path().ends_with('/') ? url.path() : url.path() + "/";
    const auto on_port = [&](int more) {
        const Url base = url.without_credentials().without_fragment();
        const bool is_ipv6 = base.host().find(':') != std::string::npos;
        const std::string host = is_ipv6 ? "[" + base.host() + "]" : base.host();
        return Url(base.scheme() + "://" + host + ":" + std::to_string(base.port() + more) + path)
            .to_string();
    };
    return {.ready = on_port(0), .never_accepts = on_port(1), .slow_to_connect = on_port(2)};
}

LessonServer::LessonServer(ServerOptions options)
    : state_(std::make_shared<detail::ServerState>(std::move(options))) {
    state_->start();
}

LessonServer::~LessonServer() { state_->stop(); }

const ServerUrls& LessonServer::urls() const { return state_->urls; }
std::size_t LessonServer::connections() const { return state_->connections(); }
Coroutine<> LessonServer::close() { return state_->close(); }

}  // namespace aio::http
