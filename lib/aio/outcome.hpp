// Outcome: how one of several ended. What gather(return_exceptions, ...) gives, so that one
// failure among many does not hide the others' results.
//
//   aio::Coroutine<int> good() { co_return 7; }
//   aio::Coroutine<int> bad() { co_await aio::sleep(1s); throw std::runtime_error("404"); }
//
//   auto [a, b] = co_await aio::gather(aio::return_exceptions, good(), bad());   // t = 1
//   if (a) use(*a);                                                // 7
//   if (!b && !b.cancelled()) log_error(b.exception());            // 404
//
// The trap: `*b` of a failed one throws what b failed with. Ask first, or mean it.
#pragma once

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace aio {

/// gather(return_exceptions, ...): errors come as results, in their places. A tag instead of
/// asyncio's keyword `return_exceptions=True`, since it changes the type of the result.
struct ReturnExceptions {};
inline constexpr ReturnExceptions return_exceptions{};

/// How one of several ended: with a value, an error, or cancelled. For void the value is a
/// std::monostate. (asyncio puts exceptions among the values, and leaves it to the program
/// to tell them apart by their type.)
template <class T>
class Outcome {
public:
    using Stored = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

    Outcome(Stored value) : value_(std::move(value)) {}
    Outcome(std::exception_ptr error, bool cancelled)
        : error_(std::move(error)), cancelled_(cancelled) {}

    /// Whether it returned.
    [[nodiscard]] bool has_value() const { return value_.has_value(); }
    /// The same, so that one can write `if (outcome)`.
    explicit operator bool() const { return has_value(); }
    /// The value; or throws the error instead, CancelledError if cancelled. Of an rvalue it is
    /// moved out: `auto page = *std::move(outcome);`
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
    /// The error; null if there is a value. If it was cancelled, a CancelledError, which is not
    /// a std::exception.
    [[nodiscard]] std::exception_ptr exception() const { return error_; }
    /// Whether the error is that it was cancelled.
    [[nodiscard]] bool cancelled() const { return cancelled_; }

private:
    std::optional<Stored> value_;
    std::exception_ptr error_;
    bool cancelled_ = false;
};

}  // namespace aio
