// How much of an answer's head is accepted. The body has no limit: it is read
// as it is wanted.
#pragma once

#include <cstddef>

namespace aio::http {

/// Bytes and counts; more raises ClientResponseError with status 400. As
/// aiohttp's max_line_size, max_field_size and max_headers.
struct Limits {
    std::size_t max_line = 8190;    ///< the reason in the status line
    std::size_t max_field = 8190;   ///< one header's name and value
    std::size_t max_headers = 128;  ///< how many headers
};

}  // namespace aio::http
