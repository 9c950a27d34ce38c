#include <http/session.hpp>

#include <aio/extend.hpp>
#include <aio/sleep.hpp>
#include <http/detail/session_state.hpp>

namespace aio::http {

namespace {
const extend::LibrarySources these_files;  // who waits for a request waits in a line of its own
}

Session::Session(SessionOptions options)
    : state_(std::make_shared<detail::SessionState>(std::move(options))) {}

Session::~Session() {
    if (!state_ || state_->closed) return;
    extend::report(ReportKind::unclosed,
                   "Unclosed client session: co_await session.close() before it goes, so that "
                   "its connections are closed in order",
                   "");
    state_->close();
}

// What runs holds on to the state: the session may go before it has begun.
namespace {
Coroutine<Response> make_request(std::shared_ptr<detail::SessionState> state, std::string method,
                                 std::string url, RequestOptions options) {
    co_return Response(co_await state->request(std::move(method), url, options));
}

// Those who waited for a connection, or read from one, learn of it first.
Coroutine<> close_in_order(std::shared_ptr<detail::SessionState> state) {
    state->close();
    co_await aio::sleep(duration::zero());
}
}  // namespace

Coroutine<Response> Session::request(std::string method, std::string url, RequestOptions options) {
    return make_request(state_, std::move(method), std::move(url), std::move(options));
}

Coroutine<Response> Session::get(std::string url, RequestOptions options) {
    return make_request(state_, "GET", std::move(url), std::move(options));
}
Coroutine<Response> Session::head(std::string url, RequestOptions options) {
    if (!options.allow_redirects) options.allow_redirects = false;
    return make_request(state_, "HEAD", std::move(url), std::move(options));
}
Coroutine<Response> Session::post(std::string url, RequestOptions options) {
    return make_request(state_, "POST", std::move(url), std::move(options));
}
Coroutine<Response> Session::put(std::string url, RequestOptions options) {
    return make_request(state_, "PUT", std::move(url), std::move(options));
}
Coroutine<Response> Session::patch(std::string url, RequestOptions options) {
    return make_request(state_, "PATCH", std::move(url), std::move(options));
}
Coroutine<Response> Session::delete_(std::string url, RequestOptions options) {
    return make_request(state_, "DELETE", std::move(url), std::move(options));
}
Coroutine<Response> Session::options(std::string url, RequestOptions options) {
    return make_request(state_, "OPTIONS", std::move(url), std::move(options));
}

Coroutine<> Session::close() { return close_in_order(state_); }
void Session::detach() { state_->detach(); }
bool Session::closed() const { return state_->closed; }
const PoolStats& Session::pool() const { return state_->pool->stats(); }
CookieJar& Session::cookie_jar() const { return *state_->options.cookie_jar; }

}  // namespace aio::http
