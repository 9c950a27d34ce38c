// Request: what a client asked this program's Server for. (A request that
// this program makes is a call of Session.)
//
//   GET /books/42?page=2 HTTP/1.1          the route: "GET /books/{id}"
//   Cookie: session=guest1
//
//   request.path_value("id")         "42"
//   request.query_value("page")      "2"
//   request.cookie("session")        "guest1"
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <http/headers.hpp>
#include <http/url.hpp>

namespace aio::http {

/// A complete request, including its body.
struct Request {
    std::string method;  ///< "GET"
    std::string target;  ///< as sent: "/books/42?page=2"
    std::string path;    ///< "/books/42", its escapes still in place
    std::string query;   ///< "page=2", likewise
    Headers headers = {};
    std::string body = {};
    Params path_values = {};   ///< what the {names} of the route stand for, decoded
    std::uint64_t number = 1;  ///< 1 for the first request of its connection, then 2, 3, ...

    /// What {name} of the route's path stands for, decoded. std::invalid_argument
    /// if the route has no such name.
    [[nodiscard]] const std::string& path_value(std::string_view name) const;
    /// The first field of the query that has this name, decoded.
    [[nodiscard]] std::optional<std::string> query_value(std::string_view name) const;
    /// A cookie that came with the request.
    [[nodiscard]] std::optional<std::string> cookie(std::string_view name) const;
};

}  // namespace aio::http
