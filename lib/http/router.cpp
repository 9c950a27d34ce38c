#include <http/detail/router.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <http/detail/ascii.hpp>
#include <http/detail/percent.hpp>

namespace aio::http::detail {
namespace {

[[noreturn]] void refuse(const std::string& pattern, const std::string& why) {
    throw std::invalid_argument("Server::route: \"" + pattern + "\": " + why +
                                "; write \"GET /books/{id}\", or a path alone for any method");
}

bool is_of_method(char c) { return is_alpha(c) || c == '-'; }

void add_method(std::string& list, const std::string& method) {
    for (const std::string& one :
         method == "GET" ? std::vector<std::string>{"GET", "HEAD"} : std::vector{method})
        if (list.find(one) == list.npos) list += (list.empty() ? "" : ", ") + one;
}

}  // namespace

void Router::add(const std::string& pattern, Handler handler) {
    if (!handler) refuse(pattern, "there is no handler");
    const auto slash = std::min(pattern.find('/'), pattern.size());
    std::string_view method = std::string_view(pattern).substr(0, slash);
    if (!method.empty()) {
        const bool is_method =
            method.ends_with(' ') && all_of(method.substr(0, method.size() - 1), is_of_method);
        if (!is_method) refuse(pattern, "what stands before the path is not a method");
        method.remove_suffix(1);
    }
    routes_.push_back({.method = std::string(method),
                       .parts = parse_path(pattern, std::string_view(pattern).substr(slash)),
                       .handler = std::move(handler)});
}

std::vector<Router::Part> Router::parse_path(const std::string& pattern, std::string_view path) {
    if (path.empty()) refuse(pattern, "the path must begin with '/'");
    std::vector<Part> parts;
    do {
        if (!parts.empty() && parts.back().kind == Part::Kind::rest)
            refuse(pattern, "nothing can follow {...}");
        path.remove_prefix(1);
        std::string_view text = path.substr(0, path.find('/'));
        path.remove_prefix(text.size());
        Part part{Part::Kind::text, std::string(text)};
        if (text.starts_with('{') && text.ends_with('}')) {
            text = text.substr(1, text.size() - 2);
            part.kind = text.ends_with("...") ? Part::Kind::rest : Part::Kind::name;
            if (part.kind == Part::Kind::rest) text.remove_suffix(3);
            if (text.empty()) refuse(pattern, "a {name} is empty");
            part.text = text;
        }
        if (text.find_first_of("{}") != text.npos) refuse(pattern, "braces are for a whole part");
        parts.push_back(std::move(part));
    } while (!path.empty());
    return parts;
}

// An escape stands for its character, but "%2F" separates nothing (RFC 3986, 2.2).
bool Router::fits(const Route& route, std::string_view path, Params& values) {
    values.clear();
    for (const Part& part : route.parts) {
        if (!path.starts_with('/')) return false;
        path.remove_prefix(1);
        const std::string_view text =
            part.kind == Part::Kind::rest ? path : path.substr(0, path.find('/'));
        path.remove_prefix(text.size());
        const std::string decoded = percent_decode(text);
        if (part.kind == Part::Kind::text && decoded != part.text) return false;
        if (part.kind == Part::Kind::name && decoded.empty()) return false;
        if (part.kind != Part::Kind::text) values.emplace_back(part.text, decoded);
    }
    return path.empty();
}

Router::Match Router::find(const Request& request) const {
    Match match;
    for (const Route& route : routes_) {
        if (!fits(route, request.path, match.values)) continue;
        if (route.is_for(request.method)) {
            match.handler = &route.handler;
            return match;
        }
        add_method(match.allowed, route.method);
    }
    return match;
}

}  // namespace aio::http::detail
