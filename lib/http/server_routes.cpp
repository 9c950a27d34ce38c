#include <http/detail/server_routes.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <aio/sleep.hpp>
#include <http/detail/ascii.hpp>

namespace aio::http::detail {
namespace {

constexpr double longest_delay = 600;  // seconds
constexpr std::size_t most_pieces = 1000, most_bytes = 1'000'000'000, most_redirects = 100;
constexpr std::size_t most_visitors = 1000, block_size = 64 * 1024;

constexpr std::string_view list =
    "This is the lesson server. It answers:\n\n"
    "  /delay/{seconds}   after so many seconds: /delay/0.5\n"
    "  /drip              piece by piece: /drip?pieces=5&every=0.8\n"
    "  /stall             begins an answer, then says nothing more\n"
    "  /bytes/{n}         n bytes\n"
    "  /status/{code}     that status\n"
    "  /redirect/{n}      to /redirect/{n-1}, and so on down to 0\n"
    "  /headers           the request's headers, as JSON\n"
    "  /cookies           sets two cookies, and says which came along\n"
    "  /login             sets a session cookie\n"
    "  /profile           200 with that cookie, 401 without\n\n"
    "?after=0.5 behind any of them: it takes so many seconds longer.\n";

Headers text_headers() { return {{"Content-Type", "text/plain; charset=utf-8"}}; }

Coroutine<> send_text(Reply& reply, int status, std::string text) {
    return reply.send(status, text_headers(), std::move(text));
}

// All of it, or nothing.
template <class Number>
std::optional<Number> number(std::string_view text, Number most) {
    Number value{};
    const char* end = text.data() + text.size();
    const auto [stopped_at, error] = std::from_chars(text.data(), end, value);
    const bool good = error == std::errc() && stopped_at == end && value >= 0 && value <= most;
    return good ? std::optional(value) : std::nullopt;
}

Coroutine<> bad_number(Reply& reply, std::string what) {
    return send_text(reply, 400, "bad request: " + what + "\n");
}

// What one route is given: the request, and the rest of the path.
struct Visit {
    const ServerRequest& request;
    Reply& reply;
    Visitors& visitors;
    std::string_view rest;
};

Coroutine<> list_routes(Visit v) { return send_text(v.reply, 200, std::string(list)); }

Coroutine<> delay(Visit v) {
    const auto seconds = number<double>(v.rest, longest_delay);
    if (!seconds)
        co_return co_await bad_number(v.reply, "/delay/{seconds} takes 0 to 600, such as 0.5");
    co_await sleep(std::chrono::duration<double>(*seconds));
    co_await send_text(v.reply, 200, "waited for " + std::string(v.rest) + " s\n");
}

Coroutine<> drip(Visit v) {
    const auto pieces = number<std::size_t>(v.request.field("pieces").value_or("5"), most_pieces);
    const auto every = number<double>(v.request.field("every").value_or("0.8"), longest_delay);
    if (!pieces || !every)
        co_return co_await bad_number(v.reply,
                                      "/drip takes up to 1000 pieces, every 0 to 600 seconds");
    co_await v.reply.begin(200, text_headers(), std::nullopt);
    for (std::size_t i = 1; i <= *pieces; ++i) {
        co_await sleep(std::chrono::duration<double>(*every));
        co_await v.reply.piece("piece " + std::to_string(i) + "\n");
    }
    co_await v.reply.end();
}

Coroutine<> stall(Visit v) {
    constexpr std::size_t promised = 1000;
    co_await v.reply.begin(200, text_headers(), promised);
    co_await v.reply.piece("There is more to come ...\n");
    co_await v.reply.say_nothing_more();
}

Coroutine<> bytes(Visit v) {
    const auto n = number<std::size_t>(v.rest, most_bytes);
    if (!n) co_return co_await bad_number(v.reply, "/bytes/{n} takes 0 to 1000000000");
    co_await v.reply.begin(200, {{"Content-Type", "application/octet-stream"}}, *n);
    for (std::size_t left = *n; left > 0; left -= std::min(left, block_size))
        co_await v.reply.piece(std::string(std::min(left, block_size), 'x'));
    co_await v.reply.end();
}

Coroutine<> status(Visit v) {
    const auto code = number<int>(v.rest, 599);
    if (!code || *code < 200) return bad_number(v.reply, "/status/{code} takes 200 to 599");
    return send_text(v.reply, *code, std::to_string(*code) + " " + reason_of(*code) + "\n");
}

Coroutine<> redirect(Visit v) {
    const auto n = number<std::size_t>(v.rest, most_redirects);
    if (!n) return bad_number(v.reply, "/redirect/{n} takes 0 to 100");
    if (*n == 0) return send_text(v.reply, 200, "arrived\n");
    Headers headers = text_headers();
    headers.add("Location", "/redirect/" + std::to_string(*n - 1));
    return v.reply.send(302, std::move(headers), "over there\n");
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
    return v.reply.send(200, {{"Content-Type", "application/json"}},
                        json.dump(2, ' ', false, replace) + "\n");
}

Coroutine<> cookies(Visit v) {
    Headers headers = text_headers();
    headers.add("Set-Cookie", "flavour=oatmeal; Path=/");
    headers.add("Set-Cookie", "size=large; Path=/; Max-Age=3600");
    std::string came;
    for (const std::string_view value : v.request.headers.get_all("Cookie"))
        came.append(came.empty() ? "" : "; ").append(value);
    return v.reply.send(200, std::move(headers),
                        came.empty() ? "no cookie came along\n" : "came along: " + came + "\n");
}

Coroutine<> login(Visit v) {
    Headers headers = text_headers();
    headers.add("Set-Cookie", "session=" + v.visitors.let_in() + "; HttpOnly");
    return v.reply.send(200, std::move(headers), "welcome\n");
}

Coroutine<> profile(Visit v) {
    const auto ticket = v.request.cookie("session");
    if (ticket && v.visitors.knows(*ticket))
        return send_text(v.reply, 200, "the profile of " + *ticket + "\n");
    Headers headers = text_headers();
    // A 401 has to say how one shows who one is (RFC 9110, section 15.5.2). For
    // cookies no scheme was ever agreed on; this one is from a draft.
    headers.add("WWW-Authenticate", "Cookie realm=\"lesson\", form-action=\"/login\"");
    return v.reply.send(401, std::move(headers), "who are you? /login first\n");
}

// A path that ends in '/' stands for all that begin with it.
struct Route {
    std::string_view path;
    Coroutine<> (*answer)(Visit);
};
constexpr std::array<Route, 10> routes{{{"/delay/", delay},
                                        {"/drip", drip},
                                        {"/stall", stall},
                                        {"/bytes/", bytes},
                                        {"/status/", status},
                                        {"/redirect/", redirect},
                                        {"/headers", headers},
                                        {"/cookies", cookies},
                                        {"/login", login},
                                        {"/profile", profile}}};
constexpr std::array methods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};

}  // namespace

