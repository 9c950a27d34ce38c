#include <lesson/verdict_words.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace lesson {

std::string seconds(aio::duration d) {
    const auto tenths = (d + std::chrono::milliseconds(50)) / std::chrono::milliseconds(100);
    return tenths % 10 == 0 ? fmt::format("{}", tenths / 10)
                            : fmt::format("{}.{}", tenths / 10, tenths % 10);
}

std::string list(const std::vector<std::string>& all) {
    std::string text;
    for (std::size_t i = 0; i < all.size(); ++i)
        text += (i == 0 ? "" : i + 1 == all.size() ? " and " : ", ") + all[i];
    return text;
}

std::vector<const timeline::Row*> tasks(const timeline::Record& record) {
    std::vector<const timeline::Row*> rows;
    for (const timeline::Row& row : record.rows)
        if (!row.is_main() && row.started) rows.push_back(&row);
    return rows;
}

const timeline::Row* main_of(const timeline::Record& record) {
    const auto main = std::ranges::find_if(record.rows, &timeline::Row::is_main);
    return main == record.rows.end() ? nullptr : &*main;
}

bool same_time(aio::time_point a, aio::time_point b) {
    return (a < b ? b - a : a - b) <= std::chrono::milliseconds(50);
}

}  // namespace lesson
