#include <http/request.hpp>

#include <algorithm>
#include <stdexcept>

#include <http/detail/ascii.hpp>
#include <http/detail/percent.hpp>

namespace aio::http {

using detail::percent_decode;
using detail::take_until;
using detail::trim;

const std::string& Request::path_value(std::string_view name) const {
    const auto found = std::find_if(path_values.begin(), path_values.end(),
                                    [&](const auto& value) { return value.first == name; });
    if (found != path_values.end()) return found->second;
    throw std::invalid_argument("Request::path_value: the route's path has no {" +
                                std::string(name) + "}");
}

std::optional<std::string> Request::query_value(std::string_view name) const {
    std::string_view rest = query;
    while (!rest.empty()) {
        std::string_view value = take_until(rest, '&');
        if (percent_decode(take_until(value, '=')) == name) return percent_decode(value);
    }
    return std::nullopt;
}

std::optional<std::string> Request::cookie(std::string_view name) const {
    for (std::string_view rest : headers.get_all("Cookie"))
        while (!rest.empty()) {
            std::string_view value = trim(take_until(rest, ';'));
            if (take_until(value, '=') == name) return std::string(trim(value, "\""));
        }
    return std::nullopt;
}

}  // namespace aio::http
