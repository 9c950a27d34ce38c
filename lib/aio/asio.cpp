#include <aio/asio.hpp>

#include <aio/detail/running_loop.hpp>

namespace aio {

asio::io_context& io_context() {
    return static_cast<detail::RunningLoop&>(detail::running_core("aio::io_context")).io();
}

}  // namespace aio
