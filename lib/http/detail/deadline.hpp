// Limits in time whose error says which limit it was. Not for users.
#pragma once

#include <optional>
#include <utility>

#include <aio/timeout.hpp>

namespace aio::http::detail {

/// Awaits make() until `when`; then cancels it and throws late(), a
/// std::exception_ptr.
/// A cancellation from elsewhere passes through, also at the same moment.
template <class Make, class Late>
auto until(std::optional<time_point> when, Make make, Late late) -> decltype(make()) {
    aio::detail::TimeoutScope scope(when);
    try {
        co_return co_await make();
    } catch (const CancelledError&) {
        if (!scope.leave()) throw;
    }
    std::rethrow_exception(late());
}

inline std::optional<time_point> after(std::optional<duration> limit) {
    if (!limit) return std::nullopt;
    return aio::detail::core->now() + to_duration(*limit);
}

}  // namespace aio::http::detail
