#include <http/transport.hpp>

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <vector>

#include <asio/execution_context.hpp>

#include <aio/asio.hpp>
#include <http/detail/transports.hpp>

namespace aio::http {
namespace detail {
namespace {

/// Part of the loop's io_context, and destroyed with it. It knows the transports but does not own
/// them.
class TransportsOfLoop final : public asio::execution_context::service {
public:
    static inline asio::execution_context::id id;

    explicit TransportsOfLoop(asio::execution_context& context) : service(context) {}

    std::vector<std::weak_ptr<const Transport::Connect>> all;

private:
    void shutdown() noexcept override {}
};

TransportsOfLoop& transports() { return asio::use_service<TransportsOfLoop>(io_context()); }

}  // namespace

Transport::Found connect_by_transport(Address address) {
    // A copy: transports may come and go while one of them is being called.
    const auto all = transports().all;
    for (auto known = all.rbegin(); known != all.rend(); ++known)
        if (const auto connect = known->lock())
            if (auto socket = co_await (*connect)(address)) co_return socket;
    co_return std::nullopt;
}

}  // namespace detail

Socket::~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

std::pair<Socket, Socket> connected_pair() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw std::system_error(errno, std::generic_category(), "aio::http::connected_pair");
    return {Socket(ends[0], true), Socket(ends[1], true)};
}

Transport::Transport(Connect connect)
    : connect_(std::make_shared<const Connect>(std::move(connect))) {
    auto& all = detail::transports().all;
    std::erase_if(all, [](const auto& known) { return known.expired(); });
    all.push_back(connect_);
}

Transport::~Transport() = default;

}  // namespace aio::http
