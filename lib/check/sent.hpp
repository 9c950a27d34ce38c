// How values cross from the runner to the judge.
//
//   check::Writer to;
//   check::send(to, std::vector{1, 2});                     // "2;1;2;"
//   check::Reader from(to.text());
//   const auto numbers = check::receive<std::vector<int>>(from);
//
// Numbers are written in decimal digits and end with ";"; strings follow their length. What can be
// sent: numbers, strings, durations, and vectors, pairs, optionals and Outcomes of these, and plain
// structs of up to six.
//
// A reader trusts nothing: what it reads comes from a process that ran a stranger's code. It throws
// Malformed, and never reads or allocates more than there is.
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <aio/outcome.hpp>
#include <check/failure.hpp>

namespace check {

/// What was handed over is not what was asked for.
struct Malformed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Writer {
public:
    void number(std::int64_t);
    void string(std::string_view);
    const std::string& text() const { return text_; }

private:
    std::string text_;
};

class Reader {
public:
    /// The text must outlive it.
    explicit Reader(std::string_view text) : rest_(text) {}

    std::int64_t number();
    /// A number from 0 to `most`.
    std::size_t size(std::size_t most);
    std::string_view string();
    /// False if a string begins here and is not whole.
    bool has_string() const;
    bool at_end() const { return rest_.empty(); }
    void require_end() const;
    /// Each element takes two bytes or more.
    std::size_t most_elements() const { return rest_.size() / 2; }

private:
    std::string_view rest_;
};

template <class T>
struct Sent;

template <class T>
void send(Writer& to, const T& value) {
    Sent<T>::write(to, value);
}
template <class T>
T receive(Reader& from) {
    return Sent<T>::read(from);
}

template <std::integral T>
struct Sent<T> {
    static void write(Writer& to, T value) { to.number(static_cast<std::int64_t>(value)); }
    static T read(Reader& from) {
        const std::int64_t number = from.number();
        const T value = static_cast<T>(number);
        if (static_cast<std::int64_t>(value) != number) throw Malformed("a number is too large");
        return value;
    }
};

template <>
struct Sent<std::monostate> {
    static void write(Writer&, std::monostate) {}
    static std::monostate read(Reader&) { return {}; }
};

template <>
struct Sent<std::string> {
    static void write(Writer& to, const std::string& text) { to.string(text); }
    static std::string read(Reader& from) { return std::string(from.string()); }
};

template <class Rep, class Period>
struct Sent<std::chrono::duration<Rep, Period>> {
    using Duration = std::chrono::duration<Rep, Period>;
    static void write(Writer& to, Duration d) { to.number(d.count()); }
    static Duration read(Reader& from) { return Duration(receive<Rep>(from)); }
};

template <class T>
struct Sent<std::vector<T>> {
    static void write(Writer& to, const std::vector<T>& all) {
        send(to, all.size());
        for (const auto& one : all) send<T>(to, one);
    }
    static std::vector<T> read(Reader& from) {
        std::vector<T> all;
        for (std::size_t count = from.size(from.most_elements() + 1); count > 0; --count)
            all.push_back(receive<T>(from));
        return all;
    }
};

template <class A, class B>
struct Sent<std::pair<A, B>> {
    static void write(Writer& to, const std::pair<A, B>& both) {
        send(to, both.first);
        send(to, both.second);
    }
    static std::pair<A, B> read(Reader& from) {
        A first = receive<A>(from);
        return {std::move(first), receive<B>(from)};
    }
};

template <class T>
struct Sent<std::optional<T>> {
    static void write(Writer& to, const std::optional<T>& value) {
        send(to, value.has_value());
        if (value) send(to, *value);
    }
    static std::optional<T> read(Reader& from) {
        if (!receive<bool>(from)) return std::nullopt;
        return receive<T>(from);
    }
};

namespace detail {

// Stands for any member of a struct, to count them.
struct AnyMember {
    template <class T>
    operator T() const;
};

template <class T, class... Members>
consteval std::size_t count_members() {
    if constexpr (requires { T{Members{}..., AnyMember{}}; })
        return count_members<T, Members..., AnyMember>();
    else
        return sizeof...(Members);
}

// Calls f with each member, in their order.
template <class T, class F>
void each_member(T& value, F f) {
    constexpr std::size_t count = count_members<std::remove_const_t<T>>();
    static_assert(count >= 1 && count <= 6, "a struct that is sent has one to six members");
    const auto all = [&](auto&... members) { (f(members), ...); };
    if constexpr (count == 1) {
        auto& [a] = value;
        all(a);
    } else if constexpr (count == 2) {
        auto& [a, b] = value;
        all(a, b);
    } else if constexpr (count == 3) {
        auto& [a, b, c] = value;
        all(a, b, c);
    } else if constexpr (count == 4) {
        auto& [a, b, c, d] = value;
        all(a, b, c, d);
    } else if constexpr (count == 5) {
        auto& [a, b, c, d, e] = value;
        all(a, b, c, d, e);
    } else {
        auto& [a, b, c, d, e, g] = value;
        all(a, b, c, d, e, g);
    }
}

}  // namespace detail

template <class T>
    requires std::is_aggregate_v<T>
struct Sent<T> {
    static void write(Writer& to, const T& value) {
        detail::each_member(value, [&](const auto& member) { send(to, member); });
    }
    static T read(Reader& from) {
        T value{};
        detail::each_member(value, [&](auto& member) {
            member = receive<std::remove_reference_t<decltype(member)>>(from);
        });
        return value;
    }
};

template <>
struct Sent<Failure> {
    static void write(Writer& to, const Failure&);
    static Failure read(Reader& from);
};

template <class T>
struct Sent<aio::Outcome<T>> {
    using Stored = typename aio::Outcome<T>::Stored;
    static void write(Writer& to, const aio::Outcome<T>& outcome) {
        send(to, outcome.has_value());
        if (outcome) return send<Stored>(to, *outcome);
        send(to, outcome.cancelled());
        send(to, Failure::of(outcome.exception()));
    }
    static aio::Outcome<T> read(Reader& from) {
        if (receive<bool>(from)) return aio::Outcome<T>(receive<Stored>(from));
        const bool cancelled = receive<bool>(from);
        return aio::Outcome<T>(receive<Failure>(from).as_exception(), cancelled);
    }
};

}  // namespace check
