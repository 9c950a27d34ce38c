#include <book/code_html.hpp>

#include <fmt/format.h>

#include <algorithm>

#include <book/html.hpp>
#include <book/markdown.hpp>

namespace book {
namespace {

std::string joined(const std::vector<std::string>& lines) {
    std::string out;
    for (const std::string& line : lines) out += line + "\n";
    return out;
}

// Its indent, in steps of four spaces: where it has to be broken, it goes on below that.
std::string look_of(const std::string& line) {
    const std::size_t spaces = std::min(line.find_first_not_of(' '), line.size());
    const std::size_t steps = std::min<std::size_t>(spaces / 4, 6);
    return steps == 0 ? "l" : fmt::format("\"l i{}\"", steps);
}

std::string pre(const Source& source, const std::string& lines) {
    return fmt::format("<pre class=\"code {}\" data-file=\"{}\"><code>{}</code></pre>\n",
                       source.language == Language::python ? "python" : "cpp", escaped(source.file),
                       lines);
}

}  // namespace

std::string lines_html(const Block& block, Language language) {
    std::string out;
    const std::vector<std::string> lines = highlighted_lines(joined(block.code), language);
    for (std::size_t i = 0; i < lines.size(); ++i)
        out += fmt::format("<span class={} data-l={}>{}\n</span>", look_of(block.code[i]),
                           block.first_line + i, lines[i]);
    return out;
}

std::string block_html(const Block& block, const Source& source) {
    return pre(source, lines_html(block, source.language));
}

std::string blocks_html(const std::vector<const Block*>& blocks, const Source& source) {
    std::string out;
    for (const Block* block : blocks)
        out += html_of_markdown(block->prose, source.file) + block_html(*block, source);
    return out;
}

std::vector<const Block*> all_of(const Source& source) {
    std::vector<const Block*> all;
    for (const Block& block : source.blocks) all.push_back(&block);
    return all;
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
