#include <http/connector.hpp>

#include <aio/extend.hpp>

#include <aio/extend.hpp>
#include <aio/sleep.hpp>
#include <http/detail/connector_state.hpp>

namespace aio::http {

Connector::Connector(ConnectorOptions options)
    : state_(std::make_shared<detail::ConnectorState>(std::move(options))) {}

Connector::~Connector() {
    if (closed() || pool().idle == 0) return;
    extend::report(ReportKind::unclosed,
                   "Unclosed connector: co_await connector.close() before destroying it, so that "
                   "its connections are closed in order",
                   "");
    state_->close();
}

namespace {
// A task that waited for a connection, or read from one, learns of it first.
Coroutine<> close_in_order(std::shared_ptr<detail::ConnectorState> state) {
    state->close();
    co_await sleep(duration::zero());
}
}  // namespace

Coroutine<> Connector::close() { return close_in_order(state_); }
bool Connector::closed() const { return state_->closed(); }
const PoolStats& Connector::pool() const { return state_->stats(); }
const ConnectorOptions& Connector::options() const { return state_->options; }

}  // namespace aio::http
