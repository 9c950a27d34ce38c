#include <timeline/facts.hpp>

#include <algorithm>

namespace timeline {
namespace {

// The tasks that started, main left out, in the order of their first steps.
std::vector<const Row*> started_tasks(const Record& record) {
    std::vector<const Row*> rows;
    for (const Row& row : record.rows)
        if (!row.is_main() && row.started) rows.push_back(&row);
    std::sort(rows.begin(), rows.end(),
              [](const Row* a, const Row* b) { return *a->started < *b->started; });
    return rows;
}

aio::time_point end_of(const Record& record, const Row& row) {
    return row.ended ? row.ended->when : record.now;
}

std::vector<std::string> names_of(const std::vector<const Row*>& rows) {
    std::vector<std::string> names;
    for (const Row* row : rows) names.push_back(row->name);
    return names;
}

}  // namespace

aio::duration lifetime(const Record& record, const Row& row) {
    return row.started ? end_of(record, row) - row.started->when : aio::duration{};
}

bool overlapped(const Row& a, const Row& b) {
    if (!a.started || !b.started) return false;
    const bool a_ended_first = a.ended && *a.ended < *b.started;
    const bool b_ended_first = b.ended && *b.ended < *a.started;
    return !a_ended_first && !b_ended_first;
}

aio::duration overlap(const Record& record, const Row& a, const Row& b) {
    if (!overlapped(a, b)) return {};
    const auto begin = std::max(a.started->when, b.started->when);
    const auto end = std::min(end_of(record, a), end_of(record, b));
    return std::max(end - begin, aio::duration{});
}

std::vector<std::string> start_order(const Record& record) {
    return names_of(started_tasks(record));
}

std::vector<std::string> finish_order(const Record& record) {
    std::vector<const Row*> rows;
    for (const Row& row : record.rows)
        if (!row.is_main() && row.ended) rows.push_back(&row);
    std::sort(rows.begin(), rows.end(),
              [](const Row* a, const Row* b) { return *a->ended < *b->ended; });
    return names_of(rows);
}

bool one_after_another(const Record& record, aio::duration gap) {
    const auto rows = started_tasks(record);
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const auto& before = rows[i - 1]->ended;
        const auto& next = rows[i]->started;
        if (!before || *next < *before || next->when - before->when > gap) return false;
    }
    return true;
}

bool all_overlap(const Record& record) {
    const auto rows = started_tasks(record);
    if (rows.size() < 2) return false;
    return std::none_of(rows.begin(), rows.end(), [&](const Row* row) {
        return row->ended && *row->ended < *rows.back()->started;
    });
}

std::size_t created_before_first_await(const Record& record) {
    const auto main = std::find_if(record.rows.begin(), record.rows.end(),
                                   [](const Row& row) { return row.is_main(); });
    const auto before = [&](const Row& row) {
        const bool in_time =
            main == record.rows.end() || !main->first_wait || row.created < *main->first_wait;
        return !row.is_main() && in_time;
    };
    return static_cast<std::size_t>(std::count_if(record.rows.begin(), record.rows.end(), before));
}

std::size_t still_alive(const Record& record) {
    const auto alive = [](const Row& row) { return !row.is_main() && !row.ended; };
    return static_cast<std::size_t>(std::count_if(record.rows.begin(), record.rows.end(), alive));
}

aio::duration longest_step(const Record& record) {
    aio::duration longest{};
    for (const Row& row : record.rows)
        for (const Span& span : row.spans)
            if (span.state == State::running) longest = std::max(longest, span.end - span.begin);
    return longest;
}

}  // namespace timeline
