#include <book/markdown.hpp>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include <book/highlight.hpp>
#include <book/html.hpp>
#include <book/trouble.hpp>
#include <terminal/wrap.hpp>

namespace book {
namespace {

using CmarkParser = std::unique_ptr<cmark_parser, decltype(&cmark_parser_free)>;
using Node = std::unique_ptr<cmark_node, decltype(&cmark_node_free)>;

CmarkParser make_parser() {
    cmark_gfm_core_extensions_ensure_registered();
    CmarkParser parser(cmark_parser_new(CMARK_OPT_DEFAULT), cmark_parser_free);
    cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension("table"));
    return parser;
}

// CommonMark lets the end of the text end a fence.
void refuse_open_fence(std::string_view markdown, const std::string& file) {
    std::size_t line = 0, opened = 0;
    for (const std::string& text : terminal::lines_of(markdown)) {
        ++line;
        if (text.starts_with("```")) opened = opened == 0 ? line : 0;
    }
    if (opened != 0)
        throw BookError(
            fmt::format("{}:{}: this block of code is never ended: a line with ``` is "
                        "missing",
                        file, opened));
}

// Our own highlighter's lines in place of a block of code.
void highlight(cmark_node* code) {
    const std::string language = cmark_node_get_fence_info(code);
    const char* text = cmark_node_get_literal(code);
    std::string html = "<pre class=\"code\"><code>";
    for (const std::string& line : highlighted_lines(text, language_of(language)))
        html += line + "\n";
    cmark_node* block = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK);
    cmark_node_set_on_enter(block, (html + "</code></pre>").c_str());
    cmark_node_replace(code, block);
    cmark_node_free(code);
}

void prepare(cmark_node* document, int top) {
    for (cmark_node *node = cmark_node_first_child(document), *next; node; node = next) {
        next = cmark_node_next(node);
        if (cmark_node_get_type(node) == CMARK_NODE_CODE_BLOCK)
            highlight(node);
        else if (cmark_node_get_type(node) == CMARK_NODE_HEADING)
            cmark_node_set_heading_level(node,
                                         std::min(6, cmark_node_get_heading_level(node) + top - 1));
        else
            prepare(node, top);
    }
}

}  // namespace

std::string html_of_markdown(std::string_view markdown, const std::string& file, int top) {
    refuse_open_fence(markdown, file);
    const CmarkParser parser = make_parser();
    cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
    const Node document(cmark_parser_finish(parser.get()), cmark_node_free);
    prepare(document.get(), top);
    const std::unique_ptr<char, decltype(&std::free)> html(
        cmark_render_html(document.get(), CMARK_OPT_DEFAULT,
                          cmark_parser_get_syntax_extensions(parser.get())),
        std::free);
    return html.get();
}

std::string html_of_words(std::string_view markdown) {
    std::string html = html_of_markdown(markdown, "");
    while (!html.empty() && html.back() == '\n') html.pop_back();
    if (html.starts_with("<p>") && html.ends_with("</p>") && html.find("<p>", 3) == html.npos)
        html = html.substr(3, html.size() - 7);
    return html;
}

}  // namespace book
