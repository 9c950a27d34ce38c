#include <http/session.hpp>

#include <aio/extend.hpp>
#include <aio/sleep.hpp>
#include <http/detail/session_state.hpp>

namespace aio::http {

namespace {
const extend::LibrarySources these_files;  // a task waits for a request at its own line
}

Session::Session(SessionOptions options)
    : state_(std::make_shared<detail::SessionState>(std::move(options))) {}

Session::~Session() {
    if (!state_ || state_->closed()) return;
    extend::report(ReportKind::unclosed,
                   "Unclosed client session: co_await session.close() before destroying it, or use "
                   "with_session(), so that its connections are closed in order",
                   "");
    state_->close();
}

Coroutine<Response> detail::make_request(std::shared_ptr<SessionState> state, std::string method,
                                         std::string url, RequestOptions options) {
    if (!state) throw RuntimeError("Session: it was moved from; use the one that it was moved to");
    co_return Response(co_await state->request(std::move(method), url, options));
}

// A task that waited for a connection, or read from one, learns of it first.
Coroutine<> detail::close_in_order(std::shared_ptr<SessionState> state) {
    state->close();
    co_await aio::sleep(duration::zero());
}

void Session::detach() { state_->detach(); }
bool Session::closed() const { return state_->closed(); }
const PoolStats& Session::pool() const { return state_->connector->stats(); }
CookieJar& Session::cookie_jar() const { return *state_->options.cookie_jar; }

}  // namespace aio::http
