// The memory of the last large body, kept for the next one: to fetch it from the
// system again, page by page, takes longer than to receive it. Not for users.
#pragma once

#include <cstddef>
#include <string>

namespace aio::http::detail {

/// reserve(size() + more), in this thread's spare memory if it is large.
void reserve_more(std::string& body, std::size_t more);

/// The body is not used any more: its memory becomes the spare one, if it is
/// large, but not so large that it should not be kept.
void recycle_memory_of(std::string& body) noexcept;

}  // namespace aio::http::detail
