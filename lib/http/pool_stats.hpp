// What a session's connection pool has done so far, and holds now.
#pragma once

#include <cstddef>

namespace aio::http {

/// Counts of connections. Those of a session's own connector, or of the one that it
/// shares with others.
struct PoolStats {
    std::size_t opened = 0;  ///< connections made, in all
    std::size_t reused = 0;  ///< requests that found one open
    std::size_t idle = 0;    ///< open now, waiting for a request
    std::size_t in_use = 0;  ///< carrying a request now, or being opened
};

}  // namespace aio::http
