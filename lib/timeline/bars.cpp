#include <timeline/bars.hpp>

#include <algorithm>
#include <utility>

#include <timeline/axis.hpp>

namespace timeline {
namespace {

// Cells under construction, addressed by time.
class Cells {
public:
    Cells(aio::duration end, int columns)
        : end_(end), columns_(columns), cells_(static_cast<std::size_t>(columns)) {}

    int column(aio::time_point at) const {
        return column_of(at.time_since_epoch(), end_, columns_);
    }

    void fill(aio::time_point begin, aio::time_point end, Cell cell) {
        for (int i = column(begin); i < column(end); ++i) at(i) = cell;
    }

    // A step shorter than half a cell leaves a thin mark where it began.
    void run(aio::time_point begin, aio::time_point end) {
        if (column_of(end - begin, end_, columns_) > 0) fill(begin, end, Cell::running);
        Cell& first = at(std::min(column(begin), columns_ - 1));
        if (first != Cell::running) first = Cell::brief;
    }

    // Puts the end mark into the bar's last cell, so that the next cell is
    // free for a task that begins at the same time.
    void finish(aio::time_point begin, aio::time_point end, Cell mark) {
        const int first = std::min(column(begin), columns_ - 1);
        const int last = std::max(first, column(end) - 1);
        at(last) = mark;
        for (int i = last + 1; i < columns_; ++i) at(i) = Cell::empty;
    }

    std::vector<Cell> take() { return std::move(cells_); }

private:
    Cell& at(int i) { return cells_[static_cast<std::size_t>(i)]; }

    aio::duration end_;
    int columns_;
    std::vector<Cell> cells_;
};

Cell mark_of(State state) {
    return state == State::failed      ? Cell::failed
           : state == State::cancelled ? Cell::cancelled
                                       : Cell::finished;
}

}  // namespace

std::vector<Cell> bar(const Row& row, aio::duration end, aio::time_point now, int columns) {
    Cells cells(end, columns);
    const auto last = row.ended ? row.ended->when : now;
    const auto started = row.started ? row.started->when : last;
    cells.fill(row.created.when, started, Cell::created);
    cells.fill(started, last, Cell::waiting);
    for (const Span& span : row.spans)
        if (span.state == State::running) cells.run(span.begin, span.end);
    if (row.ended) cells.finish(row.created.when, last, mark_of(row.state));
    return cells.take();
}

}  // namespace timeline
