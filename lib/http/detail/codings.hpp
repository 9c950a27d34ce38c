// How an answer's body is packed: its Transfer-Encoding and Content-Encoding.
// Not for users.
#pragma once

#include <string>
#include <vector>

#include <http/headers.hpp>

namespace aio::http::detail {

struct Codings {
    /// What must be undone, in this order: "gzip", "deflate". The transfer's first;
    /// each list from its end (RFC 9110, section 8.4; RFC 9112, section 6.1).
    std::vector<std::string> to_undo;
    /// Why the body cannot be unpacked, or nothing. Handing it out packed would be a trap: it looks
    /// like a body.
    std::string objection;
};

/// With `content` false, Content-Encoding is left to the caller.
[[nodiscard]] Codings codings_of(const Headers& headers, bool content);

}  // namespace aio::http::detail
