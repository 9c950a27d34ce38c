// A request as it is sent. Not for users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <http/headers.hpp>
#include <http/options.hpp>
#include <http/url.hpp>

namespace aio::http::detail {

/// Text, which may be sent again, or a stream, which can be sent only once.
struct RequestBody {
    std::shared_ptr<const std::string> text;
    BodyStream stream;
    std::optional<std::uint64_t> stream_size;  ///< if known: then it is not sent chunked

    [[nodiscard]] std::size_t size() const { return text ? text->size() : 0; }
    [[nodiscard]] bool empty() const { return !stream && size() == 0; }
};

struct RequestMessage {
    RequestMessage(std::string m, Url u) : method(std::move(m)), url(std::move(u)) {}

    /// The request line and the headers, as they are sent.
    [[nodiscard]] std::string head() const;

    std::string method;
    Url url;
    Headers headers;
    RequestBody body;
    bool stream_begun = false;  ///< it cannot be sent again
    bool expect100 = false;     ///< ask before the body is sent
};

}  // namespace aio::http::detail
