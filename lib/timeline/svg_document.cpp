#include <timeline/svg_document.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include <terminal/width.hpp>
#include <timeline/xml.hpp>

namespace timeline {
namespace {

// Dark on light, in colours that differ in lightness too (blue, green, vermilion and ochre of Okabe
// and Ito, darkened). As attributes of each shape, not as a style sheet: many slide programs ignore
// <style> and would draw everything black.
struct Look {
    std::string_view name, attributes;
};
constexpr std::array looks = std::to_array<Look>({
    {"title", "font-size=\"34\" font-weight=\"700\""},
    {"section", "font-size=\"24\" font-weight=\"600\""},
    {"total", "font-size=\"22\" font-weight=\"600\" text-anchor=\"end\""},
    {"name", "font-size=\"20\" text-anchor=\"end\""},
    {"name main", "font-size=\"20\" text-anchor=\"end\" fill=\"#55606e\""},
    {"axis", "font-size=\"17\" text-anchor=\"middle\" fill=\"#55606e\""},
    {"more", "font-size=\"17\" fill=\"#55606e\""},
    {"legend", "font-size=\"17\" fill=\"#55606e\""},
    {"error", "font-size=\"17\" fill=\"#a3360a\""},
    {"label", "font-size=\"16\" font-weight=\"600\" fill=\"#ffffff\""},
    {"grid", "stroke=\"#dfe4ea\" stroke-width=\"1\""},
    {"base", "stroke=\"#8a95a3\" stroke-width=\"1.5\""},
    {"created", "stroke=\"#8a95a3\" stroke-width=\"2\" stroke-dasharray=\"2 5\""},
    {"waiting", "fill=\"#cfe3f5\" stroke=\"#5b9bd0\" stroke-width=\"1.5\""},
    {"running", "fill=\"#0b4f8a\""},
    {"request", "fill=\"#6d3a8c\""},
    {"level", "fill=\"#dccbe8\" stroke=\"#6d3a8c\" stroke-width=\"1.5\""},
    {"level none", "stroke=\"#6d3a8c\" stroke-width=\"1.5\""},
    {"count", "font-size=\"16\" font-weight=\"600\" fill=\"#4a2563\""},
    {"frame", "stroke=\"#9a6a00\" stroke-width=\"3\""},
    {"stuck", "fill=\"#fdf1e3\" stroke=\"#9a6a00\" stroke-width=\"2\""},
    {"who", "font-size=\"20\" font-weight=\"600\""},
    {"what", "font-size=\"17\""},
    {"arrow", "fill=\"none\" stroke=\"#9a6a00\" stroke-width=\"2.5\""},
    {"head", "fill=\"#9a6a00\""},
    {"dim", "opacity=\"0.5\""},
    {"finished", "fill=\"#00795a\" stroke=\"#ffffff\" stroke-width=\"2\""},
    {"failed", "fill=\"none\" stroke=\"#c2410c\" stroke-width=\"5\" stroke-linecap=\"round\""},
    {"cancelled", "fill=\"#ffffff\" stroke=\"#9a6a00\" stroke-width=\"3.5\""},
});
constexpr std::string_view font =
    "Inter, 'Segoe UI', 'Helvetica Neue', 'Liberation Sans', 'DejaVu Sans', Arial, sans-serif";
constexpr std::string_view ink = "#1b2430";

// The class says what it is, the rest what that looks like.
std::string attributes_of(std::string_view look) {
    const auto* found = std::ranges::find(looks, look, &Look::name);
    return fmt::format("class=\"{}\"{}{}", look, found == looks.end() ? "" : " ",
                       found == looks.end() ? std::string_view() : found->attributes);
}

std::string escaped(std::string_view text) { return xml_escaped(terminal::clean(text, true)); }

}  // namespace

void SvgDocument::text(std::string_view look, double x, double y, const std::string& content) {
    body_ += fmt::format("<text {} x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", attributes_of(look), x,
                         y, escaped(content));
}

void SvgDocument::line(std::string_view look, double x1, double y1, double x2, double y2) {
    body_ += fmt::format("<line {} x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>\n",
                         attributes_of(look), x1, y1, x2, y2);
}

void SvgDocument::bar(std::string_view look, double left, double right, double middle,
                      double height, const std::string& tip) {
    const double top = middle - height / 2;
    body_ += fmt::format(
        "<rect {} x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"2\"",
        attributes_of(look), left, top, right - left, height);
    body_ += tip.empty() ? "/>\n" : fmt::format("><title>{}</title></rect>\n", escaped(tip));
}

void SvgDocument::mark(State state, double x, double y) {
    const std::string look = attributes_of(word_for_end(state));
    if (state == State::failed) {
        body_ +=
            fmt::format("<path {} d=\"M{:.1f} {:.1f}l16 16m0 -16l-16 16\"/>\n", look, x - 8, y - 8);
        return;
    }
    body_ += fmt::format("<circle {} cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"9.5\"/>\n", look, x, y);
    if (state == State::cancelled)
        body_ += fmt::format("<path {} d=\"M{:.1f} {:.1f}l13 -13\"/>\n", look, x - 6.5, y + 6.5);
}

void SvgDocument::box(std::string_view look, double left, double top, double width, double height) {
    body_ += fmt::format(
        "<rect {} x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"8\"/>\n",
        attributes_of(look), left, top, width, height);
}

void SvgDocument::arrow(const std::vector<Point>& points) {
    constexpr double length = 12, half = 6;
    const Point tip = points.back(), before = points[points.size() - 2];
    const double x = tip.x > before.x ? 1 : tip.x < before.x ? -1 : 0;
    const double y = tip.y > before.y ? 1 : tip.y < before.y ? -1 : 0;
    std::string path;
    for (const Point& point : points)
        path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L",
                            point.x - (&point == &points.back() ? x * length : 0),
                            point.y - (&point == &points.back() ? y * length : 0));
    body_ += fmt::format("<path {} d=\"{}\"/>\n", attributes_of("arrow"), path);
    body_ += fmt::format("<path {} d=\"M{:.1f} {:.1f}l{:.1f} {:.1f}l{:.1f} {:.1f}z\"/>\n",
                         attributes_of("head"), tip.x, tip.y, -x * length + y * half,
                         -y * length + x * half, -y * 2 * half, -x * 2 * half);
}

void SvgDocument::begin_group(std::string_view look, const std::string& tip) {
    body_ += look.empty() ? "<g>" : fmt::format("<g {}>", attributes_of(look));
    body_ += tip.empty() ? "\n" : fmt::format("<title>{}</title>\n", escaped(tip));
}

void SvgDocument::end_group() { body_ += "</g>\n"; }

std::string SvgDocument::finish(double height, const std::string& title,
                                const std::string& description) const {
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" "
        "width=\"{0:.0f}\" height=\"{1:.0f}\" font-family=\"{2}\" fill=\"{3}\" "
        "role=\"img\" aria-labelledby=\"title description\">\n"
        "<title id=\"title\">{4}</title>\n<desc id=\"description\">{5}</desc>\n"
        "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{6}</svg>\n",
        width, height, font, ink, escaped(title), escaped(description), body_);
}

const char* word_for_end(State state) {
    return state == State::failed ? "failed" : state == State::cancelled ? "cancelled" : "finished";
}

}  // namespace timeline
