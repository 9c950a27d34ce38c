// JSON objects both ways, by nlohmann-json. Apart from http.hpp, since it is large: a
// file that includes it compiles a second longer.
//
//   auto created = co_await session.post(url, aio::http::json_body({{"name", "toast"}}));
//   const nlohmann::json object = co_await aio::http::read_json(created);
#pragma once

#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include <http/options.hpp>
#include <http/response.hpp>

namespace aio::http {

/// These options, with this value as the body: application/json. Text in it that is not
/// UTF-8 throws nlohmann::json::type_error.
inline RequestOptions json_body(const nlohmann::json& value, RequestOptions options = {}) {
    options.json = value.dump();
    return options;
}

/// The body, parsed. ContentTypeError like response.json(); a body that is not JSON throws
/// nlohmann::json::parse_error, which says where. Cancellation: like read(). The response
/// must live until this has ended.
inline Coroutine<nlohmann::json> read_json(Response& response,
                                           std::string content_type = "application/json") {
    const std::string text = co_await response.json(std::move(content_type));
    co_return nlohmann::json::parse(text);
}

}  // namespace aio::http
