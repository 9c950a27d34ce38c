// Time limits whose error says which limit it was. Not for users.
#pragma once

#include <optional>
#include <utility>

#include <aio/extend.hpp>
#include <http/url.hpp>

namespace aio::http::detail {

/// Awaits make() until `deadline`; then cancels it and throws late(), a
/// std::exception_ptr. A cancellation from elsewhere passes through, even one at
/// the same moment.
template <class Make, class Late>
auto with_deadline(std::optional<time_point> deadline, Make make, Late late) -> decltype(make()) {
    extend::TimeoutScope scope(deadline);
    try {
        co_return co_await make();
    } catch (const CancelledError&) {
        if (!scope.leave()) throw;
    }
    std::rethrow_exception(late());
}

inline std::optional<time_point> deadline_after(std::optional<duration> limit) {
    if (!limit) return std::nullopt;
    return this_loop().now() + to_duration(*limit);
}

/// The TimeoutError of ClientTimeout::total.
inline std::exception_ptr total_timeout_error(const Url& url) {
    return std::make_exception_ptr(TimeoutError(
        url.without_credentials().to_string() +
        ": the total time for the request was up; allow more with ClientTimeout::total"));
}

}  // namespace aio::http::detail
