#include <timeline/axis.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include <terminal/glyphs.hpp>

namespace timeline {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

struct Unit {
    const char* name;
    std::int64_t ns;
};

Unit unit_for(aio::duration end) {
    if (end >= seconds(1) || end <= nanoseconds(0)) return {"s", 1'000'000'000};
    if (end >= milliseconds(1)) return {"ms", 1'000'000};
    if (end >= nanoseconds(1'000)) return {"us", 1'000};
    return {"ns", 1};
}

// Exact, without floating point: 1500 ms in s is "1.5".
std::string label(std::int64_t ns, Unit unit) {
    std::string text = fmt::format("{}", ns / unit.ns);
    if (ns % unit.ns == 0) return text;
    std::string rest = fmt::format("{:0>9}", ns % unit.ns * (1'000'000'000 / unit.ns));
    rest.erase(rest.find_last_not_of('0') + 1);
    return text + "." + rest;
}

// 1, 2, 5, 10, 20, 50, ...
std::int64_t next_step(std::int64_t step) {
    std::int64_t leading = step;
    while (leading >= 10) leading /= 10;
    return leading == 2 ? step / 2 * 5 : step * 2;
}

// Labels at this step must not touch (the widest is the last), and more than
// a dozen ticks would be noise.
bool fits(std::int64_t step, std::int64_t end, Unit unit, int columns, int room) {
    if (end / step > 12) return false;
    const std::int64_t last = end / step * step;
    const std::size_t widest =
        std::max(label(last, unit).size(), label(std::max(last - step, step), unit).size());
    return column_of(nanoseconds(step), nanoseconds(end), columns) >=
           static_cast<int>(widest) + room;
}

}  // namespace

Axis make_axis(aio::duration end, int columns, int room) {
    end = std::max(end, aio::duration{});
    const Unit unit = unit_for(end);
    Axis axis{end, {}, unit.name};
    if (end == aio::duration{}) {
        axis.ticks.push_back({{}, "0"});
        return axis;
    }
    std::int64_t step = 1;
    while (step <= end.count() / 1000) step *= 10;
    while (step <= end.count() && !fits(step, end.count(), unit, columns, room))
        step = next_step(step);
    for (std::int64_t at = 0; at <= end.count(); at += step)
        axis.ticks.push_back({nanoseconds(at), label(at, unit)});
    return axis;
}

std::string unit_text(const Axis& axis, bool unicode) {
    if (axis.unit != "us") return axis.unit;
    return std::string(terminal::glyph(terminal::Glyph::micro, unicode)) + "s";
}

int column_of(aio::duration at, aio::duration end, int columns) {
    if (end <= aio::duration{}) return 0;
    const long double share =
        static_cast<long double>(at.count()) / static_cast<long double>(end.count());
    return static_cast<int>(
        std::clamp<long double>(std::floor(share * columns + 0.5L), 0, columns));
}

aio::duration round_end(aio::duration end) {
    std::int64_t power = 1'000'000;
    for (;; power *= 10)
        for (const std::int64_t digit : {1, 2, 3, 5})
            if (digit * power >= end.count() || power > 1'000'000'000'000'000'000 / 2)
                return std::max(end, aio::duration(digit * power));
}

std::string seconds_text(aio::duration d) {
    const std::int64_t ms = (d.count() + 500'000) / 1'000'000;
    return fmt::format("{}.{:03} s", ms / 1000, ms % 1000);
}

std::string short_seconds_text(aio::duration d) {
    std::string text = seconds_text(d);
    text.resize(text.size() - 2);  // without " s"
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text + " s";
}

std::string count_text(std::size_t n) {
    std::string text = fmt::format("{}", n);
    for (auto i = static_cast<std::ptrdiff_t>(text.size()) - 3; i > 0; i -= 3)
        text.insert(static_cast<std::size_t>(i), 1, ',');
    return text;
}

}  // namespace timeline
