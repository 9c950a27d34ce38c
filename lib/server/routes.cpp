#include <server/routes.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include <aio/sleep.hpp>
#include <http/status.hpp>

namespace lesson_server {

using aio::Coroutine;
using aio::http::Headers;
using aio::http::Reply;
using aio::http::Request;

namespace {

constexpr double longest_delay = 600;  // seconds
constexpr std::size_t most_pieces = 1000, most_bytes = 1'000'000'000, most_redirects = 100;
constexpr std::size_t most_visitors = 1000, block_size = 64 * 1024;

constexpr std::string_view list =
    "This is the lesson server. It answers:\n\n"
    "  /delay/{seconds}   after that many seconds: /delay/0.5\n"
    "  /drip              piece by piece: /drip?pieces=5&every=0.8\n"
    "  /stall             begins an answer, then says nothing more\n"
    "  /bytes/{n}         n bytes\n"
    "  /status/{code}     that status\n"
    "  /redirect/{n}      to /redirect/{n-1}, and so on down to 0\n"
    "  /headers           the request's headers, as JSON\n"
    "  /cookies           sets two cookies, and says which came along\n"
    "  /login             sets a session cookie\n"
    "  /profile           200 with that cookie, 401 without\n\n"
    "?after=0.5 at the end of any of them: it takes that many seconds longer.\n";

// All of it, or nothing.
template <class Number>
std::optional<Number> number(std::string_view text, Number most) {
    Number value{};
    const char* end = text.data() + text.size();
    const auto [stopped_at, error] = std::from_chars(text.data(), end, value);
    const bool good = error == std::errc() && stopped_at == end && value >= 0 && value <= most;
    return good ? std::optional(value) : std::nullopt;
}

Coroutine<> bad_number(const Reply& reply, const std::string& what) {
    return reply.send(400, "bad request: " + what + "\n");
}

// What one route is given: the request, and the rest of the path.
struct Visit {
    const Request& request;
    const Reply& reply;
    Visitors& visitors;
    std::string rest = {};
};

Coroutine<> list_routes(Visit v) { return v.reply.send(200, std::string(list)); }

Coroutine<> delay(Visit v) {
    const auto seconds = number<double>(v.rest, longest_delay);
    if (!seconds)
        co_return co_await bad_number(v.reply, "/delay/{seconds} takes 0 to 600, such as 0.5");
    co_await aio::sleep(std::chrono::duration<double>(*seconds));
    co_await v.reply.send(200, "waited for " + std::string(v.rest) + " s\n");
}

Coroutine<> drip(Visit v) {
    const auto pieces =
        number<std::size_t>(v.request.query_value("pieces").value_or("5"), most_pieces);
    const auto every =
        number<double>(v.request.query_value("every").value_or("0.8"), longest_delay);
    if (!pieces || !every)
        co_return co_await bad_number(v.reply,
                                      "/drip takes up to 1000 pieces, every 0 to 600 seconds");
    co_await v.reply.begin(200);
    for (std::size_t i = 1; i <= *pieces; ++i) {
        co_await aio::sleep(std::chrono::duration<double>(*every));
        co_await v.reply.write("piece " + std::to_string(i) + "\n");
    }
}

Coroutine<> stall(Visit v) {
    constexpr std::size_t promised = 1000;
    co_await v.reply.begin(200, {}, promised);
    co_await v.reply.write("There is more to come ...\n");
    co_await v.reply.wait_closed();
}

Coroutine<> bytes(Visit v) {
    const auto n = number<std::size_t>(v.rest, most_bytes);
    if (!n) co_return co_await bad_number(v.reply, "/bytes/{n} takes 0 to 1000000000");
    co_await v.reply.begin(200, {{"Content-Type", "application/octet-stream"}}, *n);
    for (std::size_t left = *n; left > 0; left -= std::min(left, block_size))
        co_await v.reply.write(std::string(std::min(left, block_size), 'x'));
}

Coroutine<> status(Visit v) {
    const auto code = number<int>(v.rest, 599);
    if (!code || *code < 200) return bad_number(v.reply, "/status/{code} takes 200 to 599");
    const std::string reason(aio::http::reason_phrase(*code));
    return v.reply.send(*code, std::to_string(*code) + " " + reason + "\n");
}

Coroutine<> redirect(Visit v) {
    const auto n = number<std::size_t>(v.rest, most_redirects);
    if (!n) return bad_number(v.reply, "/redirect/{n} takes 0 to 100");
    if (*n == 0) return v.reply.send(200, "arrived\n");
    return v.reply.send(302, "over there\n", {{"Location", "/redirect/" + std::to_string(*n - 1)}});
}

Coroutine<> headers(Visit v) {
    nlohmann::ordered_json json;
    json["headers"] = nlohmann::ordered_json::object();
    for (const auto& [name, value] : v.request.headers) {
        auto& entry = json["headers"][name];  // given twice: joined, as RFC 9110, 5.3 has it
        entry = entry.is_null() ? value : entry.get<std::string>() + ", " + value;
    }
    // A header may hold bytes that are not UTF-8; they become U+FFFD.
    const auto replace = nlohmann::ordered_json::error_handler_t::replace;
    return v.reply.send(200, json.dump(2, ' ', false, replace) + "\n",
                        {{"Content-Type", "application/json"}});
}

Coroutine<> cookies(Visit v) {
    std::string came;
    for (const std::string_view value : v.request.headers.get_all("Cookie"))
        came.append(came.empty() ? "" : "; ").append(value);
    return v.reply.send(200, came.empty() ? "no cookie came along\n" : "came along: " + came + "\n",
                        {{"Set-Cookie", "flavour=oatmeal; Path=/"},
                         {"Set-Cookie", "size=large; Path=/; Max-Age=3600"}});
}

Coroutine<> login(Visit v) {
    return v.reply.send(200, "welcome\n",
                        {{"Set-Cookie", "session=" + v.visitors.let_in() + "; HttpOnly"}});
}

Coroutine<> profile(Visit v) {
    const auto ticket = v.request.cookie("session");
    if (ticket && v.visitors.knows(*ticket))
        return v.reply.send(200, "the profile of " + *ticket + "\n");
    // A 401 has to say how to authenticate (RFC 9110, section 15.5.2). For cookies no scheme was
    // ever agreed on; this one is from a draft.
    return v.reply.send(401, "who are you? /login first\n",
                        {{"WWW-Authenticate", "Cookie realm=\"lesson\", form-action=\"/login\""}});
}

Coroutine<> not_found(Visit v) { return v.reply.send(404, "not found; / lists what is here\n"); }

struct Route {
    const char* path;
    Coroutine<> (*answer)(Visit);
};
// {...} may be anything, or even empty: the route says what is wrong with it.
constexpr std::array<Route, 12> routes{{{"/delay/{rest...}", delay},
                                        {"/drip", drip},
                                        {"/stall", stall},
                                        {"/bytes/{rest...}", bytes},
                                        {"/status/{rest...}", status},
                                        {"/redirect/{rest...}", redirect},
                                        {"/headers", headers},
                                        {"/cookies", cookies},
                                        {"/login", login},
                                        {"/profile", profile},
                                        {"/", list_routes},
                                        {"/{rest...}", not_found}}};

constexpr std::array methods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};

Coroutine<> answer(const Route& route, std::shared_ptr<Visitors> visitors, aio::duration late,
                   const Request& request, const Reply& reply) {
    if (request.number == 1) co_await aio::sleep(late);
    if (std::find(methods.begin(), methods.end(), request.method) == methods.end())
        co_return co_await reply.send(405, request.method + " is not known here\n",
                                      {{"Allow", "GET, HEAD, POST, PUT, PATCH, DELETE"}});
    if (const auto after = request.query_value("after")) {
        const auto seconds = number<double>(*after, longest_delay);
        if (!seconds) co_return co_await bad_number(reply, "after takes 0 to 600 seconds");
        co_await aio::sleep(std::chrono::duration<double>(*seconds));
    }
    const bool has_rest = !request.path_values.empty();
    co_await route.answer({request, reply, *visitors, has_rest ? request.path_value("rest") : ""});
}

}  // namespace

std::string Visitors::let_in() {
    tickets_.push_back("guest" + std::to_string(++given_));
    if (tickets_.size() > most_visitors) tickets_.pop_front();
    return tickets_.back();
}

bool Visitors::knows(const std::string& ticket) const {
    return std::find(tickets_.begin(), tickets_.end(), ticket) != tickets_.end();
}

void add_routes(aio::http::Server& server, const std::shared_ptr<Visitors>& visitors,
                aio::duration late) {
    for (const Route& route : routes)
        server.route(route.path, [&route, visitors, late](Request& request, Reply& reply) {
            return answer(route, visitors, late, request, reply);
        });
}

}  // namespace lesson_server
