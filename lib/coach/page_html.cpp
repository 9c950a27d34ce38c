#include <coach/page_html.hpp>

#include <coach/gradebook_text.hpp>
#include <terminal/wrap.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

namespace coach {
namespace {

constexpr std::string_view looks = R"(
:root { color-scheme: light dark; --ink: #1d2733; --faint: #5b6775; --paper: #fff; --line: #d6dce3;
  --soft: #f3f5f8; --good: #1a7f4b; --bad: #b3362b; --open: #8a6a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9ef; --faint: #9aa7b5; --paper: #14191f;
  --line: #323c47; --soft: #1d242c; --good: #5cc98d; --bad: #f0857a; --open: #e0b84c; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 62rem; color: var(--ink);
  background: var(--paper); font: 1rem/1.55 system-ui, "Segoe UI", Roboto, sans-serif; }
h1 { font-size: 1.7rem; margin: 0; } h2 { font-size: 1.25rem; margin: 3rem 0 .5rem;
  padding-top: 1rem; border-top: 1px solid var(--line); } h3 { font-size: 1rem; margin: 1.5rem 0 .4rem; }
p { margin: .4rem 0; max-width: 46rem; } .faint { color: var(--faint); }
pre { background: var(--soft); padding: .7rem .9rem; overflow-x: auto; border-radius: 6px;
  font: .84rem/1.45 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
code { font: .9em ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; background: var(--soft);
  padding: .05em .3em; border-radius: 4px; } pre code { background: none; padding: 0; font-size: 1em; }
.points { float: right; font-weight: 400; color: var(--faint); }
ul.facts { list-style: none; padding: 0; margin: .8rem 0; }
ul.facts > li { padding: .35rem 0 .35rem 1.9rem; position: relative; }
ul.facts > li::before { position: absolute; left: .2rem; font-weight: 700; }
li.good::before { content: "\2713"; color: var(--good); } li.bad::before { content: "\2717"; color: var(--bad); }
li.open::before { content: "\2013"; color: var(--faint); } li.open { color: var(--faint); }
.good { color: inherit; } b.good, td.good { color: var(--good); } b.bad, td.bad { color: var(--bad); }
td.open { color: var(--open); }
figure { margin: 1rem 0; } figure img { width: 100%; background: #fff; border-radius: 6px; }
figcaption { color: var(--faint); font-size: .9rem; margin-bottom: .3rem; }
aside { background: var(--soft); border-left: 4px solid var(--open); border-radius: 0 6px 6px 0;
  padding: .7rem 1rem; margin: 1rem 0; } aside h3 { margin: 0 0 .3rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; white-space: nowrap; } td.text { white-space: normal; min-width: 14rem; }
.bar { display: flex; width: 15rem; height: .8rem; border-radius: 4px; overflow: hidden;
  background: var(--soft); margin-top: .35rem; }
.bar i { display: block; } .bar .held { background: var(--good); } .bar .failed { background: var(--bad); }
a { color: inherit; } summary { cursor: pointer; color: var(--faint); }
@media print { body { padding: 0; max-width: none; } pre { white-space: pre-wrap; } h2 { break-after: avoid; } }
)";

}  // namespace

std::string html_text(const std::string& text) { return xml_text(text); }

std::string element(std::string_view name, const std::string& text, std::string_view look) {
    if (text.empty()) return {};
    const std::string attribute = look.empty() ? "" : fmt::format(" class=\"{}\"", look);
    return fmt::format("<{0}{1}>{2}</{0}>\n", name, attribute, html_text(text));
}

std::string html_of_line(const std::string& markdown) {
    struct Mark {
        std::string_view mark, element;
    };
    static constexpr std::array marks{Mark{"`", "code"}, Mark{"**", "strong"}, Mark{"*", "em"}};
    const std::string text = html_text(markdown);
    std::string out;
    const Mark* open = nullptr;  // they are not nested
    for (std::size_t at = 0; at < text.size();) {
        const auto mark = std::ranges::find_if(marks, [&](const Mark& one) {
            return text.compare(at, one.mark.size(), one.mark) == 0 && (!open || open == &one) &&
                   (open || text.find(one.mark, at + one.mark.size()) != text.npos);
        });
        if (mark == marks.end()) {
            out += text[at++];
            continue;
        }
        out += fmt::format("<{}{}>", open ? "/" : "", mark->element);
        open = open ? nullptr : &*mark;
        at += mark->mark.size();
    }
    return out;
}

std::string html_of_markdown(const std::string& markdown) {
    std::string out, paragraph;
    bool in_code = false;
    const auto end_paragraph = [&] {
        if (!paragraph.empty()) out += "<p>" + html_of_line(paragraph) + "</p>\n";
        paragraph.clear();
    };
    for (const std::string& line : terminal::lines_of(markdown)) {
        if (line.starts_with("```")) {
            end_paragraph();
            out += (in_code = !in_code) ? "<pre><code>" : "</code></pre>\n";
        } else if (in_code) {
            out += html_text(line) + "\n";
        } else if (line.empty()) {
            end_paragraph();
        } else {
            paragraph += (paragraph.empty() ? "" : " ") + line;
        }
    }
    end_paragraph();
    return out + (in_code ? "</code></pre>\n" : "");
}

std::string html_page(const std::string& title, const std::string& body) {
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "img-src data:; style-src 'unsafe-inline'\">\n"
        "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n{}</body>\n</html>\n",
        html_text(title), looks, body);
}

std::vector<std::string> file_names(const std::vector<std::string>& names) {
    std::vector<std::string> all;
    std::set<std::string> used;
    for (const std::string& name : names) {
        std::string plain;
        for (const char c : name.substr(0, 80)) {
            const auto byte = static_cast<unsigned char>(c);
            if (byte < 128 && std::isalnum(byte) != 0)
                plain += static_cast<char>(std::tolower(byte));
            else if (!plain.empty() && plain.back() != '-')
                plain += '-';
        }
        if (plain.empty()) plain = "student";
        std::string unique = plain;
        for (int i = 2; !used.insert(unique).second; ++i) unique = fmt::format("{}-{}", plain, i);
        all.push_back(unique + ".html");
    }
    return all;
}

}  // namespace coach
