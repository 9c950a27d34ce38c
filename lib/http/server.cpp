#include <http/server.hpp>

#include <system_error>
#include <utility>
#include <vector>

#include <asio/ip/tcp.hpp>

#include <aio/event.hpp>
#include <aio/extend.hpp>
#include <aio/finally.hpp>
#include <aio/sleep.hpp>
#include <aio/task.hpp>
#include <aio/wait.hpp>
#include <http/detail/server_connection.hpp>

namespace aio::http {
namespace detail {
namespace {

const extend::LibrarySources these_files;

using asio::ip::tcp;

constexpr int backlog = 128;  // connections that the system keeps for us, not accepted yet

tcp::acceptor open_acceptor(const char* who, std::uint16_t port, const std::string& address) {
    try {
        const tcp::endpoint endpoint(asio::ip::make_address(address), port);
        tcp::acceptor acceptor(io_context());
        acceptor.open(endpoint.protocol());
        acceptor.set_option(tcp::acceptor::reuse_address(true));
        acceptor.bind(endpoint);
        acceptor.listen(backlog);
        return acceptor;
    } catch (const std::system_error& error) {
        throw std::system_error(
            error.code(), std::string(who) + ": " + address + ", port " + std::to_string(port));
    }
}

}  // namespace

/// Everything that belongs to the loop, such as sockets, is in the frames of the tasks, which end
/// with the loop; a Server may live longer.
class ServerState : public std::enable_shared_from_this<ServerState> {
public:
    explicit ServerState(ServerOptions options)
        : context(std::make_shared<ServerContext>(std::move(options))) {}

    std::uint16_t listen(std::uint16_t port, const std::string& address);
    void serve(std::shared_ptr<Stream> stream);
    void require_open(const char* who) const;
    static Coroutine<> close(std::shared_ptr<ServerState> self, duration grace);
    static Coroutine<> serve_forever(std::shared_ptr<ServerState> self);
    /// Without waiting.
    void stop() noexcept;

    const std::shared_ptr<ServerContext> context;

private:
    struct Client {
        Task<> task;
        std::weak_ptr<ServerConnection> connection;
    };
    static Coroutine<> accept(std::weak_ptr<ServerState> state,
                              std::shared_ptr<tcp::acceptor> acceptor);
    static Coroutine<> run(std::shared_ptr<ServerContext> context,
                           std::shared_ptr<ServerConnection> connection,
                           std::shared_ptr<Stream> stream);
    void stop_listening() noexcept;
    Coroutine<> end_clients(duration grace);

