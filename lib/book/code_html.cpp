#include <book/code_html.hpp>

#include <fmt/format.h>

#include <book/html.hpp>

namespace book {
namespace {

std::string joined(const std::vector<std::string>& lines) {
    std::string out;
    for (const std::string& line : lines) out += line + "\n";
    return out;
}

std::string pre(const Source& source, const std::string& lines) {
    return fmt::format("<pre class=\"code {}\" data-file=\"{}\"><code>{}</code></pre>\n",
                       source.language == Language::python ? "python" : "cpp", escaped(source.file),
                       lines);
}

}  // namespace

std::string lines_html(const Block& block, Language language) {
    std::string out;
    std::size_t number = block.first_line;
    for (const std::string& line : highlighted_lines(joined(block.code), language))
        out += fmt::format("<span class=l data-l={}>{}\n</span>", number++, line);
    return out;
}

std::string block_html(const Block& block, const Source& source) {
    return pre(source, lines_html(block, source.language));
}

std::string excerpt_html(const Source& source,
                         const std::vector<std::pair<std::size_t, std::size_t>>& shown) {
    std::string out;
    for (const auto& [first, last] : shown)
        if (const Block* block = source.block_at(first))
            out += (out.empty() ? "" : "<span class=gap>\n</span>") +
                   lines_html(*block, source.language);
    return pre(source, out);
}

}  // namespace book
