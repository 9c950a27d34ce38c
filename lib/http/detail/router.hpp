// Finds the handler for a request: "GET /books/{id}" and so on, in order of registration. Not for
// users.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include <http/server.hpp>

namespace aio::http::detail {

class Router {
public:
    /// std::invalid_argument for an invalid pattern.
    void add(const std::string& pattern, Handler handler);

    struct Match {
        const Handler* handler = nullptr;  // null: none fits; valid as long as the router
        Params values = {};                // of its {names}
        std::string allowed = {};          // if only the method is wrong: "GET, HEAD, POST"
    };
    [[nodiscard]] Match find(const Request& request) const;

private:
    struct Part {
        enum class Kind { text, name, rest } kind;
        std::string text;  // or the name
    };
    struct Route {
        std::string method;       // empty: any
        std::vector<Part> parts;  // of the path, what stands between its slashes
        Handler handler;

        [[nodiscard]] bool is_for(std::string_view asked) const {
            return method.empty() || method == asked || (method == "GET" && asked == "HEAD");
        }
    };
    static std::vector<Part> parse_path(const std::string& pattern, std::string_view path);
    static bool fits(const Route& route, std::string_view path, Params& values);

    std::deque<Route> routes_;  // a deque: they do not move when others are added
};

}  // namespace aio::http::detail
