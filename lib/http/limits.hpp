// How much of an answer's head is accepted. The body has no limit: it is read on demand.
#pragma once

#include <cstddef>
#include <optional>

namespace aio::http {

struct RequestLimits;

/// Bytes and counts; more raises ClientResponseError with status 400. Like
/// aiohttp's max_line_size, max_field_size and max_headers.
struct Limits {
    std::size_t max_line = 8190;    ///< the reason in the status line
    std::size_t max_field = 8190;   ///< one header's name and value
    std::size_t max_headers = 128;  ///< how many headers

    operator RequestLimits() const;
    friend bool operator==(const Limits&, const Limits&) = default;
};

/// The same for one request: what is not given is the session's.
struct RequestLimits {
    std::optional<std::size_t> max_line = std::nullopt;
    std::optional<std::size_t> max_field = std::nullopt;
    std::optional<std::size_t> max_headers = std::nullopt;

    [[nodiscard]] Limits over(const Limits& session) const {
        return {.max_line = max_line.value_or(session.max_line),
                .max_field = max_field.value_or(session.max_field),
                .max_headers = max_headers.value_or(session.max_headers)};
    }
};

inline Limits::operator RequestLimits() const {
    return {.max_line = max_line, .max_field = max_field, .max_headers = max_headers};
}

}  // namespace aio::http
