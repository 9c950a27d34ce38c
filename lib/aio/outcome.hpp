// Outcome: how one of several ended. What gather(return_exceptions, ...) gives.
//
//   for (auto& outcome : co_await aio::gather(aio::return_exceptions, pages))
//       if (outcome) use(*outcome);
//       else skip(outcome.exception());
#pragma once

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace aio {

/// gather(return_exceptions, ...): errors come as results, in their places.
struct ReturnExceptions {};
inline constexpr ReturnExceptions return_exceptions{};

/// How one of several ended: with a value, an error, or cancelled.
template <class T>
class Outcome {
public:
    using Stored = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

    Outcome(Stored value) : value_(std::move(value)) {}
    Outcome(std::exception_ptr error, bool cancelled)
        : error_(std::move(error)), cancelled_(cancelled) {}

    /// Whether it ended well.
    [[nodiscard]] bool has_value() const { return value_.has_value(); }
    /// The same, so that one can write `if (outcome)`.
    explicit operator bool() const { return has_value(); }
    /// The value; or throws the error instead, CancelledError if cancelled.
    const Stored& value() const& {
        if (error_) std::rethrow_exception(error_);
        return *value_;
    }
    Stored&& value() && {
        if (error_) std::rethrow_exception(error_);
        return std::move(*value_);
    }
    const Stored& operator*() const& { return value(); }
    Stored&& operator*() && { return std::move(*this).value(); }
    const Stored* operator->() const { return &value(); }
    /// The error; null if there is a value.
    [[nodiscard]] std::exception_ptr exception() const { return error_; }
    /// Whether the error is that it was cancelled.
    [[nodiscard]] bool cancelled() const { return cancelled_; }

private:
    std::optional<Stored> value_;
    std::exception_ptr error_;
    bool cancelled_ = false;
};

}  // namespace aio