std::string Visitors::let_in() {
    tickets_.push_back("guest" + std::to_string(++given_));
    if (tickets_.size() > most_visitors) tickets_.pop_front();
    return tickets_.back();
}

bool Visitors::knows(const std::string& ticket) const {
    return std::find(tickets_.begin(), tickets_.end(), ticket) != tickets_.end();
}

namespace {

Coroutine<> choose_route(const ServerRequest& request, Reply& reply, Visitors& visitors) {
    if (std::find(methods.begin(), methods.end(), request.method) == methods.end()) {
        Headers headers = text_headers();
        headers.add("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE");
        return reply.send(405, std::move(headers), request.method + " is not known here\n");
    }
    const std::string_view path = request.path;
    for (const Route& route : routes) {
        const bool with_rest = route.path.ends_with('/');
        if (with_rest ? path.starts_with(route.path) : path == route.path)
            return route.answer({request, reply, visitors, path.substr(route.path.size())});
    }
    if (path == "/") return list_routes({request, reply, visitors, {}});
    return send_text(reply, 404, "not found; / lists what is here\n");
}

}  // namespace

Coroutine<> answer(const ServerRequest& request, Reply& reply, Visitors& visitors) {
    if (const auto after = request.field("after")) {
        const auto seconds = number<double>(*after, longest_delay);
        if (!seconds) co_return co_await bad_number(reply, "after takes 0 to 600 seconds");
        co_await sleep(std::chrono::duration<double>(*seconds));
    }
    co_await choose_route(request, reply, visitors);
}

std::string reason_of(int status) {
    static constexpr std::array<std::pair<int, const char*>, 33> reasons{
        {{200, "OK"},
         {201, "Created"},
         {202, "Accepted"},
         {204, "No Content"},
         {206, "Partial Content"},
         {301, "Moved Permanently"},
         {302, "Found"},
         {303, "See Other"},
         {304, "Not Modified"},
         {307, "Temporary Redirect"},
         {308, "Permanent Redirect"},
         {400, "Bad Request"},
         {401, "Unauthorized"},
         {403, "Forbidden"},
         {404, "Not Found"},
         {405, "Method Not Allowed"},
         {406, "Not Acceptable"},
         {408, "Request Timeout"},
         {409, "Conflict"},
         {410, "Gone"},
         {411, "Length Required"},
         {413, "Content Too Large"},
         {414, "URI Too Long"},
         {415, "Unsupported Media Type"},
         {417, "Expectation Failed"},
         {418, "I'm a Teapot"},
         {429, "Too Many Requests"},
         {431, "Request Header Fields Too Large"},
         {500, "Internal Server Error"},
         {501, "Not Implemented"},
         {502, "Bad Gateway"},
         {503, "Service Unavailable"},
         {505, "HTTP Version Not Supported"}}};
    const auto found = std::find_if(reasons.begin(), reasons.end(),
                                    [&](const auto& r) { return r.first == status; });
    return found == reasons.end() ? "Unassigned" : found->second;
}

}  // namespace aio::http::detail
