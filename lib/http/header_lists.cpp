#include <http/detail/header_lists.hpp>

#include <algorithm>

#include <http/detail/ascii.hpp>

namespace aio::http::detail {

std::vector<std::string> list_members(const Headers& headers, std::string_view name) {
    std::vector<std::string> members;
    for (std::string_view rest : headers.get_all(name)) {
        while (!rest.empty()) {
            std::string_view member = take_until(rest, ',');
            member = trim(take_until(member, ';'));
            if (!member.empty()) members.push_back(lower(member));
        }
    }
    return members;
}

bool list_has(const Headers& headers, std::string_view name, std::string_view member) {
    if (!headers.contains(name)) return false;
    const auto members = list_members(headers, name);
    return std::find(members.begin(), members.end(), lower(member)) != members.end();
}

}  // namespace aio::http::detail