    struct Listening {
        Task<> task;
        std::weak_ptr<tcp::acceptor> acceptor;
    };
    std::vector<Listening> listening_;
    std::vector<Client> clients_;    // not ended yet
    std::uint64_t all_clients_ = 0;  // so far
    bool closing_ = false;
    Event closed_;
};

void ServerState::require_open(const char* who) const {
    static_cast<void>(extend::running_loop(who));
    if (closing_) throw RuntimeError(std::string(who) + ": the server is closed; make a new one");
}

std::uint16_t ServerState::listen(std::uint16_t port, const std::string& address) {
    constexpr const char* who = "aio::http::Server::listen";
    require_open(who);
    if (extend::time_is_simulated())
        throw RuntimeError(std::string(who) +
                           ": clients outside do not follow simulated time; use the real clock, or "
                           "give it connections by serve(): see transport.hpp");
    const auto acceptor = std::make_shared<tcp::acceptor>(open_acceptor(who, port, address));
    const std::uint16_t taken = acceptor->local_endpoint().port();
    listening_.push_back(
        {.task = extend::create_hidden_task(accept(weak_from_this(), acceptor),
                                            "server, port " + std::to_string(taken)),
         .acceptor = acceptor});
    return taken;
}

Coroutine<> ServerState::accept(std::weak_ptr<ServerState> state,
                                std::shared_ptr<tcp::acceptor> acceptor) {
    while (acceptor->is_open()) {
        try {
            tcp::socket socket = co_await acceptor->async_accept(use_coroutine);
            socket.set_option(tcp::no_delay(true));
            const auto self = state.lock();
            if (!self || self->closing_) co_return;
            self->serve(std::make_shared<Stream>(Stream::Socket(std::move(socket))));
            continue;
        } catch (const std::system_error&) {
        }
        // Perhaps there are too many open files; that passes.
        if (acceptor->is_open()) co_await sleep(std::chrono::milliseconds(100));
    }
}

void ServerState::serve(std::shared_ptr<Stream> stream) {
    const auto connection = std::make_shared<ServerConnection>(context, stream);
    Task<> task = extend::create_hidden_task(run(context, connection, std::move(stream)),
                                             "server, client " + std::to_string(++all_clients_));
    clients_.push_back({task, connection});
    task.add_done_callback([weak = weak_from_this()](const Task<>& ended) {
        if (const auto self = weak.lock())
            std::erase_if(self->clients_, [&](const Client& c) { return c.task == ended; });
    });
}

Coroutine<> ServerState::run(std::shared_ptr<ServerContext> context,
                             std::shared_ptr<ServerConnection> connection,
                             std::shared_ptr<Stream> stream) {
    struct Present {
        ServerContext& context;
        Stream& stream;
        Present(ServerContext& c, Stream& s) : context(c), stream(s) { ++context.connections; }
        ~Present() {
            --context.connections;
            stream.close();
        }
    } present(*context, *stream);
    const bool is_one_too_many = context->connections > context->options.limits.max_connections;
    co_await (is_one_too_many ? connection->turn_away() : connection->serve());
}

void ServerState::stop_listening() noexcept {
    closing_ = true;
    asio::error_code ignored;
    for (const Listening& one : listening_) {
        if (const auto acceptor = one.acceptor.lock()) acceptor->close(ignored);
        one.task.cancel();
    }
}

void ServerState::stop() noexcept {
    if (!extend::running_loop()) return;  // its tasks have ended with the loop
    stop_listening();
    for (const Client& client : clients_) client.task.cancel();
}

Coroutine<> ServerState::close(std::shared_ptr<ServerState> self, duration grace) {
    struct Closed {
        Event& event;
        ~Closed() { event.set(); }
    } closed{self->closed_};
    self->stop_listening();
    co_await self->end_clients(grace);
    for (const Listening& one : self->listening_)
        if (!one.task.done()) co_await wait(std::vector{one.task});
}

Coroutine<> ServerState::end_clients(duration grace) {
    std::vector<Task<>> tasks;
    for (const Client& client : clients_) {
        if (const auto connection = client.connection.lock()) connection->finish();
        // A handler may close the server that it answers for, and then goes on.
        if (client.task != current_task()) tasks.push_back(client.task);
    }
    if (tasks.empty()) co_return;
    const auto cut = [&] {
        for (const Task<>& task : tasks) task.cancel();
    };
    try {
        if (grace > duration::zero()) co_await wait(tasks, {.timeout = grace});
    } catch (const CancelledError&) {
        cut();
        throw;
    }
    cut();
    co_await wait(tasks);
}

Coroutine<> ServerState::serve_forever(std::shared_ptr<ServerState> self) {
    co_await try_finally([&] { return self->closed_.wait(); },
                         [&](const std::exception_ptr&) { return close(self, {}); });
}

}  // namespace detail

Server::Server(ServerOptions options)
    : state_(std::make_shared<detail::ServerState>(std::move(options))) {}

Server::~Server() {
    if (state_) state_->stop();
}

void Server::route(const std::string& pattern, Handler handler) {
    state_->context->router.add(pattern, std::move(handler));
}

std::uint16_t Server::listen(std::uint16_t port, const std::string& address) {
    return state_->listen(port, address);
}

void Server::serve(Socket connection) {
    state_->require_open("aio::http::Server::serve");
    state_->serve(detail::adopt(std::move(connection)));
}

std::size_t Server::connections() const { return state_->context->connections; }
Coroutine<> Server::close(duration grace) { return detail::ServerState::close(state_, grace); }
Coroutine<> Server::serve_forever() { return detail::ServerState::serve_forever(state_); }

}  // namespace aio::http
