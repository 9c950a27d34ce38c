#include <terminal/markdown.hpp>

#include <algorithm>

#include <terminal/paint.hpp>
#include <terminal/width.hpp>
#include <terminal/wrap.hpp>

namespace terminal {
namespace {

// Each word by itself, so that a line break between them does no harm.
std::string paint_words(const std::string& text, std::string_view parameters, const Style& style) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        out += paint(text.substr(at, end - at), parameters, style);
        if (end < text.size()) out += ' ';
        at = end + 1;
    }
    return out;
}

// The words between two marks, painted; the marks are dropped unless they are kept.
std::string paint_between(std::string text, const std::string& mark, std::string_view parameters,
                          bool keep_marks, const Style& style) {
    std::string out;
    for (;;) {
        const std::size_t begin = text.find(mark);
        const std::size_t end =
            begin == text.npos ? text.npos : text.find(mark, begin + mark.size());
        if (end == text.npos || end == begin + mark.size()) return out + text;
        const std::string inner = text.substr(begin + mark.size(), end - begin - mark.size());
        // "2 * 3 * 4" marks nothing.
        if (mark == "*" && (inner.front() == ' ' || inner.back() == ' ')) return out + text;
        out += text.substr(0, begin);
        out += keep_marks ? mark + inner + mark : paint_words(inner, parameters, style);
        text.erase(0, end + mark.size());
    }
}

// Code first: nothing in it is a mark.
std::string paint_marks(const std::string& text, const Style& style) {
    std::string out;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t code = text.find('`', at);
        std::string words = text.substr(at, code == text.npos ? code : code - at);
        words = paint_between(words, "**", sgr::bold, false, style);
        out += paint_between(words, "*", sgr::italic, false, style);
        if (code == text.npos) break;
        const std::size_t end = text.find('`', code + 1);
        if (end == text.npos) return out + text.substr(code);
        out +=
            paint_between(text.substr(code, end + 1 - code), "`", sgr::cyan, !style.colour, style);
        at = end + 1;
    }
    return out;
}

bool is_list_item(std::string_view line) {
    return line.starts_with("- ") || line.starts_with("* ") ||
           (line.size() > 2 && line[0] >= '0' && line[0] <= '9' && line.substr(1, 2) == ". ");
}

// The lines made so far, and the paragraph that has not ended yet.
class Document {
public:
    Document(const Style& style, std::string_view indent) : style_(style), indent_(indent) {}

    void add(const std::string& line) {
        if (line.starts_with("```")) {
            end_paragraph();
            in_code_ = !in_code_;
        } else if (in_code_) {
            code(line);
        } else if (line.empty()) {
            end_paragraph();
            if (!lines_.empty() && !lines_.back().empty()) lines_.emplace_back();
        } else if (line.starts_with("#")) {
            end_paragraph();
            heading(line);
        } else {
            if (is_list_item(line)) end_paragraph();
            const std::size_t text = std::min(line.find_first_not_of(' '), line.size());
            paragraph_ += (paragraph_.empty() ? "" : " ") + line.substr(text);
        }
    }

    std::vector<std::string> finish() {
        end_paragraph();
        while (!lines_.empty() && lines_.back().empty()) lines_.pop_back();
        return std::move(lines_);
    }

private:
    // The further lines of a list's item are indented like its text.
    void end_paragraph() {
        const std::string hang = is_list_item(paragraph_) ? "  " : "";
        auto lines = wrap(paint_marks(paragraph_, style_), style_.width, indent_ + hang);
        if (!hang.empty() && !lines.empty()) lines[0].erase(indent_.size(), hang.size());
        lines_.insert(lines_.end(), lines.begin(), lines.end());
        paragraph_.clear();
    }

    void code(const std::string& line) {
        for (const std::string& part : fold(line, style_.width - columns_of(indent_) - 4))
            lines_.push_back(indent_ + "    " + paint(part, sgr::cyan, style_));
    }

    void heading(const std::string& line) {
        const std::size_t text = std::min(line.find_first_not_of("# "), line.size());
        for (const std::string& part : wrap(line.substr(text), style_.width, indent_))
            lines_.push_back(paint(part, sgr::bold, style_));
    }

    const Style& style_;
    const std::string indent_;
    std::vector<std::string> lines_;
    std::string paragraph_;
    bool in_code_ = false;
};

}  // namespace

std::vector<std::string> markdown_lines(std::string_view markdown, const Style& style,
                                        std::string_view indent) {
    Document document(style, indent);
    for (const std::string& line : lines_of(markdown)) document.add(harmless(line, style));
    return document.finish();
}

}  // namespace terminal
