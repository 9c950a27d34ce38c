// Headers: the fields of a request or an answer, in their order.
//
//   Headers headers{{"Accept", "text/html"}, {"X-Trace", "7"}};
//   headers.add("x-trace", "8");              // a second value beside the first
//   headers.get("ACCEPT");                    // "text/html": case does not matter
//   for (const auto& [name, value] : headers) send(name, value);
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aio::http {

/// Keeps order and case, and several values for one name; finds by name without
/// regard to case. Like the multidict that aiohttp uses.
///
/// A name must be a token (RFC 9110, section 5.6.2), and a value must not contain CR, LF or NUL:
/// with a line end in a value, somebody could add headers, or a whole request.
/// std::invalid_argument if one is not like this.
class Headers {
public:
    struct Field {
        std::string name;
        std::string value;
        friend bool operator==(const Field&, const Field&) = default;
    };
    using const_iterator = std::vector<Field>::const_iterator;

    Headers() = default;
    Headers(std::initializer_list<std::pair<std::string_view, std::string_view>> fields);

    /// One more value, at the end.
    void add(std::string_view name, std::string_view value);
    /// Sets the only value of this name, in the place of the first.
    void set(std::string_view name, std::string_view value);
    /// Returns how many fields were removed.
    std::size_t remove(std::string_view name);
    void clear() { fields_.clear(); }

    [[nodiscard]] bool contains(std::string_view name) const { return get(name).has_value(); }
    /// The first value. Valid until the headers change.
    [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const;
    /// All the values, in their order. Valid until the headers change.
    [[nodiscard]] std::vector<std::string_view> get_all(std::string_view name) const;

    /// These headers with a request's laid over them: the request's values replace those of the
    /// same name here; if it has two for a name, both stay.
    [[nodiscard]] Headers merged_with(const Headers& request) const;

    [[nodiscard]] const_iterator begin() const { return fields_.begin(); }
    [[nodiscard]] const_iterator end() const { return fields_.end(); }
    [[nodiscard]] std::size_t size() const { return fields_.size(); }
    [[nodiscard]] bool empty() const { return fields_.empty(); }

    /// The same fields, in the same order and case.
    friend bool operator==(const Headers&, const Headers&) = default;

private:
    std::vector<Field> fields_;
};

}  // namespace aio::http
