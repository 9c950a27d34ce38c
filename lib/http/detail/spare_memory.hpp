// The memory of the last large body, kept for the next one: getting it from the system again, page
// by page, takes longer than receiving the body. Not for users.
#pragma once

#include <cstddef>
#include <string>

namespace aio::http::detail {

/// reserve(size() + more), in this thread's spare memory if it is large.
void reserve_more(std::string& body, std::size_t more);

/// The body is no longer used: its memory becomes the spare one, if it is large but not too large
/// to keep.
void recycle_memory_of(std::string& body) noexcept;

}  // namespace aio::http::detail
