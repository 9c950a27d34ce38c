#include <timeline/labels.hpp>

#include <algorithm>

#include <terminal/glyphs.hpp>
#include <terminal/width.hpp>
#include <timeline/axis.hpp>

namespace timeline {
namespace {

// This many columns are left for the bar after a label, one of them for its end.
int left_free(int label_columns) { return label_columns > 3 ? 3 : label_columns > 2 ? 2 : 1; }

// "/delay/0.5?page=3" -> "/…3"; the whole text if it is not longer than that.
std::string cut_in_its_middle(const std::string& target, bool unicode) {
    const std::size_t last = target.find_last_of("/?=&");
    if (last == target.npos || last == 0) return target;
    return std::string("/")
        .append(terminal::glyph(terminal::Glyph::cut, unicode))
        .append(target.substr(last + 1));
}

}  // namespace

std::string fitting_label(std::string_view target, int columns, bool unicode) {
    const std::string whole = terminal::clean(target, false);
    const std::string path = whole.substr(0, whole.find('?'));
    for (const std::string& label : {whole, path, cut_in_its_middle(whole, unicode)}) {
        const int label_columns = terminal::columns_of(label);
        if (label_columns + left_free(label_columns) <= columns) return label;
    }
    return {};
}

std::vector<std::string> labels_on(const Row& row, aio::duration end, int columns, bool unicode) {
    std::vector<std::string> labels(static_cast<std::size_t>(columns));
    const auto column = [&](aio::time_point at) {
        return column_of(at.time_since_epoch(), end, columns);
    };
    // The column in which the previous request ended.
    int request_before = -1;
    for (const Span& span : row.spans) {
        if (span.state != State::running) continue;
        const int begin = column(span.begin), room = column(span.end) - begin;
        std::string label = fitting_label(span.detail, room, unicode);
        // Two requests without a pause between them must not look like one.
        if (label.empty() && room > 1 && begin == request_before) label = "|";
        if (!label.empty()) std::ranges::move(terminal::fold(label, 1), labels.begin() + begin);
        request_before = column(span.end);
    }
    return labels;
}

}  // namespace timeline
