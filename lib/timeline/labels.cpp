#include <timeline/labels.hpp>

#include <algorithm>

#include <terminal/width.hpp>
#include <timeline/axis.hpp>

namespace timeline {

std::string fitting_label(std::string_view target, int columns) {
    const std::string whole = terminal::clean(target, false);
    const std::string path = whole.substr(0, whole.find('?'));
    const std::string last = whole.substr(whole.find_last_of("/?=&") + 1);
    for (const std::string& label : {whole, path, last})
        if (terminal::columns_of(label) + (label.size() > 2 ? 3 : 1) <= columns) return label;
    return {};
}

std::string labels_on(const Row& row, aio::duration end, int columns) {
    std::string labels(static_cast<std::size_t>(columns), '\0');
    const auto column = [&](aio::time_point at) {
        return column_of(at.time_since_epoch(), end, columns);
    };
    // The column in which the request before ended.
    int request_before = -1;
    for (const Span& span : row.spans) {
        if (span.state != State::running) continue;
        const int begin = column(span.begin), room = column(span.end) - begin;
        std::string label = fitting_label(span.detail, room);
        // Two requests without a pause between them must not look like one.
        if (label.empty() && room > 1 && begin == request_before) label = "|";
        labels.replace(static_cast<std::size_t>(begin), label.size(), label);
        request_before = column(span.end);
    }
    return labels;
}

}  // namespace timeline
